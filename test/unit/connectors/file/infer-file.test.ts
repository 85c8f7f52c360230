import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SqlError } from '../../../../src/common/sql-error.ts';
import type { ConnectorColumns } from '../../../../src/connectors/connector.ts';
import { inferFile } from '../../../../src/connectors/file/infer-file.ts';
import type { SourceOptions } from '../../../../src/connectors/source-reader.ts';
import { typeName } from '../../../../src/data/sql-type.ts';

const vega = resolve('node_modules/vega-datasets/data');
let root = '';
let directory = '';

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'millrace-infer-'));
  directory = join(root, 'files');
  mkdirSync(join(directory, 'sub'), { recursive: true });
  writeFileSync(join(root, 'secret.csv'), 'a\n1\n');
  symlinkSync(join(root, 'secret.csv'), join(directory, 'link.csv'));
  symlinkSync(join(directory, 'sub'), join(directory, 'sub-link'));
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

function write(name: string, content: string): string {
  writeFileSync(join(directory, name), content);
  return name;
}

function infer(path: string, options: SourceOptions = {}): Promise<ConnectorColumns> {
  return inferFile(path, options, directory);
}

/** Columns as 'name type'. */
function shown({ fields }: ConnectorColumns): string[] {
  expect(fields.every(({ nullable }) => nullable)).toBe(true);
  return fields.map(({ name, type }) => `${name} ${typeName(type)}`);
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return await promise.then(
    () => 'no error',
    (error: SqlError) => `${error.code} ${error.message}`,
  );
}

describe('files of vega-datasets', () => {
  test('airports.csv', async () => {
    expect(shown(await inferFile('airports.csv', {}, vega))).toEqual([
      'iata text',
      'name text',
      'city text',
      'state text',
      'country text',
      'latitude double precision',
      'longitude double precision',
    ]);
  });

  test('flights-20k.json, with event time', async () => {
    const columns = await inferFile('flights-20k.json', { time: 'date' }, vega);
    expect(shown(columns)).toEqual([
      'date timestamp without time zone',
      'delay bigint',
      'distance bigint',
      'origin text',
      'destination text',
    ]);
    expect(columns.watermark).toEqual({ column: 0, delayMicros: 0 });
  });

  test('others', async () => {
    expect(shown(await inferFile('penguins.json', {}, vega))).toContain(
      'beak length (mm) double precision',
    );
    expect(shown(await inferFile('cars.json', {}, vega))).toContain('year date');
    expect(shown(await inferFile('zipcodes.csv', {}, vega))).toContain('zip_code text');
    expect(shown(await inferFile('seattle-weather.csv', {}, vega))).toContain('date date');
    expect(shown(await inferFile('weekly-weather.json', {}, vega))).toContain('record json');
  });
});

describe('types', () => {
  test('of JSON values', async () => {
    const records = [
      { b: true, i: 1, d: 1, x: 1, day: '2024-02-29', t: '2024-01-01T00:00:00Z', n: { a: 1 } },
      { b: null, d: 1.5, x: 'one', day: '2024-03-01', t: '2024-01-01', n: null, e: null },
      { i: -900719925474099, w: '2024-01-01 10:00:00+02', fake: '2024-02-30', n: [1] },
    ];
    const path = write('types.ndjson', records.map((record) => JSON.stringify(record)).join('\n'));
    expect(shown(await infer(path))).toEqual([
      'b boolean',
      'i bigint',
      'd double precision',
      'x text',
      'day date',
      't timestamp without time zone',
      'n json',
      'e text',
      'w timestamp with time zone',
      'fake text',
    ]);
    const big = write('big.json', '[{"a":9223372036854775807,"b":9223372036854775808}]');
    expect(shown(await infer(big))).toEqual(['a bigint', 'b double precision']);
  });

  test('of CSV fields', async () => {
    const path = write(
      'types.csv',
      'id,code,ok,ratio,"at, local",empty,mix\n1,007,true,.5,2024-01-01 10:00,,1\n-2,12,FALSE,1e3,2024/01/02 11:30:00.5,,x\n',
    );
    expect(shown(await infer(path))).toEqual([
      'id bigint',
      'code text',
      'ok boolean',
      'ratio double precision',
      'at, local timestamp without time zone',
      'empty text',
      'mix text',
    ]);
  });

  test('names are folded, unless two would be the same', async () => {
    const path = write('names.json', '[{"ID":1,"userName":"x","a":1,"A":2,"":3}]');
    expect(shown(await infer(path))).toEqual([
      'id bigint',
      'username text',
      'a bigint',
      'A bigint',
    ]);
  });

  test('a .json of JSON lines is told apart from one object', async () => {
    const lines = write('lines.json', '{"a":1}\n{"a":"x","b":2}\n');
    expect(shown(await infer(lines))).toEqual(['a text', 'b bigint']);
    const pretty = write('pretty.json', '{\n  "a": 1,\n  "b": [2]\n}\n');
    expect(shown(await infer(pretty))).toEqual(['a bigint', 'b json']);
  });

  test('a first record longer than the first piece', async () => {
    const path = write('long.json', JSON.stringify([{ a: 'x'.repeat(5_000_000), b: 1 }, { b: 2 }]));
    expect(shown(await infer(path))).toEqual(['a text', 'b bigint']);
  });
});

describe('event time', () => {
  test('numbers become timestamps', async () => {
    const path = write('times.csv', 'ms,s,name\n1700000000000,1700000000.5,x\n');
    const columns = await infer(path, { time: 'MS' });
    expect(shown(columns)[0]).toBe('ms timestamp without time zone');
    expect(shown(await infer(path, { time: 's', time_unit: 's' }))[1]).toMatch(/^s timestamp/);
  });

  test('columns that cannot be it', async () => {
    const path = write('names.csv', 'name,n\nx,1\n');
    expect(await codeOf(infer(path, { time: 'name' }))).toMatch(/^22023 column "name"/);
    expect(await codeOf(infer(path, { time: 'nam' }))).toMatch(/^42703 column "nam"/);
  });
});

describe('what cannot be read', () => {
  test('paths outside the directory, by name or through links', async () => {
    for (const path of [
      '../secret.csv',
      join(root, 'secret.csv'),
      'link.csv',
      '..',
      '.',
      'sub/../../secret.csv',
    ]) {
      expect(await codeOf(infer(path, { format: 'csv' })), path).toMatch(/^42501 file /);
    }
    write('sub/inside.csv', 'a\n1\n');
    expect(shown(await infer('sub-link/inside.csv'))).toEqual(['a bigint']);
    expect(shown(await infer(join(directory, 'sub/inside.csv')))).toEqual(['a bigint']);
  });

  test('files that do not exist or are none', async () => {
    expect(await codeOf(infer('none.csv'))).toMatch(/^58P01 could not open file "none.csv"/);
    expect(await codeOf(infer('sub', { format: 'csv' }))).toMatch(
      /^42809 "sub" is not a regular file/,
    );
  });

  test('formats', async () => {
    const path = write('data.txt', 'a\n1\n');
    expect(await codeOf(infer(path))).toMatch(/^22023 invalid value for option "format"/);
    expect(shown(await infer(path, { format: 'csv' }))).toEqual(['a bigint']);
    expect(await codeOf(infer(path, { format: 'xml' }))).toMatch(/^22023/);
    expect(await codeOf(infer(path, { format: 'csv', sep: ';' }))).toMatch(
      /^22023 unknown option "sep"/,
    );
  });

  test('content', async () => {
    expect(await codeOf(infer(write('empty.json', '[]')))).toMatch(
      /^22P04 file "empty.json" has no records/,
    );
    expect(await codeOf(infer(write('empty.csv', 'a,b\n')))).toMatch(/^22P04/);
    expect(await codeOf(infer(write('broken.json', '[{"a":1},')))).toMatch(/^22P02 invalid JSON/);
    expect(await codeOf(infer(write('broken.csv', 'a,"b\n1,2')))).toMatch(/^22P04/);
  });
});
