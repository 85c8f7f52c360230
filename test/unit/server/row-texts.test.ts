import { expect, test } from 'vitest';
import { RowTexts } from '../../../src/server/row-texts.ts';
import { manyRows } from '../../support/fake-engine.ts';

test('the text of a batch is made once for all subscribers', async () => {
  const texts = new RowTexts();
  const batch = manyRows(10, 1);
  const spied = { ...batch };
  let reads = 0;
  Object.defineProperty(spied, 'columns', {
    get: () => {
      reads += 1;
      return batch.columns;
    },
  });
  const first = texts.part(spied, 0, 'iso');
  const before = reads;
  expect(texts.part(spied, 0, 'iso')).toBe(first);
  expect(reads).toBe(before);
  expect(before).toBeGreaterThan(0);
});

test('the text of a large answer is not kept: nobody else asks for it', () => {
  const texts = new RowTexts();
  const batch = manyRows(20_001);
  let reads = 0;
  const spied = { ...batch };
  Object.defineProperty(spied, 'columns', {
    get: () => {
      reads += 1;
      return batch.columns;
    },
  });
  const first = texts.answerPart(spied, 0, 'iso');
  const before = reads;
  expect(texts.answerPart(spied, 0, 'iso')).toBe(first);
  expect(reads).toBeGreaterThan(before);
});
