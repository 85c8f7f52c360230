import { describe, expect, test } from 'vitest';
import { SqlError } from '../../../../src/common/sql-error.ts';
import { readRecords } from '../../../../src/data/records/read-records.ts';
import type { RecordTarget } from '../../../../src/data/records/record-columns.ts';
import type { RecordFormat, RecordsRead } from '../../../../src/data/records/record-reader.ts';
import type { Datum, SqlType } from '../../../../src/data/sql-type.ts';
import { batchRows } from '../../../support/batch-rows.ts';
import { recordTarget } from '../../../support/record-target.ts';

const bigint: SqlType = { kind: 'bigint' };
const integer: SqlType = { kind: 'integer' };
const text: SqlType = { kind: 'text' };
const json: SqlType = { kind: 'json' };
const ab = recordTarget({ a: { type: integer }, b: { type: text } });

function read(body: string, target: RecordTarget = ab, format: RecordFormat = 'json'): RecordsRead {
  return readRecords(new TextEncoder().encode(body), format, target);
}

/** What becomes of the JSON text of one value in a column. */
function value(type: SqlType, literal: string, timeUnit: RecordTarget['timeUnit'] = 'ms'): Datum {
  const result = read(`[{"v":${literal}}]`, recordTarget({ v: { type } }, timeUnit));
  const [rejected] = result.rejected;
  if (rejected !== undefined) return `${rejected.code} ${rejected.message}`;
  return batchRows(result.batch)[0]?.[0] ?? null;
}

function reasons(result: RecordsRead): string[] {
  return result.rejected.map(({ index, code, message }) => `${index} ${code} ${message}`);
}

function failure(run: () => unknown): SqlError {
  try {
    run();
  } catch (error) {
    if (error instanceof SqlError) return error;
    throw error;
  }
  throw new Error('no error');
}

describe('a JSON body', () => {
  test('is an array of objects, one object, or nothing', () => {
    expect(batchRows(read('[{"a":1,"b":"x"},\n {"b":"y","a":-2}]').batch)).toEqual([
      [1, 'x'],
      [-2, 'y'],
    ]);
    expect(batchRows(read(' {"a":1} ').batch)).toEqual([[1, null]]);
    expect(batchRows(read('\ufeff[{}]').batch)).toEqual([[null, null]]);
    for (const body of ['', ' \n', '[]', ' [ ] ']) {
      expect(read(body)).toEqual({ batch: null, rejected: [], unknownKeys: 0 });
    }
  });

  test('that is broken is refused whole, with the place', () => {
    const error = failure(() => read('[{"a":1},\n{"a":}]'));
    expect([error.code, error.message, error.detail]).toEqual([
      '22P02',
      'invalid JSON: unexpected "}"',
      'The error is at byte 16, in line 2.',
    ]);
    const broken = [
      '[',
      '[{"a":1}',
      '[{"a":1},]',
      '[{"a":1} {"a":2}]',
      '[{"a":1}]x',
      '{"a":1}{"a":2}',
      '[{"a" 1}]',
      '[{a:1}]',
      '[{"a":1,}]',
      '[{"a":01}]',
      '[{"a":1.}]',
      '[{"a":-}]',
      '[{"a":1e}]',
      '[{"a":tru}]',
      '[{"a":nulL}]',
      '[{"b":"\\x"}]',
      '[{"b":"\\u12g4"}]',
      '[{"b":"\n"}]',
      '[{"b":"x}]',
      '[{"\n":1}]',
      '[{"c":[1,]}]',
      '[{"c":{"x"}}]',
      '[{"c":{"x":1]}]',
      '{"a":1,"a"}',
    ];
    for (const body of broken) expect(failure(() => read(body)).code, body).toBe('22P02');
    expect(failure(() => read('[{"a":1}')).message).toBe('invalid JSON: unexpected end');
  });

  test('elements that are no objects are rejected alone', () => {
    expect(reasons(read('[1,{"a":2},"x",[{"a":3}],null]'))).toEqual([
      '0 22P02 record is not a JSON object',
      '2 22P02 record is not a JSON object',
      '3 22P02 record is not a JSON object',
      '4 22P02 record is not a JSON object',
    ]);
  });
});

describe('JSON lines', () => {
  test('blank lines are skipped, a broken line is one rejected record', () => {
    const body = '{"a":1}\n\n  \r\n{"a":\n{"a":2}\r\n{"a":3} {"a":4}\n[5]\n{"a":6}';
    const result = read(body, ab, 'ndjson');
    expect(batchRows(result.batch).map(([a]) => a)).toEqual([1, 2, 6]);
    expect(reasons(result)).toEqual([
      '1 22P02 invalid JSON: unexpected end',
      '3 22P02 invalid JSON: unexpected "{" at byte 9 of the record',
      '4 22P02 record is not a JSON object',
    ]);
    expect(Buffer.from(result.rejected[1]?.bytes ?? []).toString()).toBe('{"a":3} {"a":4}');
  });

  test('an object does not go on in the next line', () => {
    const result = read('{"a":1,\n"b":"x"}\n', ab, 'ndjson');
    expect(result.batch).toBeNull();
    expect(result.rejected).toHaveLength(2);
  });
});

describe('keys', () => {
  test('exact name first, then the one equal ignoring case', () => {
    const target = recordTarget({
      id: { type: integer },
      ID: { type: integer },
      Name: { type: text },
    });
    expect(batchRows(read('{"ID":1,"id":2,"NAME":"n"}', target).batch)).toEqual([[2, 1, 'n']]);
    expect(batchRows(read('{"Id":1}', target).batch)).toEqual([[1, null, null]]);
  });

  test('unknown ones are ignored and counted, whatever they hold', () => {
    const result = read('[{"x":[1,{"y":"]"}],"a":1},{"a":2,"x":null,"z":-1.5e3}]');
    expect(batchRows(result.batch)).toEqual([
      [1, null],
      [2, null],
    ]);
    expect(result.unknownKeys).toBe(3);
  });

  test('may have escapes', () => {
    const target = recordTarget({ 'a"b': { type: integer }, ü: { type: integer } });
    const body = '[{"a\\"b":1,"\\u00fc":2},{"a\\u0022b":3,"ü":4}]';
    expect(batchRows(read(body, target).batch)).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test('in any order, left out or longer than expected', () => {
    const names = ['a', 'ab', 'abc', 'b', 'c', 'd', 'e'];
    const target = recordTarget(Object.fromEntries(names.map((name) => [name, { type: integer }])));
    const records = [names, [...names].reverse(), ['e', 'a'], ['ab'], ['abc', 'a', 'd'], names];
    const objects = records.map((keys) => Object.fromEntries(keys.map((key, i) => [key, i])));
    const expected = objects.map((object) => names.map((name) => object[name] ?? null));
    expect(batchRows(read(JSON.stringify(objects), target).batch)).toEqual(expected);
  });

  test('of a key that comes twice the last value counts, also after a bad one', () => {
    expect(batchRows(read('{"a":1,"b":"x","a":2}').batch)).toEqual([[2, 'x']]);
    expect(batchRows(read('{"a":"bad","A":2}').batch)).toEqual([[2, null]]);
    expect(batchRows(read('{"a":1,"a":null}').batch)).toEqual([[null, null]]);
    expect(reasons(read('{"a":1,"a":"bad"}'))).toEqual([
      '0 22P02 column "a": invalid input syntax for type integer: "bad"',
    ]);
  });

  test('names of Object.prototype are just names', () => {
    const target = recordTarget({ a: { type: integer }, constructor: { type: text } });
    const result = read('{"__proto__":{"a":9},"toString":1,"constructor":"c","a":1}', target);
    expect(batchRows(result.batch)).toEqual([[1, 'c']]);
    expect(result.unknownKeys).toBe(2);
  });
});

describe('values', () => {
  test('64-bit integers keep all digits, as numbers and as strings', () => {
    for (const digits of ['9007199254740993', '9223372036854775807', '-9223372036854775808', '0']) {
      expect(value(bigint, digits)).toBe(BigInt(digits));
      expect(value(bigint, `"${digits}"`)).toBe(BigInt(digits));
    }
    expect(value(bigint, '1e3')).toBe(1000n);
    expect(value(bigint, '12345678901234567.0')).toBe(12345678901234567n);
    expect(value(bigint, '9223372036854775808')).toBe(
      '22003 column "v": value "9223372036854775808" is out of range for type bigint',
    );
    expect(value(bigint, '1.5')).toMatch(/^22P02/);
  });

  test('small integers have bounds', () => {
    expect(value(integer, '2147483647')).toBe(2147483647);
    expect(value(integer, '-2147483648')).toBe(-2147483648);
    expect(value(integer, '2147483648')).toMatch(/^22003 column "v": value "2147483648"/);
    expect(value({ kind: 'smallint' }, '-32769')).toMatch(/^22003/);
    expect(value(integer, 'true')).toBe(
      '22P02 column "v": invalid input syntax for type integer: "true"',
    );
    expect(value(integer, '{"x":1}')).toMatch(/^22P02.*"\{"x":1\}"$/);
  });

  test('decimals keep all digits', () => {
    const numeric: SqlType = { kind: 'numeric', precision: 18, scale: 4 };
    expect(value(numeric, '12345678901234.5678')).toBe(123456789012345678n);
    expect(value(numeric, '"0.1"')).toBe(1000n);
    expect(value(numeric, '123456789012345')).toMatch(/^22003 column "v": numeric field overflow/);
    const free: SqlType = { kind: 'numeric', precision: null, scale: null };
    expect(value(free, '3.14159265358979323846264338327950288')).toBe(
      '3.14159265358979323846264338327950288',
    );
    expect(value(free, '"-1.50"')).toBe('-1.50');
  });

  test('doubles', () => {
    const double: SqlType = { kind: 'double' };
    expect(value(double, '0.1')).toBe(0.1);
    expect(value(double, '1.7976931348623157e308')).toBe(Number.MAX_VALUE);
    expect(value(double, '"NaN"')).toBeNaN();
    expect(value(double, '1e400')).toMatch(/^22003/);
    expect(value({ kind: 'real' }, '1.1')).toBe(Math.fround(1.1));
  });

  test('times: ISO text, or integers in the unit', () => {
    const timestamp: SqlType = { kind: 'timestamp' };
    const micros = 1_700_000_000_123_000n;
    expect(value(timestamp, '1700000000123')).toBe(micros);
    expect(value(timestamp, '1700000000', 's')).toBe(1_700_000_000_000_000n);
    expect(value(timestamp, '1700000000123000', 'us')).toBe(micros);
    expect(value(timestamp, '1700000000123000499', 'ns')).toBe(micros);
    expect(value(timestamp, '"2023-11-14T22:13:20.123Z"')).toBe(micros);
    expect(value({ kind: 'timestamptz' }, '"2023-11-14 23:13:20.123+01"')).toBe(micros);
    for (const far of ['0001-01-01T00:00:00.000001', '9999-12-31T23:59:59.999999']) {
      const exact = BigInt(Date.parse(`${far.slice(0, -3)}Z`)) * 1000n + BigInt(far.slice(-3));
      expect(value(timestamp, `"${far}"`)).toBe(exact);
      expect(value({ kind: 'timestamptz' }, `"${far}+02"`)).toBe(exact - 7_200_000_000n);
    }
    expect(value(timestamp, '253402300799999')).toBe(253_402_300_799_999_000n);
    expect(value(timestamp, '253402300800000')).toMatch(/^22003/);
    expect(value(timestamp, '"yesterday"')).toMatch(/^22007/);
    expect(value(timestamp, '"2023-02-29"')).toMatch(/^22008 column "v": date\/time field/);
    expect(value({ kind: 'date' }, '"1970-01-02"')).toBe(1);
    expect(value({ kind: 'date' }, '7')).toMatch(/^22007/);
    expect(value({ kind: 'interval' }, '"90 minutes"')).toEqual({
      months: 0,
      days: 0,
      micros: 5_400_000_000,
    });
    expect(value({ kind: 'interval' }, '"soon"')).toMatch(/^22007/);
  });

  test('booleans, and words for them', () => {
    expect(value({ kind: 'boolean' }, 'true')).toBe(true);
    expect(value({ kind: 'boolean' }, '"off"')).toBe(false);
    expect(value({ kind: 'boolean' }, '"maybe"')).toMatch(/^22P02/);
  });

  test('text takes other scalars as they stand, and escapes are read', () => {
    expect(value(text, '1.50')).toBe('1.50');
    expect(value(text, 'false')).toBe('false');
    expect(value(text, '[1, 2]')).toBe('[1, 2]');
    const escaped =
      '"\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\\u20ac\\ud83c\\udfd4 \\ud800x\\udc00"';
    expect(value(text, escaped)).toBe('"\\/\b\f\n\r\tAé€🏔 \ufffdx\ufffd');
    const long = JSON.stringify(`${'é\n'.repeat(5000)}`);
    expect(value(text, long)).toBe(JSON.parse(long));
  });

  test('JSON columns keep values of every kind as their text', () => {
    for (const literal of ['{"x": [1, {"y":"}"}]}', '[]', '"s\\n"', '1.50', 'true']) {
      expect(value(json, literal)).toBe(literal);
    }
    expect(value(json, 'null')).toBeNull();
  });
});

describe('rejection', () => {
  const strict = recordTarget({
    id: { type: bigint, required: true },
    n: { type: integer, fallback: 7 },
    t: { type: text },
  });

  test('NOT NULL, missing and explicit; defaults fill only what is missing', () => {
    const result = read('[{"id":1},{"n":1},{"id":null},{"id":2,"n":null,"t":"x"}]', strict);
    expect(batchRows(result.batch)).toEqual([
      [1n, 7, null],
      [2n, null, 'x'],
    ]);
    expect(reasons(result)).toEqual([
      '1 23502 null value in column "id" violates not-null constraint',
      '2 23502 null value in column "id" violates not-null constraint',
    ]);
  });

  test('leaves no part of the record behind, and names the first bad column', () => {
    const body = '[{"id":1,"t":"a"},{"t":"lost","n":"x","id":"y"},{"id":3,"t":"c","n":9}]';
    const result = read(body, strict);
    expect(batchRows(result.batch)).toEqual([
      [1n, 7, 'a'],
      [3n, 9, 'c'],
    ]);
    expect(reasons(result)).toEqual([
      '1 22P02 column "id": invalid input syntax for type bigint: "y"',
    ]);
    expect(Buffer.from(result.rejected[0]?.bytes ?? []).toString()).toBe(
      '{"t":"lost","n":"x","id":"y"}',
    );
  });

  test('values too deep reject their record alone', () => {
    const nest = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    const body = `[{"v":${nest(63)}},{"v":${nest(64)}},{"u":${nest(10_000)}},{"v":1}]`;
    const result = read(body, recordTarget({ v: { type: json } }));
    expect(batchRows(result.batch)).toEqual([[nest(63)], ['1']]);
    expect(reasons(result)).toEqual([
      '1 54000 JSON is nested deeper than 64 levels',
      '2 54000 JSON is nested deeper than 64 levels',
    ]);
  });

  test('bytes that are not UTF-8', () => {
    const bytes = Buffer.concat([
      Buffer.from('{"b":"fine ü"}\n{"b":"'),
      Buffer.from([0xff, 0xc3]),
      Buffer.from('"}\n{"b":"good"}'),
    ]);
    const result = readRecords(bytes, 'ndjson', ab);
    expect(batchRows(result.batch).map(([, b]) => b)).toEqual(['fine ü', 'good']);
    expect(reasons(result)).toEqual(['1 22021 invalid byte sequence for encoding "UTF8"']);
    const csv = Buffer.concat([Buffer.from('b\nx\n'), Buffer.from([0xe4]), Buffer.from('\ny')]);
    expect(reasons(readRecords(csv, 'csv', ab))).toEqual([
      '1 22021 invalid byte sequence for encoding "UTF8"',
    ]);
  });

  test('many rejected among many taken', () => {
    const records = Array.from({ length: 5000 }, (_, i) => ({
      a: i % 3 === 0 ? 'bad' : i,
      b: `r${i}`,
    }));
    const result = read(JSON.stringify(records));
    const good = records.filter(({ a }) => a !== 'bad');
    expect(batchRows(result.batch)).toEqual(good.map(({ a, b }) => [a, b]));
    expect(result.rejected.map(({ index }) => index)).toEqual(
      records.flatMap(({ a }, i) => (a === 'bad' ? [i] : [])),
    );
  });
});
