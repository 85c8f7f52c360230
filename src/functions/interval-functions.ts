import { SqlError, sqlState } from '../common/sql-error.ts';
import { microsPerDay } from '../data/calendar.ts';
import type { Interval } from '../data/sql-type.ts';
import { checkedInterval } from './interval-arithmetic.ts';
import { plainType, type ScalarFunction, scalarFunction } from './scalar-function.ts';
import { clockUnits } from './time-fields.ts';
import { type TimeUnit, timeUnit } from './time-units.ts';
import { unrecognizedUnit } from './unit-errors.ts';

const fallible = [sqlState.datetimeFieldOverflow];

/** Intervals made of numbers, cut to a unit, and with their parts evened out. */
export function intervalFunctions(): ScalarFunction[] {
  return [
    ...makers(),
    truncation(),
    unaryInterval(
      'justify_days',
      '30 days as a month',
      ["justify_days(interval '1 year 65 days')", '1 year 2 mons 5 days'],
      justifyDays,
    ),
    unaryInterval(
      'justify_hours',
      '24 hours as a day',
      ["justify_hours(interval '50 hours 10 minutes')", '2 days 02:10:00'],
      justifyHours,
    ),
  ];
}

function unaryInterval(
  name: string,
  docs: string,
  example: readonly [string, string],
  compute: (interval: Interval) => Interval,
): ScalarFunction {
  return scalarFunction({
    name,
    parameters: ['interval'],
    result: () => plainType('interval'),
    fallible,
    docs,
    examples: [example],
    evaluate: ([interval]) => compute(interval as Interval),
  });
}

/** @throws SqlError 22008 */
function justifyDays({ months, days, micros }: Interval): Interval {
  return sameSigned(months, days, 30, (large, small) => ({ months: large, days: small, micros }));
}

/** @throws SqlError 22008 */
function justifyHours({ months, days, micros }: Interval): Interval {
  return sameSigned(days, micros, microsPerDay, (large, small) => ({
    months,
    days: large,
    micros: small,
  }));
}

/** Whole sizes of the small part go to the large one; then both get one sign. */
function sameSigned(
  large: number,
  small: number,
  size: number,
  make: (large: number, small: number) => Interval,
): Interval {
  const carried = Math.trunc(small / size);
  let above = large + carried;
  let rest = small - carried * size;
  if (above > 0 && rest < 0) {
    rest += size;
    above -= 1;
  } else if (above < 0 && rest > 0) {
    rest -= size;
    above += 1;
  }
  return checkedInterval(make(above, rest));
}

/** make_interval with one to seven arguments: years, months, weeks, days, hours, minutes, seconds. */
function makers(): ScalarFunction[] {
  const parameters = [
    'integer',
    'integer',
    'integer',
    'integer',
    'integer',
    'integer',
    'double',
  ] as const;
  const outputs = ['1 year', '1 year 2 mons', '1 year 2 mons 21 days', '1 year 2 mons 25 days'];
  const calls = ['1', '1, 2', '1, 2, 3', '1, 2, 3, 4', '0, 0, 0, 0, 5', '0, 0, 0, 0, 5, 6'];
  return parameters.map((_, i) =>
    scalarFunction({
      name: 'make_interval',
      parameters: parameters.slice(0, i + 1),
      result: () => plainType('interval'),
      fallible,
      docs: 'an interval of years, months, weeks, days, hours, minutes and seconds',
      examples: [
        [
          `make_interval(${calls[i] ?? '0, 0, 0, 0, 5, 6, 7.5'})`,
          outputs[i] ?? ['05:00:00', '05:06:00', '05:06:07.5'][i - 4] ?? '',
        ],
      ],
      evaluate: (args) => makeInterval(args as readonly number[]),
    }),
  );
}

/** @throws SqlError 22008 */
function makeInterval(parts: readonly number[]): Interval {
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts;
  const micros = hours * 3_600_000_000 + minutes * 60_000_000 + Math.round(seconds * 1_000_000);
  if (!Number.isFinite(micros)) {
    throw new SqlError(sqlState.datetimeFieldOverflow, 'interval out of range');
  }
  return checkedInterval({
    months: years * 12 + months + 0,
    days: weeks * 7 + days + 0,
    micros: micros + 0,
  });
}

/** Months in the units that are made of months. */
const monthUnits: ReadonlyMap<TimeUnit, number> = new Map([
  ['month', 1],
  ['quarter', 3],
  ['year', 12],
  ['decade', 120],
  ['century', 1200],
  ['millennium', 12_000],
]);

function truncation(): ScalarFunction {
  return scalarFunction({
    name: 'date_trunc',
    parameters: ['text', 'interval'],
    result: () => plainType('interval'),
    fallible: [sqlState.invalidParameterValue, sqlState.featureNotSupported],
    docs: 'an interval cut to whole hours, days, months, …',
    examples: [["date_trunc('hour', interval '2 days 03:02:47')", '2 days 03:00:00']],
    evaluate: ([unit, interval]) => truncateInterval(unit as string, interval as Interval),
  });
}

/** @throws SqlError 22023, 0A000 */
function truncateInterval(name: string, { months, days, micros }: Interval): Interval {
  const unit = timeUnit(name);
  if (unit === null) throw unrecognizedUnit(name, 'interval');
  if (unit === 'week') {
    throw new SqlError(
      sqlState.featureNotSupported,
      `unit "${name}" not supported for type interval`,
      { detail: 'Months usually have fractional weeks.' },
    );
  }
  const size = monthUnits.get(unit);
  if (size !== undefined) return { months: months - (months % size) + 0, days: 0, micros: 0 };
  const clock = clockUnits.get(unit) ?? 1;
  const left = unit === 'day' ? 0 : micros - (micros % clock) + 0;
  return { months, days, micros: left };
}
