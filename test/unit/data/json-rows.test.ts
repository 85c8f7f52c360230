import { describe, expect, test } from 'vitest';
import { type Batch, insertBatch } from '../../../src/data/batch.ts';
import { dictionaryOf } from '../../../src/data/dictionary-builder.ts';
import { encodeRows } from '../../../src/data/json-rows.ts';
import type { Datum, SqlType } from '../../../src/data/sql-type.ts';
import { vectorFromDatums } from '../../../src/data/vector-datum.ts';

function column(type: SqlType, datums: readonly Datum[]): Batch {
  const fields = [{ name: 'c', type, nullable: true }];
  return insertBatch({ fields }, datums.length, [vectorFromDatums(type, datums)]);
}

/** The cells of a one-column batch as they stand in the text. */
function cells(type: SqlType, datums: readonly Datum[], time: 'iso' | 'us' = 'iso'): string {
  return encodeRows(column(type, datums), 0, datums.length, { time });
}

describe('encodeRows', () => {
  test('numbers of up to 32 bits and booleans are JSON values', () => {
    expect(cells({ kind: 'integer' }, [0, -1, 2147483647, -2147483648, null])).toBe(
      '[0],[-1],[2147483647],[-2147483648],[null]',
    );
    expect(cells({ kind: 'smallint' }, [-32768, 10])).toBe('[-32768],[10]');
    expect(cells({ kind: 'boolean' }, [true, false, null])).toBe('[true],[false],[null]');
  });

  test('64-bit integers are strings, all digits exact', () => {
    const values = [
      0n,
      -7n,
      99_999_999n,
      100_000_000n,
      9_007_199_254_740_991n,
      -9_007_199_254_740_991n,
    ];
    const texts = values.map((value) => `["${value}"]`).join(',');
    expect(cells({ kind: 'bigint' }, values)).toBe(texts);
    expect(cells({ kind: 'bigint' }, [2n ** 63n - 1n, -(2n ** 63n), null])).toBe(
      '["9223372036854775807"],["-9223372036854775808"],[null]',
    );
  });

  test('decimals have their scale', () => {
    const numeric: SqlType = { kind: 'numeric', precision: 18, scale: 2 };
    expect(cells(numeric, [0n, 5n, -5n, 123n, -100n, 9_007_199_254_740_991n])).toBe(
      '["0.00"],["0.05"],["-0.05"],["1.23"],["-1.00"],["90071992547409.91"]',
    );
    expect(cells(numeric, [2n ** 62n])).toBe('["46116860184273879.04"]');
    expect(cells({ kind: 'numeric', precision: 18, scale: 0 }, [12n])).toBe('["12"]');
    expect(cells({ kind: 'numeric', precision: 18, scale: 18 }, [-12n])).toBe(
      '["-0.000000000000000012"]',
    );
    expect(cells({ kind: 'numeric', precision: null, scale: null }, ['1.50', 'NaN'])).toBe(
      '["1.50"],["NaN"]',
    );
  });

  test('doubles are the shortest digits; what JSON has no number for is a string', () => {
    const values = [0, -0, 1.5, -2, 1e21, 5e-324, 1e15, 0.1, 123456789012345680000];
    const text = cells({ kind: 'double' }, [...values, NaN, Infinity, -Infinity]);
    expect(text).toMatch(/,\["NaN"\],\["Infinity"\],\["-Infinity"\]$/);
    const read = JSON.parse(`[${text}]`).slice(0, values.length).flat() as number[];
    read.forEach((value, i) => {
      expect(Object.is(value, values[i])).toBe(true);
    });
  });

  test('reals are the digits of single precision', () => {
    expect(cells({ kind: 'real' }, [Math.fround(1.1), 3, Math.fround(1e20)])).toBe(
      '[1.1],[3],[1e+20]',
    );
  });

  test('times are ISO 8601 or microseconds', () => {
    const values = [0n, 1_700_000_000_000_000n, -1n, 1_500_000n, 1_000_010n, null];
    expect(cells({ kind: 'timestamp' }, values)).toBe(
      '["1970-01-01T00:00:00"],["2023-11-14T22:13:20"],["1969-12-31T23:59:59.999999"],' +
        '["1970-01-01T00:00:01.5"],["1970-01-01T00:00:01.00001"],[null]',
    );
    expect(cells({ kind: 'timestamptz' }, [0n, 1n])).toBe(
      '["1970-01-01T00:00:00Z"],["1970-01-01T00:00:00.000001Z"]',
    );
    expect(cells({ kind: 'timestamp' }, [1_700_000_000_000_001n, -5n], 'us')).toBe(
      '[1700000000000001],[-5]',
    );
    expect(cells({ kind: 'timestamptz' }, [253_402_300_799_999_999n])).toBe(
      '["9999-12-31T23:59:59.999999Z"]',
    );
  });

  test('dates, those outside four digits too', () => {
    expect(cells({ kind: 'date' }, [0, 19_723, 19_723, -719_162, -719_163, null])).toBe(
      '["1970-01-01"],["2024-01-01"],["2024-01-01"],["0001-01-01"],["0001-12-31 BC"],[null]',
    );
  });

  test('intervals are in PostgreSQL’s text', () => {
    expect(cells({ kind: 'interval' }, [{ months: 14, days: 3, micros: 1_500_000 }])).toBe(
      '["1 year 2 mons 3 days 00:00:01.5"]',
    );
  });

  test('texts are escaped as JSON.stringify does', () => {
    const texts = ['', 'plain', 'q"b\\', 'Zürich 🏔', 'x'.repeat(40_000)];
    const control = Array.from({ length: 33 }, (_, code) => String.fromCharCode(code)).join('');
    const all = [...texts, control, '\u007f\u2028'];
    expect(JSON.parse(`[${cells({ kind: 'text' }, all)}]`)).toEqual(all.map((text) => [text]));
    expect(cells({ kind: 'text' }, [control])).toBe(JSON.stringify([control]));
  });

  test('JSON is itself on one line', () => {
    expect(cells({ kind: 'json' }, ['{"a": [1,\n\t2.50]}', '"x"', null])).toBe(
      '[{"a": [1,  2.50]}],["x"],[null]',
    );
  });

  test('dictionary texts, NULLs between them', () => {
    const dictionary = dictionaryOf('d', ['a"b', 'ü']);
    const batch = insertBatch(
      { fields: [{ name: 'c', type: { kind: 'text' }, nullable: true }] },
      3,
      [
        {
          kind: 'dictionary',
          codes: Int32Array.of(1, 0, 0),
          dictionary,
          nulls: Uint8Array.of(0, 0, 1),
        },
      ],
    );
    expect(encodeRows(batch, 0, 3, { time: 'iso' })).toBe('["ü"],["a\\"b"],[null]');
  });

  test('weights come first and ranges are honoured', () => {
    const batch = column({ kind: 'integer' }, [10, 20, 30]);
    const weighted: Batch = { ...batch, weights: Int32Array.of(1, -1, 3) };
    expect(encodeRows(weighted, 1, 3, { time: 'iso' })).toBe('[-1,20],[3,30]');
    expect(encodeRows(weighted, 1, 1, { time: 'iso' })).toBe('');
    const bare: Batch = { ...weighted, schema: { fields: [] }, columns: [] };
    expect(encodeRows(bare, 0, 2, { time: 'iso' })).toBe('[1],[-1]');
  });
});
