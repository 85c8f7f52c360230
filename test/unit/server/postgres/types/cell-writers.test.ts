import { expect, test } from 'vitest';
import type { Datum, SqlType } from '../../../../../src/data/sql-type.ts';
import { vectorFromDatums } from '../../../../../src/data/vector-datum.ts';
import { cellWriter } from '../../../../../src/server/postgres/types/cell-writers.ts';
import { parameterText } from '../../../../../src/server/postgres/types/parameter-value.ts';
import { MessageWriter } from '../../../../../src/server/postgres/wire/message-writer.ts';

function written(type: SqlType, datum: Datum, format: number): Buffer | null {
  const writer = new MessageWriter();
  cellWriter(type, format)(writer, vectorFromDatums(type, [datum]), 0);
  const bytes = writer.take();
  return bytes.readInt32BE(0) < 0 ? null : bytes.subarray(4);
}

/** What PostgreSQL 15 sends for a value, as text and as hexadecimal digits of its binary form. */
test.each<readonly [SqlType, Exclude<Datum, null>, string, string]>([
  [{ kind: 'boolean' }, true, 't', '01'],
  [{ kind: 'smallint' }, -2, '-2', 'fffe'],
  [{ kind: 'integer' }, 260, '260', '00000104'],
  [{ kind: 'bigint' }, -(2n ** 63n), '-9223372036854775808', '8000000000000000'],
  [{ kind: 'real' }, 1.5, '1.5', '3fc00000'],
  [{ kind: 'double' }, 0.1, '0.1', '3fb999999999999a'],
  [{ kind: 'numeric', precision: 10, scale: 2 }, -150n, '-1.50', '000200004000000200011388'],
  [{ kind: 'text' }, 'ü', 'ü', 'c3bc'],
  [{ kind: 'date' }, 20_487, '2026-02-03', '0000253a'],
  [{ kind: 'date' }, 10_956, '1999-12-31', 'ffffffff'],
  [{ kind: 'timestamp' }, 1_770_091_506_500_000n, '2026-02-03 04:05:06.5', '0002ece2503f21a0'],
  [{ kind: 'timestamptz' }, 1_770_091_506_500_000n, '2026-02-03 04:05:06.5+00', '0002ece2503f21a0'],
  [
    { kind: 'interval' },
    { months: 14, days: 3, micros: 14_706_700_000 },
    '1 year 2 mons 3 days 04:05:06.7',
    '000000036c966ee0000000030000000e',
  ],
  [{ kind: 'json' }, '{"a":1}', '{"a":1}', '7b2261223a317d'],
])('%j %s', (type, datum, text, hex) => {
  expect(written(type, datum, 0)?.toString()).toBe(text);
  expect(written(type, datum, 1)?.toString('hex')).toBe(hex);
  expect(written(type, null, 0)).toBeNull();
  expect(written(type, null, 1)).toBeNull();
  // Clients send the same bytes as parameters.
  expect(parameterText(Buffer.from(hex, 'hex'), type, 1, 1)).toBe(text);
  expect(parameterText(Buffer.from(text), type, 0, 1)).toBe(text);
});

test('a date that JDBC sends with a zone is that date', () => {
  expect(parameterText(Buffer.from('2026-02-03 +00'), { kind: 'date' }, 0, 1)).toBe('2026-02-03');
});

test.each<SqlType>([
  { kind: 'integer' },
  { kind: 'timestamp' },
  { kind: 'interval' },
  { kind: 'boolean' },
])('bytes that are no %j are refused', (type) => {
  for (const bytes of [Buffer.alloc(0), Buffer.alloc(17)]) {
    expect(() => parameterText(bytes, type, 1, 3)).toThrow('bind parameter 3');
  }
});
