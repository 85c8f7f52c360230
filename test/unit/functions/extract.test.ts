import { expect, test } from 'vitest';
import { extractFunction } from '../../../src/functions/extract-fields.ts';
import { callSql, raised, value } from '../../support/sql-call.ts';

const timestamp = value('timestamp', '2001-02-16 20:38:40.12');

/** Fields of that moment as the PostgreSQL manual and server print them. */
test.each([
  ['century', '21'],
  ['day', '16'],
  ['decade', '200'],
  ['dow', '5'],
  ['doy', '47'],
  ['epoch', '982355920.120000'],
  ['hour', '20'],
  ['isodow', '5'],
  ['isoyear', '2001'],
  ['microseconds', '40120000'],
  ['millennium', '3'],
  ['milliseconds', '40120.000'],
  ['minute', '38'],
  ['month', '2'],
  ['quarter', '1'],
  ['second', '40.120000'],
  ['week', '7'],
  ['year', '2001'],
])('%s is %s, whether the field is known beforehand or not', (field, expected) => {
  expect(callSql('extract', value('text', field), timestamp)).toBe(expected);
  expect(callSql(extractFunction(field, 'timestamp') ?? '', timestamp)).toBe(expected);
  const double = callSql('date_part', value('text', field), timestamp);
  expect(Number(double)).toBe(Number(expected));
});

test('dates have no clock, and a Julian day', () => {
  const date = value('date', '2027-01-01');
  expect(callSql('extract', value('text', 'week'), date)).toBe('53');
  expect(callSql('extract', value('text', 'isoyear'), date)).toBe('2026');
  expect(callSql('extract', value('text', 'epoch'), date)).toBe('1798761600');
  expect(callSql('extract_julian', date)).toBe('2461407');
  expect(raised(() => callSql('extract', value('text', 'hour'), date))).toBe(
    '0A000 unit "hour" not supported for type date',
  );
  expect(extractFunction('hour', 'date')).toBeNull();
});

test('years before 1 count down without a year 0', () => {
  const first = { type: { kind: 'date' as const }, value: -719_528 };
  expect(callSql('extract_year', first)).toBe('-1');
  expect(callSql('extract_century', first)).toBe('-1');
  expect(callSql('extract_millennium', first)).toBe('-1');
  expect(callSql('extract_decade', first)).toBe('0');
});

test('fields of intervals', () => {
  const interval = value('interval', '25 years 4 months 3 days -01:02:03.5');
  const field = (name: string): string => callSql('extract', value('text', name), interval);
  expect(['year', 'month', 'quarter', 'decade', 'century', 'day'].map(field)).toEqual([
    '25',
    '4',
    '2',
    '2',
    '0',
    '3',
  ]);
  expect(['hour', 'minute', 'second'].map(field)).toEqual(['-1', '-2', '-3.500000']);
  expect(callSql('extract', value('text', 'epoch'), value('interval', '1 year 1 mon 1 day'))).toBe(
    '34236000.000000',
  );
  expect(raised(() => field('dow'))).toBe('0A000 unit "dow" not supported for type interval');
});

test('other words are no field', () => {
  expect(raised(() => callSql('extract', value('text', 'moon'), timestamp))).toBe(
    '22023 unit "moon" not recognized for type timestamp without time zone',
  );
  expect(extractFunction('moon', 'timestamp')).toBeNull();
  expect(extractFunction('HOURS', 'timestamptz')).toBe('extract_hour');
  expect(extractFunction('hour', 'interval')).toBeNull();
});
