import { expect, test } from 'vitest';
import type { SqlType } from '../../../src/data/sql-type.ts';
import { castSql, raised, value } from '../../support/sql-call.ts';

const date: SqlType = { kind: 'date' };
const timestamp: SqlType = { kind: 'timestamp' };
const timestamptz: SqlType = { kind: 'timestamptz' };

test.each<[SqlType, string, SqlType, string]>([
  [date, '1969-12-31', timestamp, '1969-12-31 00:00:00'],
  [date, '2026-02-28', timestamptz, '2026-02-28 00:00:00+00'],
  [timestamp, '1969-12-31 23:59:59.999999', date, '1969-12-31'],
  [timestamp, '1970-01-01 00:00:00', date, '1970-01-01'],
  [timestamptz, '2026-02-28 01:00+02', date, '2026-02-27'],
  [timestamp, '2026-02-28 10:00', timestamptz, '2026-02-28 10:00:00+00'],
  [timestamptz, '2026-02-28 10:00+01', timestamp, '2026-02-28 09:00:00'],
])('%j %s as %j is %s', (from, text, to, expected) => {
  expect(castSql(value(from, text), to)).toBe(expected);
});

test('a date far beyond the timestamps has none', () => {
  expect(raised(() => castSql({ type: date, value: 2 ** 31 - 2 }, timestamp))).toBe(
    '22008 date out of range for timestamp',
  );
});
