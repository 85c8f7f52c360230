import { expect, test } from 'vitest';
import type { AppendedRange } from '../../../../src/log/api.ts';
import { plainBatch } from '../../../../src/log/format/batch-head.ts';
import { ProducerStates } from '../../../../src/log/partition/producer-states.ts';
import { stampOf } from '../../../support/log-records.ts';

const last = 2 ** 31 - 1;
const never = new Promise<AppendedRange>(() => {});

function acknowledge(
  states: ProducerStates,
  sequence: number,
  baseOffset: number,
  rows: number,
): void {
  const head = {
    ...plainBatch,
    ...{ baseOffset, endOffset: baseOffset + rows, rows, schemaId: 0, bodyBytes: 0, crc: 0 },
    ...{ firstTimestampMs: 0, maxTimestampMs: 0, group: 1, durablePosition: 0 },
    ...{ producerId: 9, producerEpoch: 0, baseSequence: sequence },
  };
  states.acknowledge(head, 0);
}

test('sequences go on from 0 behind the greatest, within an append and between two', () => {
  const states = new ProducerStates();
  acknowledge(states, last - 4, 100, 3);
  expect(states.check(stampOf(9, 0, 0), 1).kind).toBe('refused');
  expect(states.check(stampOf(9, 0, last - 1), 5).kind).toBe('new');
  acknowledge(states, last - 1, 103, 5);
  expect(states.check(stampOf(9, 0, 3), 1).kind).toBe('new');
  const across = states.check(stampOf(9, 0, last - 1), 5);
  expect(across).toEqual({ kind: 'duplicate', range: { first: 103, last: 107 } });
  acknowledge(states, 3, 108, 1);
  expect(states.check(stampOf(9, 0, 4), 1).kind).toBe('new');
});

test('the last five are known, and parts of them', () => {
  const states = new ProducerStates();
  for (let append = 0; append < 6; append += 1) acknowledge(states, append * 10, append * 10, 10);
  expect(states.check(stampOf(9, 0, 0), 10).kind).toBe('refused');
  expect(states.check(stampOf(9, 0, 10), 10)).toMatchObject({ range: { first: 10, last: 19 } });
  expect(states.check(stampOf(9, 0, 12), 3)).toMatchObject({ range: { first: 12, last: 14 } });
  expect(states.check(stampOf(9, 0, 55), 10).kind).toBe('refused');
});

test('what is in flight counts until it is rolled back', () => {
  const states = new ProducerStates();
  acknowledge(states, 0, 0, 5);
  states.enqueued(stampOf(9, 0, 5), 5, never);
  expect(states.check(stampOf(9, 0, 5), 5)).toEqual({ kind: 'inFlight', appended: never });
  expect(states.check(stampOf(9, 0, 10), 1).kind).toBe('new');
  states.enqueued(stampOf(9, 1, 0), 1, never);
  expect(states.check(stampOf(9, 0, 10), 1).kind).toBe('refused');
  states.rollBack();
  expect(states.check(stampOf(9, 0, 5), 5).kind).toBe('new');
});
