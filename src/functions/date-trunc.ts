import { SqlError, sqlState } from '../common/sql-error.ts';
import { microsPerDay } from '../data/calendar.ts';
import type { Interval } from '../data/sql-type.ts';
import type { TimeZone } from '../data/zones/time-zone.ts';
import { integer64 } from './emit-rules.ts';
import { keepingInfinity } from './infinite-moments.ts';
import { emitDay } from './moment-casts.ts';
import { checkedTimestamp } from './moment-rules.ts';
import {
  type EmitContext,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from './scalar-function.ts';
import { emitSessionLocal, emitSessionMoment, sessionZone } from './session-zone.ts';
import {
  binStart,
  clockUnits,
  dayOf,
  longUnitNumber,
  microsAt,
  truncateDay,
} from './time-fields.ts';
import { timeUnit } from './time-units.ts';
import { timestampDatum } from './timestamp-range.ts';
import { unrecognizedUnit } from './unit-errors.ts';
import { localOf, momentOf } from './zones/local-time.ts';

const { invalidParameterValue, featureNotSupported, datetimeFieldOverflow } = sqlState;

type TimestampKind = 'timestamp' | 'timestamptz';

/** date_trunc and date_bin: the start of the unit or bin that a moment lies in. */
export function truncations(): ScalarFunction[] {
  return (['timestamp', 'timestamptz'] as const).flatMap((kind) => [
    keepingInfinity(kind === 'timestamp' ? dateTrunc(kind) : truncInZone(dateTrunc(kind))),
    keepingInfinity(dateBin(kind)),
  ]);
}

function dateTrunc(kind: TimestampKind): ScalarFunction {
  const zone = kind === 'timestamptz' ? '+00' : '';
  return scalarFunction({
    name: 'date_trunc',
    parameters: ['text', kind],
    result: () => plainType(kind),
    fallible: [invalidParameterValue, datetimeFieldOverflow],
    docs: 'the start of the hour, day, week, month, … that a moment lies in',
    examples: [
      [`date_trunc('hour', ${kind} '2026-02-28 10:45:12')`, `2026-02-28 10:00:00${zone}`],
      [`date_trunc('quarter', ${kind} '2026-02-28 10:45:12')`, `2026-01-01 00:00:00${zone}`],
    ],
    evaluate: ([unit, micros]) => truncateTimestamp(unit as string, micros as bigint, kind),
    emit: emitDateTrunc,
  });
}

/** By the clocks of the session's zone. */
function truncInZone(fn: ScalarFunction): ScalarFunction {
  return {
    ...fn,
    volatility: 'stable',
    evaluate: ([unit, moment], _types, env) =>
      truncateInZone(unit as string, moment as bigint, sessionZone(env)),
    emit: (context) => {
      if (context.zone() === null) return emitDateTrunc(context);
      const name = context.literal(0);
      const unit = typeof name === 'string' ? timeUnit(name) : null;
      const size = unit === null ? undefined : clockUnits.get(unit);
      const moment = context.argument(1);
      const local = emitSessionLocal(context, moment);
      const start = emitDateTrunc({
        ...context,
        argument: (index) => (index === 1 ? local : context.argument(index)),
      });
      if (start === null) return null;
      // Within an hour the clocks keep their offset, also where an hour occurs twice.
      if (size !== undefined && size < microsPerDay) return `(${moment} - (${local} - ${start}))`;
      return emitSessionMoment(context, start);
    },
  };
}

/** The start of the unit that a moment lies in by the clocks of a zone. @throws SqlError 22023, 22008 */
export function truncateInZone(unit: string, moment: bigint, zone: TimeZone | null): bigint {
  if (zone === null) return truncateTimestamp(unit, moment, 'timestamptz');
  const local = localOf(moment, zone);
  const start = truncateTimestamp(unit, local, 'timestamptz');
  // Within an hour the clocks keep their offset, also where an hour occurs twice.
  if (local - start < 3_600_000_000n) return timestampDatum(moment - (local - start));
  return momentOf(start, zone);
}

/** The start of the unit that a timestamp lies in. @throws SqlError 22023, 22008 */
export function truncateTimestamp(name: string, micros: bigint, kind: TimestampKind): bigint {
  const unit = timeUnit(name);
  if (unit === null) throw unrecognizedUnit(name, kind);
  const size = clockUnits.get(unit);
  if (size !== undefined) return timestampDatum(binStart(BigInt(size), micros, 0n));
  return timestampDatum(microsAt(truncateDay(unit, dayOf(micros)), 0));
}

function emitDateTrunc(context: EmitContext): string | null {
  const name = context.literal(0);
  const unit = typeof name === 'string' ? timeUnit(name) : null;
  if (unit === null) return null;
  const size = clockUnits.get(unit);
  if (size === 1) return context.argument(1);
  if (size !== undefined) return emitBinStart(context, context.argument(1), BigInt(size), 0n);
  const number = longUnitNumber(unit);
  if (number < 0) return null;
  const truncate = context.library('truncateDayTo');
  const day = `${truncate}(${number}, ${emitDay(context, context.argument(1))})`;
  const exact = context.mode === 'exact';
  const source = exact ? `BigInt(${day}) * ${microsPerDay}n` : `${day} * ${microsPerDay}`;
  return checkedTimestamp(context, source);
}

function dateBin(kind: TimestampKind): ScalarFunction {
  const zone = kind === 'timestamptz' ? '+00' : '';
  const moments = `${kind} '2026-02-11 15:44:17', ${kind} '2001-01-01'`;
  return scalarFunction({
    name: 'date_bin',
    parameters: ['interval', kind, kind],
    result: () => plainType(kind),
    fallible: [featureNotSupported, datetimeFieldOverflow],
    docs: 'the start of the bin that a moment lies in, of bins of one length counted from an origin',
    examples: [[`date_bin(interval '15 minutes', ${moments})`, `2026-02-11 15:30:00${zone}`]],
    evaluate: ([stride, micros, origin]) =>
      timestampDatum(
        binStart(strideMicros(stride as Interval), micros as bigint, origin as bigint),
      ),
    emit: emitDateBin,
  });
}

/** @throws SqlError 0A000, 22008 */
function strideMicros({ months, days, micros }: Interval): bigint {
  if (months !== 0) {
    throw new SqlError(
      featureNotSupported,
      'timestamps cannot be binned into intervals containing months or years',
    );
  }
  const stride = BigInt(days) * BigInt(microsPerDay) + BigInt(micros);
  if (stride <= 0n) throw new SqlError(datetimeFieldOverflow, 'stride must be greater than zero');
  return stride;
}

function emitDateBin(context: EmitContext): string | null {
  const stride = context.literal(0) as Interval | null | undefined;
  const origin = context.literal(2);
  if (stride?.months !== 0 || typeof origin !== 'bigint') return null;
  const size = BigInt(stride.days) * BigInt(microsPerDay) + BigInt(stride.micros);
  if (size <= 0n) return null;
  return emitBinStart(context, context.argument(1), size, origin);
}

/** Within ±2^53 the quotient of a division never rounds up to the next integer. */
function emitBinStart(
  context: EmitContext,
  micros: string,
  size: bigint,
  origin: bigint,
): string | null {
  if (context.mode === 'exact') {
    const distance = context.local(origin === 0n ? micros : `${micros} - (${origin}n)`);
    const rest = context.local(`${distance} % ${size}n`);
    const zero = integer64(context, 0);
    return checkedTimestamp(
      context,
      `${micros} - (${rest} < ${zero} ? ${rest} + ${size}n : ${rest})`,
    );
  }
  if (!Number.isSafeInteger(Number(size)) || !Number.isSafeInteger(Number(origin))) return null;
  if (origin === 0n) return checkedTimestamp(context, `Math.floor(${micros} / ${size}) * ${size}`);
  const distance = checkedTimestamp(context, `${micros} - (${origin})`);
  const start = checkedTimestamp(context, `Math.floor(${distance} / ${size}) * ${size}`);
  return checkedTimestamp(context, `${start} + (${origin})`);
}
