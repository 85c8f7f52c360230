import { SqlError, sqlState } from '../common/sql-error.ts';
import { microsPerDay } from '../data/calendar.ts';
import type { Datum, Interval, SqlTypeKind } from '../data/sql-type.ts';
import { checked32 } from './emit-rules.ts';
import { isInfinite, keepingInfinity, ofFiniteMoments } from './infinite-moments.ts';
import { intervalOfMicros } from './interval-arithmetic.ts';
import { emitMidnight, midnight } from './moment-casts.ts';
import { checkedTimestamp } from './moment-rules.ts';
import {
  type EmitContext,
  type Example,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from './scalar-function.ts';
import { sessionZone } from './session-zone.ts';
import { negateInterval } from './time-fields.ts';
import { movedInZone } from './zones/local-time.ts';

const fallible = [sqlState.datetimeFieldOverflow];
const dayMin = -2_440_588;
const dayMax = 2 ** 31 - 2;

type MomentKind = 'date' | 'timestamp' | 'timestamptz';

/** + and − of DATE, TIMESTAMP and TIMESTAMPTZ with intervals, days and each other. */
export function momentArithmetic(): ScalarFunction[] {
  return [...(['timestamp', 'timestamptz', 'date'] as const).flatMap(withInterval), ...withDays()];
}

function withInterval(kind: MomentKind): ScalarFunction[] {
  const [a, b] = [`${kind} '2026-01-31'`, "interval '1 month'"];
  const zone = kind === 'timestamptz' ? '+00' : '';
  const later = `2026-02-28 00:00:00${zone}`;
  return [
    moved('+', 'add', [kind, 'interval'], 1, [`${a} + ${b}`, later]),
    moved('+', 'add', ['interval', kind], 1, [`${b} + ${a}`, later]),
    moved('-', 'subtract', [kind, 'interval'], -1, [`${a} - ${b}`, `2025-12-31 00:00:00${zone}`]),
    ...(kind === 'date' ? [] : [distance(kind)]),
  ];
}

/** A moment and an interval; a date is its midnight. */
function moved(
  name: '+' | '-',
  word: string,
  parameters: readonly SqlTypeKind[],
  sign: 1 | -1,
  example: Example,
): ScalarFunction {
  const momentFirst = parameters[1] === 'interval';
  const kind = (momentFirst ? parameters[0] : parameters[1]) as MomentKind;
  return keepingInfinity(
    scalarFunction({
      name,
      word,
      parameters,
      result: () => plainType(kind === 'date' ? 'timestamp' : kind),
      volatility: kind === 'timestamptz' ? 'stable' : 'immutable',
      fallible,
      docs: `${word}: ${parameters.join(' and ')}; months first, then days, then the time`,
      examples: [example],
      evaluate: (args, _types, env) => {
        const [moment, given] = (momentFirst ? args : args.toReversed()) as [Datum, Interval];
        const start = kind === 'date' ? midnight(moment as number) : (moment as bigint);
        const interval = sign === 1 ? given : negateInterval(given);
        return movedInZone(start, interval, kind === 'timestamptz' ? sessionZone(env) : null);
      },
      emit: (context) => emitMoved(context, kind, momentFirst ? 0 : 1, sign),
    }),
  );
}

/** Adds a literal interval as a number of microseconds, and its months by the calendar. */
function emitMoved(
  context: EmitContext,
  kind: MomentKind,
  index: 0 | 1,
  sign: 1 | -1,
): string | null {
  const interval = context.literal(1 - index) as Interval | null | undefined;
  if (interval === null || interval === undefined) return null;
  const byCalendar = interval.months !== 0 || interval.days !== 0;
  if (kind === 'timestamptz' && byCalendar && context.zone() !== null) return null;
  const exact = context.mode === 'exact';
  const rest = BigInt(interval.days) * BigInt(microsPerDay) + BigInt(interval.micros);
  const units = rest * BigInt(sign);
  if (!exact && !Number.isSafeInteger(Number(units))) return null;
  const moment = context.argument(index);
  const start = kind === 'date' ? emitMidnight(context, moment) : moment;
  const step = `(${units}${exact ? 'n' : ''})`;
  if (interval.months === 0) return checkedTimestamp(context, `${start} + ${step}`);
  if (exact) return null;
  const day = context.local(`Math.floor(${start} / ${microsPerDay})`);
  const later = `${context.library('addMonths')}(${day}, ${interval.months * sign})`;
  const source = `${later} * ${microsPerDay} + (${start} - ${day} * ${microsPerDay}) + ${step}`;
  return checkedTimestamp(context, source);
}

function distance(kind: MomentKind): ScalarFunction {
  return scalarFunction({
    name: '-',
    word: 'subtract',
    parameters: [kind, kind],
    result: () => plainType('interval'),
    docs: `the time from the second ${kind} to the first: days and time`,
    examples: [[`${kind} '2026-01-02 12:00:00' - ${kind} '2026-01-01 10:00:00'`, '1 day 02:00:00']],
    fallible,
    evaluate: ([a, b]) => {
      if (isInfinite(a, kind) || isInfinite(b, kind)) throw infiniteDistance('timestamps');
      return intervalOfMicros((a as bigint) - (b as bigint));
    },
  });
}

function infiniteDistance(what: string): SqlError {
  return new SqlError(sqlState.datetimeFieldOverflow, `cannot subtract infinite ${what}`);
}

function withDays(): ScalarFunction[] {
  return [
    daysMoved('+', 'add', ['date', 'integer'], 1, ["date '2026-02-27' + 2", '2026-03-01']),
    daysMoved('+', 'add', ['integer', 'date'], 1, ["2 + date '2026-02-27'", '2026-03-01']),
    daysMoved('-', 'subtract', ['date', 'integer'], -1, ["date '2026-03-01' - 1", '2026-02-28']),
    ofFiniteMoments(
      scalarFunction({
        name: '-',
        word: 'subtract',
        parameters: ['date', 'date'],
        result: () => plainType('integer'),
        docs: 'the number of days from the second date to the first',
        fallible: [sqlState.numericValueOutOfRange, sqlState.datetimeFieldOverflow],
        examples: [["date '2026-03-01' - date '2026-02-01'", '28']],
        evaluate: ([a, b]) => {
          if (isInfinite(a, 'date') || isInfinite(b, 'date')) throw infiniteDistance('dates');
          const days = (a as number) - (b as number);
          if ((days | 0) !== days) {
            throw new SqlError(sqlState.numericValueOutOfRange, 'integer out of range');
          }
          return days;
        },
        emit: (context) => checked32(context, `${context.argument(0)} - ${context.argument(1)}`),
      }),
    ),
  ];
}

function daysMoved(
  name: string,
  word: string,
  parameters: readonly SqlTypeKind[],
  sign: 1 | -1,
  example: Example,
): ScalarFunction {
  return keepingInfinity(
    scalarFunction({
      name,
      word,
      parameters,
      result: () => plainType('date'),
      fallible,
      docs: `${word}: a date and a number of days`,
      examples: [example],
      evaluate: ([a, b]) => {
        const day = (a as number) + sign * (b as number);
        if (day < dayMin || day > dayMax) {
          throw new SqlError(sqlState.datetimeFieldOverflow, 'date out of range');
        }
        return day;
      },
      emit: (context) => {
        const day = context.local(`${context.argument(0)} ${name} ${context.argument(1)}`);
        context.failIf(`${day} < ${dayMin} || ${day} > ${dayMax}`, sqlState.datetimeFieldOverflow);
        return day;
      },
    }),
  );
}
