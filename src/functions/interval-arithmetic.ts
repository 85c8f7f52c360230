import { SqlError, sqlState } from '../common/sql-error.ts';
import { microsPerDay } from '../data/calendar.ts';
import { divisionByZero } from '../data/decimal.ts';
import type { Interval } from '../data/sql-type.ts';
import { roundHalfEven } from './float-rules.ts';
import { type Example, plainType, type ScalarFunction, scalarFunction } from './scalar-function.ts';
import { negateInterval } from './time-fields.ts';

const { datetimeFieldOverflow } = sqlState;
const partMax = 2 ** 31 - 1;
const daysPerMonth = 30;
const secondsPerDay = 86_400;

/** + − × ÷ of INTERVAL. */
export function intervalArithmetic(): ScalarFunction[] {
  return [
    sum('+', 'add', addIntervals, ["interval '1 day' + interval '2 hours'", '1 day 02:00:00']),
    sum('-', 'subtract', (a, b) => addIntervals(a, negateInterval(b)), [
      "interval '1 day' - interval '2 hours'",
      '1 day -02:00:00',
    ]),
    scalarFunction({
      name: '-',
      word: 'negate',
      parameters: ['interval'],
      result: () => plainType('interval'),
      docs: 'the interval with all its parts negated',
      examples: [["- interval '1 mon 2 days'", '-1 mons -2 days']],
      evaluate: ([interval]) => negateInterval(interval as Interval),
    }),
    scaling('*', 'multiply', ['interval', 'double'], ["interval '1 month' * 1.5", '1 mon 15 days']),
    scaling('*', 'multiply', ['double', 'interval'], ["3 * interval '20 minutes'", '01:00:00']),
    scaling('/', 'divide', ['interval', 'double'], ["interval '1 hour' / 4", '00:15:00']),
  ];
}

/** The sum of two intervals, part by part. @throws SqlError 22008 */
function addIntervals(a: Interval, b: Interval): Interval {
  return checkedInterval({
    months: a.months + b.months,
    days: a.days + b.days,
    micros: a.micros + b.micros,
  });
}

/**
 * An interval times a number. Fractions of a month become days of 30 a month, fractions of a day
 * become time (PostgreSQL's interval_mul). @throws SqlError 22008
 */
function scaleInterval(interval: Interval, scale: (part: number) => number): Interval {
  const months = Math.trunc(scale(interval.months));
  const days = Math.trunc(scale(interval.days));
  const restDays = roundMicro((scale(interval.months) - months) * daysPerMonth);
  const wholeRestDays = Math.trunc(restDays);
  const restOfDay = scale(interval.days) - days + restDays - wholeRestDays;
  const seconds = roundMicro(restOfDay * secondsPerDay);
  const carried = Math.trunc(seconds / secondsPerDay);
  const micros = scale(interval.micros) + (seconds - carried * secondsPerDay) * 1_000_000;
  return checkedInterval({
    months: months + 0,
    days: days + carried + wholeRestDays + 0,
    micros: roundHalfEven(micros) + 0,
  });
}

/** An interval whose parts have room. @throws SqlError 22008 */
export function checkedInterval(interval: Interval): Interval {
  const { months, days, micros } = interval;
  const fits =
    Math.abs(months) <= partMax && Math.abs(days) <= partMax && Number.isSafeInteger(micros);
  if (!fits) throw new SqlError(datetimeFieldOverflow, 'interval out of range');
  return interval;
}

/** Seconds or days to six places. */
function roundMicro(value: number): number {
  return roundHalfEven(value * 1_000_000) / 1_000_000;
}

function sum(
  name: string,
  word: string,
  compute: (a: Interval, b: Interval) => Interval,
  example: Example,
): ScalarFunction {
  return scalarFunction({
    name,
    word,
    parameters: ['interval', 'interval'],
    result: () => plainType('interval'),
    fallible: [datetimeFieldOverflow],
    docs: `${word} of two intervals, part by part`,
    examples: [example],
    evaluate: ([a, b]) => compute(a as Interval, b as Interval),
  });
}

function scaling(
  name: '*' | '/',
  word: string,
  parameters: readonly ('interval' | 'double')[],
  example: Example,
): ScalarFunction {
  const divides = name === '/';
  return scalarFunction({
    name,
    word,
    parameters,
    result: () => plainType('interval'),
    fallible: [datetimeFieldOverflow, ...(divides ? [sqlState.divisionByZero] : [])],
    docs: `${word} of an interval and a number`,
    examples: [example],
    evaluate: (args) => {
      const [interval, factor] = (parameters[0] === 'interval' ? args : args.toReversed()) as [
        Interval,
        number,
      ];
      if (divides && factor === 0) throw divisionByZero();
      return scaleInterval(interval, (part) => (divides ? part / factor : part * factor));
    },
  });
}

/** Microseconds as whole days and the rest, both of one sign. */
export function intervalOfMicros(micros: bigint): Interval {
  const perDay = BigInt(microsPerDay);
  return { months: 0, days: Number(micros / perDay), micros: Number(micros % perDay) };
}

/** An interval divided by a number that is not 0, as avg() does it. @throws SqlError 22008 */
export function divideInterval(interval: Interval, by: number): Interval {
  return scaleInterval(interval, (part) => part / by);
}
