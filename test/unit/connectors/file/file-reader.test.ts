import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSource } from '../../../../src/connectors/connector.ts';
import { inferFile } from '../../../../src/connectors/file/infer-file.ts';
import type { SourceOptions, SourceReader } from '../../../../src/connectors/source-reader.ts';
import type { Field } from '../../../../src/data/batch.ts';
import type { Datum } from '../../../../src/data/sql-type.ts';
import { batchRows } from '../../../support/batch-rows.ts';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'millrace-file-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const fields: readonly Field[] = [
  { name: 'a', type: { kind: 'bigint' }, nullable: true },
  { name: 'b', type: { kind: 'text' }, nullable: true },
];

function open(
  name: string,
  content: string | null,
  options: SourceOptions = {},
): Promise<SourceReader> {
  if (content !== null) writeFileSync(join(directory, name), content);
  return openSource({
    connector: 'file',
    options: { path: name, ...options },
    fields,
    startMicros: 0,
    filesDirectory: directory,
  });
}

async function readAll(reader: SourceReader, maxRows = 1_000_000): Promise<Datum[][]> {
  const rows: Datum[][] = [];
  for (;;) {
    const batch = await reader.next(maxRows);
    if (batch === null) return rows;
    expect(batch.rowCount).toBeLessThanOrEqual(Math.min(maxRows, 65_536));
    rows.push(...batchRows(batch));
  }
}

/** Records of some 100 bytes: more than one piece of the file holds. */
const count = 30_000;
const records = Array.from({ length: count }, (_, i) => ({
  a: i,
  b: `é,"${'x'.repeat(i % 120)}\n`,
}));
const expected = records.map(({ a, b }) => [BigInt(a), b]);
const texts = {
  'records.json': JSON.stringify(records),
  'pretty.json': JSON.stringify(records, null, 2),
  'records.ndjson': records.map((record) => JSON.stringify(record)).join('\r\n'),
  'records.csv': `b,a\r\n${records.map(({ a, b }) => `"${b.replaceAll('"', '""')}",${a}`).join('\r\n')}`,
};

describe.each(Object.entries(texts))('%s', (name, content) => {
  test('is read in pieces', async () => {
    const reader = await open(name, content);
    expect(reader.rowsDue(0)).toBe(Number.POSITIVE_INFINITY);
    expect(await readAll(reader)).toEqual(expected);
    expect(reader.rowsRead()).toBe(count);
    expect(reader.rejected?.().count).toBe(0);
    reader.close();
  });

  test('goes on from a position', async () => {
    const first = await open(name, null);
    const rows: Datum[][] = [];
    for (let i = 0; i < 3; i += 1) rows.push(...batchRows(await first.next(7001)));
    const position = first.position();
    first.close();
    const second = await open(name, null);
    second.restore(position);
    expect(second.rowsRead()).toBe(rows.length);
    rows.push(...(await readAll(second, 5000)));
    second.close();
    expect(rows).toEqual(expected);
    const third = await open(name, null);
    third.restore(second.position());
    expect(await third.next(10)).toBeNull();
    third.close();
  });
});

test('records that the columns cannot take are left out and counted', async () => {
  const lines = records.map(({ a, b }) => JSON.stringify({ a: a % 1000 === 0 ? 'bad' : a, b }));
  const reader = await open('bad.ndjson', lines.join('\n'));
  expect(await readAll(reader)).toEqual(expected.filter((_, i) => i % 1000 !== 0));
  const rejected = reader.rejected?.();
  expect(rejected?.count).toBe(30);
  expect(rejected?.reasons[1]).toMatchObject({
    index: 1000,
    code: '22P02',
    message: 'column "a": invalid input syntax for type bigint: "bad"',
  });
  reader.close();
});

test('a JSON array that breaks off is an error with its place', async () => {
  const reader = await open('broken.json', `${texts['records.json'].slice(0, -1)},{"a":]`);
  await expect(readAll(reader)).rejects.toMatchObject({
    code: '22P02',
    detail: `The error is at byte ${Buffer.byteLength(texts['records.json']) + 6}.`,
  });
  reader.close();
});

test('the file is asked for with the first row, not before', async () => {
  const reader = await open('none.csv', null);
  await expect(reader.next(1)).rejects.toMatchObject({ code: '58P01' });
  reader.close();
});

test('numbers are times in the unit of the options', async () => {
  writeFileSync(join(directory, 'times.csv'), 'at,v\n1700000000,1\n1700000060,2\n');
  const options = { path: 'times.csv', time: 'at', time_unit: 's' };
  const columns = await inferFile('times.csv', options, directory);
  const reader = await openSource({
    connector: 'file',
    options,
    fields: columns.fields,
    startMicros: 0,
    filesDirectory: directory,
  });
  expect(await readAll(reader)).toEqual([
    [1_700_000_000_000_000n, 1n],
    [1_700_000_060_000_000n, 2n],
  ]);
  reader.close();
});

test.each([
  ['airports.csv', 3376],
  ['flights-20k.json', 20_000],
  ['movies.json', 3201],
  ['birdstrikes.csv', 10_000],
])('%s of vega-datasets is read whole', async (path, rows) => {
  const vega = resolve('node_modules/vega-datasets/data');
  const columns = await inferFile(path, {}, vega);
  const reader = await openSource({
    connector: 'file',
    options: { path },
    fields: columns.fields,
    startMicros: 0,
    filesDirectory: vega,
  });
  expect(await readAll(reader)).toHaveLength(rows);
  expect(reader.rejected?.()).toEqual({ count: 0, reasons: [] });
  reader.close();
});
