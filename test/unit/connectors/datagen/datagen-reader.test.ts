import { describe, expect, test } from 'vitest';
import { SqlError } from '../../../../src/common/sql-error.ts';
import { datagenConfig } from '../../../../src/connectors/datagen/datagen-config.ts';
import { DatagenReader } from '../../../../src/connectors/datagen/datagen-reader.ts';
import type { SourceOptions } from '../../../../src/connectors/source-reader.ts';
import type { Batch, Field } from '../../../../src/data/batch.ts';
import type { Datum, PlainKind, SqlType } from '../../../../src/data/sql-type.ts';
import { batchRows } from '../../../support/batch-rows.ts';

const startMicros = 1_700_000_000_000_000;
const numeric: SqlType = { kind: 'numeric', precision: 8, scale: 2 };

function field(name: string, type: SqlType | PlainKind): Field {
  return { name, type: typeof type === 'string' ? { kind: type } : type, nullable: true };
}

function open(fields: readonly Field[], options: SourceOptions = {}): DatagenReader {
  return new DatagenReader(datagenConfig(options, fields), fields, startMicros);
}

function rows(reader: DatagenReader, ...sizes: number[]): Datum[][] {
  return sizes.flatMap((size) => batchRows(reader.next(size) as Batch | null));
}

/** The values of one column. */
function values(type: SqlType | PlainKind, options: SourceOptions, count = 1000): Datum[] {
  const own = Object.entries(options).map(([name, value]) => [`fields.c.${name}`, value]);
  return rows(open([field('c', type)], Object.fromEntries(own)), count).map(
    ([value]) => value ?? null,
  );
}

const everyType = [
  field('boolean', 'boolean'),
  field('smallint', 'smallint'),
  field('integer', 'integer'),
  field('bigint', 'bigint'),
  field('real', 'real'),
  field('double', 'double'),
  field('numeric', numeric),
  field('free', { kind: 'numeric', precision: null, scale: null }),
  field('text', 'text'),
  field('date', 'date'),
  field('ts', 'timestamp'),
  field('tz', 'timestamptz'),
  field('interval', 'interval'),
  field('json', 'json'),
];

describe('rows', () => {
  test('are the same in whatever pieces they are asked for', () => {
    const whole = rows(open(everyType), 700);
    expect(whole).toHaveLength(700);
    expect(rows(open(everyType), 1, 299, 400)).toEqual(whole);
  });

  test('go on from a position as if nothing had happened', () => {
    const options = { 'fields.text.null_rate': 0.3, 'fields.ts.jitter': '3 seconds' };
    const whole = rows(open(everyType, options), 500);
    const first = open(everyType, options);
    const head = rows(first, 200);
    const second = new DatagenReader(datagenConfig(options, everyType), everyType, 0);
    second.restore(first.position());
    expect(second.rowsRead()).toBe(200);
    expect([...head, ...rows(second, 300)]).toEqual(whole);
    expect(() => second.restore('nonsense')).toThrow(SqlError);
  });

  test('depend on the seed, and a column does not depend on those behind it', () => {
    const fields = [field('a', 'integer'), field('b', 'text')];
    const one = rows(open(fields), 50);
    expect(rows(open(fields, { seed: 2 }), 50)).not.toEqual(one);
    const more = rows(open([...fields, field('c', 'text')]), 50);
    expect(more.map(([a, b]) => [a, b])).toEqual(one);
  });

  test('end after as many as asked for', () => {
    const reader = open(everyType, { rows: 10 });
    expect(reader.rowsDue(Number.MAX_SAFE_INTEGER)).toBe(10);
    expect(rows(reader, 7, 7)).toHaveLength(10);
    expect(reader.next(1)).toBeNull();
    // All rows are out: the next call is to find the end.
    expect(reader.rowsDue(Number.MAX_SAFE_INTEGER)).toBe(Number.POSITIVE_INFINITY);
  });

  test('are due at start + k / rate', () => {
    const reader = open(everyType, { rate: 4 });
    expect(reader.rowsDue(startMicros - 1)).toBe(0);
    expect(reader.rowsDue(startMicros)).toBe(1);
    expect(reader.rowsDue(startMicros + 249_999)).toBe(1);
    expect(reader.rowsDue(startMicros + 1_000_000)).toBe(5);
    expect(open(everyType, { speed: 'max' }).rowsDue(0)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('values', () => {
  test('by default suit the type', () => {
    const [row] = rows(open(everyType), 1);
    expect(row).toHaveLength(everyType.length);
    expect(row).not.toContain(null);
    expect(values('text', {}, 1)[0]).toMatch(/^[a-z]{8}$/);
    expect(JSON.parse(String(values('json', {}, 1)[0]))).toEqual({ value: expect.any(Number) });
    expect(new Set(values('boolean', {}, 100))).toEqual(new Set([true, false]));
  });

  test('sequence', () => {
    expect(values('bigint', { kind: 'sequence' }, 3)).toEqual([1n, 2n, 3n]);
    expect(values('integer', { kind: 'sequence', start: 10, step: 5, max: 20 }, 5)).toEqual([
      10, 15, 20, 10, 15,
    ]);
    expect(values(numeric, { kind: 'sequence', start: 0.5, step: 0.25, decimals: 2 }, 3)).toEqual([
      50n,
      75n,
      100n,
    ]);
    expect(values('text', { kind: 'sequence' }, 2)).toEqual(['1', '2']);
  });

  test('random numbers lie in their range and reach its ends', () => {
    const integers = values('integer', { min: -2, max: 2 }) as number[];
    expect(new Set(integers)).toEqual(new Set([-2, -1, 0, 1, 2]));
    const decimals = values('double', { min: 1, max: 2, decimals: 1 }) as number[];
    expect(Math.min(...decimals)).toBe(1);
    expect(Math.max(...decimals)).toBe(2);
    expect(decimals.every((value) => Number(value.toFixed(1)) === value)).toBe(true);
    const wide = values('bigint', { min: 0, max: 9e15 }) as bigint[];
    expect(wide.some((value) => value > 2n ** 52n)).toBe(true);
    expect(values(numeric, {}).every((value) => (value as bigint) <= 10_000n)).toBe(true);
    const single = values('real', { max: 1 }) as number[];
    expect(single.every((value) => Math.fround(value) === value)).toBe(true);
    expect(values({ kind: 'numeric', precision: null, scale: null }, {}, 1)[0]).toMatch(
      /^\d+\.\d\d$/,
    );
  });

  test('zipf prefers the least numbers, in proportion to their rank', () => {
    const counts = new Map<Datum, number>();
    for (const value of values('integer', { kind: 'zipf', min: 5, max: 104, skew: 1 }, 20_000)) {
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const harmonic = Array.from({ length: 100 }, (_, i) => 1 / (i + 1)).reduce((a, b) => a + b);
    for (const rank of [1, 2, 5, 10]) {
      const expected = 20_000 / rank / harmonic;
      const found = counts.get(rank + 4) ?? 0;
      expect(Math.abs(found - expected)).toBeLessThan(5 * Math.sqrt(expected));
    }
    expect(Math.min(...([...counts.keys()] as number[]))).toBe(5);
    expect(Math.max(...([...counts.keys()] as number[]))).toBeLessThanOrEqual(104);
  });

  test('choice, with weights and for other types than text', () => {
    const texts = values('text', { kind: 'choice', values: 'a, b,c', weights: '8,2,0' });
    const count = (text: string): number => texts.filter((value) => value === text).length;
    expect(count('a') + count('b')).toBe(1000);
    expect(count('a')).toBeGreaterThan(700);
    expect(count('b')).toBeGreaterThan(100);
    expect(new Set(values(numeric, { kind: 'choice', values: '1.5,2' }))).toEqual(
      new Set([150n, 200n]),
    );
    const times = values('timestamp', { kind: 'choice', values: '1970-01-01 00:00:01' }, 1);
    expect(times).toEqual([1_000_000n]);
  });

  test('template', () => {
    const texts = values('text', { kind: 'template', template: 'u{1..3}-{08..11}{x}' });
    expect(texts.every((text) => /^u[123]-(08|09|10|11)\{x\}$/.test(String(text)))).toBe(true);
    expect(new Set(texts).size).toBe(12);
  });

  test('time is when the row is due, jitter takes it back', () => {
    const due = (row: number): bigint => BigInt(startMicros + row * 100_000);
    expect(values('timestamp', {}, 3)).toEqual([due(0), due(1), due(2)]);
    expect(values('date', {}, 1)).toEqual([19_675]);
    const jittered = values('timestamptz', { jitter: '3 seconds' }) as bigint[];
    const behind = jittered.map((time, row) => Number(due(row) - time));
    expect(Math.min(...behind)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...behind)).toBeLessThanOrEqual(3_000_000);
    expect(Math.max(...behind)).toBeGreaterThan(2_000_000);
    expect(jittered.some((time, row) => row > 0 && time < (jittered[row - 1] as bigint))).toBe(
      true,
    );
  });

  test('null_rate', () => {
    const nulls = values('text', { null_rate: 0.25 }).filter((value) => value === null).length;
    expect(nulls).toBeGreaterThan(180);
    expect(nulls).toBeLessThan(320);
    expect(values('integer', { null_rate: 1 }, 5)).toEqual([null, null, null, null, null]);
  });
});

test.each<[string, SqlType | PlainKind, SourceOptions, RegExp]>([
  ['an unknown kind', 'integer', { 'fields.c.kind': 'gauss' }, /"fields.c.kind": "gauss"/],
  ['a kind of another type', 'timestamp', { 'fields.c.kind': 'zipf' }, /"fields.c.kind": "zipf"/],
  ['another column', 'integer', { 'fields.cc.kind': 'zipf' }, /column that does not exist: "cc"/],
  ['an option of another kind', 'integer', { 'fields.c.values': 'a' }, /option "fields.c.values"/],
  ['an option of no column', 'integer', { ratee: 1 }, /option "ratee"/],
  ['no rate', 'integer', { rate: 0 }, /"rate": "0"/],
  ['max below min', 'integer', { 'fields.c.min': 5, 'fields.c.max': 4 }, /"fields.c.max": "4"/],
  ['more than the type holds', 'smallint', { 'fields.c.max': 40_000 }, /"fields.c.max"/],
  ['a part of an integer', 'integer', { 'fields.c.min': 0.5 }, /"fields.c.min"/],
  ['no values', 'text', { 'fields.c.kind': 'choice' }, /"fields.c.values"/],
  [
    'values of another type',
    'integer',
    { 'fields.c.kind': 'choice', 'fields.c.values': '1,x' },
    /"fields.c.values": "1,x"/,
  ],
  [
    'too few weights',
    'text',
    { 'fields.c.kind': 'choice', 'fields.c.values': 'a,b', 'fields.c.weights': '1' },
    /"fields.c.weights": "1"/,
  ],
  [
    'a template backwards',
    'text',
    { 'fields.c.kind': 'template', 'fields.c.template': '{5..1}' },
    /"fields.c.template"/,
  ],
  ['a template that is no JSON', 'json', { 'fields.c.template': '{"a":{01..9}}' }, /template/],
  ['a jitter that is no interval', 'timestamp', { 'fields.c.jitter': 'much' }, /"fields.c.jitter"/],
  ['a negative jitter', 'timestamp', { 'fields.c.jitter': '-1 s' }, /"fields.c.jitter"/],
])('%s is refused with a hint', (_, type, options, message) => {
  let error: unknown = null;
  try {
    datagenConfig(options, [field('c', type)]);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(SqlError);
  expect((error as SqlError).code).toBe('22023');
  expect((error as SqlError).message).toMatch(message);
  expect((error as SqlError).hint).toMatch(/[.?]$/);
});

test('NULLs in a NOT NULL column are refused', () => {
  const fields: Field[] = [{ ...field('c', 'integer'), nullable: false }];
  expect(() => datagenConfig({ 'fields.c.null_rate': 0.1 }, fields)).toThrow(
    /"fields.c.null_rate"/,
  );
});
