import { expect, test } from 'vitest';
import { checkSource, connectorFields, openSource } from '../../../src/connectors/connector.ts';
import type { Field } from '../../../src/data/batch.ts';

const fields: readonly Field[] = [{ name: 'n', type: { kind: 'integer' }, nullable: true }];
const request = { fields, startMicros: 0, filesDirectory: '.' };

test('nexmark brings its columns, datagen takes those of the statement', async () => {
  const columns = connectorFields({ connector: 'nexmark', kind: 'bid' });
  expect(columns?.fields.map(({ name }) => name)).toContain('auction');
  expect(columns?.watermark).toEqual({ column: 5, delayMicros: 4_000_000 });
  expect(connectorFields({ connector: 'datagen' })).toBeNull();
  const nexmark = await openSource({ ...request, connector: 'nexmark', options: { kind: 'bid' } });
  expect(nexmark.schema.fields).toEqual(columns?.fields);
  const datagen = await openSource({ ...request, connector: 'datagen', options: { rows: 3 } });
  expect((await datagen.next(10))?.rowCount).toBe(3);
});

test('options are checked before a source is opened', () => {
  expect(() => checkSource({ connector: 'datagen', rate: 5 }, fields)).not.toThrow();
  expect(() => checkSource({ connector: 'datagen', rate: -5 }, fields)).toThrow(/"rate"/);
  expect(() => checkSource({ connector: 'nexmark', kind: 'x' }, fields)).toThrow(/"kind"/);
});

test('other connectors do not exist', async () => {
  expect(() => connectorFields({ connector: 'kafka' })).toThrow(/"kafka" does not exist/);
  await expect(openSource({ ...request, connector: 'kafka', options: {} })).rejects.toThrow(
    /kafka/,
  );
});
