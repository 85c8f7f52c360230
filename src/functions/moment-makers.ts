import { SqlError, sqlState } from '../common/sql-error.ts';
import {
  civilFromDays,
  daysFromCivil,
  daysInMonth,
  isInfiniteMicros,
  microsPerDay,
} from '../data/calendar.ts';
import type { Datum, Interval } from '../data/sql-type.ts';
import { timeZone } from '../data/zones/time-zone.ts';
import { isInfinite } from './infinite-moments.ts';
import { plainType, type ScalarFunction, scalarFunction } from './scalar-function.ts';
import { bySessionZone, sessionLocal } from './session-zone.ts';
import { dayOf, microsAt, microsOfDay, negateInterval } from './time-fields.ts';
import { timestampDatum } from './timestamp-range.ts';
import { momentOf } from './zones/local-time.ts';

const fallible = [sqlState.datetimeFieldOverflow];
const clock = ['integer', 'integer', 'integer', 'integer', 'integer', 'double'] as const;

/** Dates and timestamps made of numbers, and the age between two of them. */
export function momentMakers(): ScalarFunction[] {
  return [makeDate(), ...makeTimestamps(), ...ages(), ...finite()];
}

function makeDate(): ScalarFunction {
  return scalarFunction({
    name: 'make_date',
    parameters: ['integer', 'integer', 'integer'],
    result: () => plainType('date'),
    fallible,
    docs: 'the date of a year, month and day; years below zero are BC',
    examples: [
      ['make_date(2013, 7, 15)', '2013-07-15'],
      ['make_date(-44, 3, 15)', '0044-03-15 BC'],
    ],
    evaluate: ([year, month, day]) =>
      dayOfDate(year as number, month as number, day as number, 'date'),
  });
}

/** @throws SqlError 22008 */
function dayOfDate(year: number, month: number, day: number, what: string): number {
  const shown = `${year}-${two(month)}-${two(day)}`;
  const civil = year < 0 ? year + 1 : year;
  const exists =
    year !== 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(civil, month);
  if (!exists) {
    throw new SqlError(sqlState.datetimeFieldOverflow, `date field value out of range: ${shown}`);
  }
  if (civil < -4712 || civil > 5_874_897) {
    throw new SqlError(sqlState.datetimeFieldOverflow, `${what} out of range: ${shown}`);
  }
  return daysFromCivil(civil, month, day);
}

function makeTimestamps(): ScalarFunction[] {
  return [
    scalarFunction({
      name: 'make_timestamp',
      parameters: clock,
      result: () => plainType('timestamp'),
      fallible,
      docs: 'the timestamp of a year, month, day, hour, minute and seconds',
      examples: [['make_timestamp(2013, 7, 15, 8, 15, 23.5)', '2013-07-15 08:15:23.5']],
      evaluate: timestampOf,
    }),
    bySessionZone(
      scalarFunction({
        name: 'make_timestamptz',
        parameters: clock,
        result: () => plainType('timestamptz'),
        fallible,
        docs: 'the moment of a year, month, day, hour, minute and seconds in the session’s time zone',
        examples: [['make_timestamptz(2013, 7, 15, 8, 15, 23.5)', '2013-07-15 08:15:23.5+00']],
        evaluate: timestampOf,
      }),
    ),
    scalarFunction({
      name: 'make_timestamptz',
      parameters: [...clock, 'text'],
      result: () => plainType('timestamptz'),
      fallible: [...fallible, sqlState.invalidParameterValue],
      docs: 'the moment of a year, month, day, hour, minute and seconds in a time zone',
      examples: [
        ["make_timestamptz(2013, 7, 15, 8, 15, 23.5, 'Europe/Berlin')", '2013-07-15 06:15:23.5+00'],
      ],
      evaluate: (args) => momentOf(timestampOf(args), timeZone(args[6] as string)),
    }),
  ];
}

/** @throws SqlError 22008 */
function timestampOf(args: readonly Datum[]): bigint {
  const [year, month, day, hour, minute, seconds] = args as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const date = dayOfDate(year, month, day, 'timestamp');
  const micros = Math.round(seconds * 1_000_000);
  const time = (hour * 3600 + minute * 60) * 1_000_000 + micros;
  const exists = hour >= 0 && minute >= 0 && minute <= 59 && micros >= 0 && micros <= 60_000_000;
  if (!exists || time > microsPerDay) {
    throw new SqlError(
      sqlState.datetimeFieldOverflow,
      `time field value out of range: ${hour}:${two(minute)}:${String(seconds).padStart(2, '0')}`,
    );
  }
  return timestampDatum(microsAt(date, time));
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function ages(): ScalarFunction[] {
  return (['timestamp', 'timestamptz'] as const).flatMap((kind) =>
    agesOf(kind).map((fn) => (kind === 'timestamp' ? fn : bySessionZone(fn))),
  );
}

function agesOf(kind: 'timestamp' | 'timestamptz'): ScalarFunction[] {
  return [
    scalarFunction({
      name: 'age',
      parameters: [kind, kind],
      result: () => plainType('interval'),
      docs: 'the time from the second moment to the first in years, months, days and time',
      examples: [[`age(${kind} '2001-04-10', ${kind} '1957-06-13')`, '43 years 9 mons 27 days']],
      fallible,
      evaluate: ([to, from]) => ageOf(to as bigint, from as bigint),
    }),
    scalarFunction({
      name: 'age',
      parameters: [kind],
      result: () => plainType('interval'),
      readsClock: true,
      docs: 'the time from a moment to the midnight that the day of the clock reading began with',
      fallible,
      evaluate: ([from], _types, env) => {
        const today = dayOf(sessionLocal(BigInt(env.nowMicros), env));
        return ageOf(microsAt(today, 0), from as bigint);
      },
    }),
  ];
}

/** PostgreSQL's timestamp_age: a day borrowed from a month has the length of the earlier moment's month. */
function ageOf(to: bigint, from: bigint): Interval {
  if (isInfiniteMicros(to) || isInfiniteMicros(from)) {
    throw new SqlError(sqlState.datetimeFieldOverflow, 'interval out of range');
  }
  if (to < from) return negateInterval(ageOf(from, to));
  const [later, earlier] = [civilFromDays(dayOf(to)), civilFromDays(dayOf(from))];
  let months = (later.year - earlier.year) * 12 + later.month - earlier.month;
  let days = later.day - earlier.day;
  let micros = microsOfDay(to) - microsOfDay(from);
  if (micros < 0) {
    micros += microsPerDay;
    days -= 1;
  }
  if (days < 0) {
    days += daysInMonth(earlier.year, earlier.month);
    months -= 1;
  }
  return { months, days, micros };
}

function finite(): ScalarFunction[] {
  return (['date', 'timestamp', 'timestamptz', 'interval'] as const).map((kind) =>
    scalarFunction({
      name: 'isfinite',
      parameters: [kind],
      result: () => plainType('boolean'),
      docs: 'whether a value is neither infinity nor -infinity',
      examples: kind === 'date' ? [["isfinite(date '2001-02-16')", 't']] : [],
      evaluate: ([value]) => !isInfinite(value, kind),
    }),
  );
}
