import { SqlError, sqlState } from '../common/sql-error.ts';
import { microsPerDay } from '../data/calendar.ts';
import { cast } from './cast.ts';
import { keepingInfinity } from './infinite-moments.ts';
import { checkedTimestamp } from './moment-rules.ts';
import type { EmitContext, ScalarFunction } from './scalar-function.ts';
import { bySessionZone } from './session-zone.ts';
import { dayOf } from './time-fields.ts';
import { timestampFits } from './timestamp-range.ts';

/** Casts between DATE, TIMESTAMP and TIMESTAMPTZ, which is shown in the session's zone. */
export function momentCasts(): ScalarFunction[] {
  return [...castsOf('timestamp'), ...castsOf('timestamptz')]
    .map(byZoneOfMoments)
    .map(keepingInfinity);
}

/** All but those between DATE and TIMESTAMP depend on the zone. */
function byZoneOfMoments(fn: ScalarFunction): ScalarFunction {
  return fn.id.includes('timestamptz') ? bySessionZone(fn) : fn;
}

function castsOf(kind: 'timestamp' | 'timestamptz'): ScalarFunction[] {
  return [
    cast('date', kind, {
      fallible: [sqlState.datetimeFieldOverflow],
      examples:
        kind === 'timestamp' ? [["date '2026-02-28'::timestamp", '2026-02-28 00:00:00']] : [],
      evaluate: (day) => midnight(day as number),
      emit: (context) => emitMidnight(context, context.argument(0)),
    }),
    cast(kind, 'date', {
      examples:
        kind === 'timestamp' ? [["timestamp '2026-02-28 23:59:59'::date", '2026-02-28']] : [],
      evaluate: (micros) => dayOf(micros as bigint),
      emit: (context) => emitDay(context, context.argument(0)),
    }),
    cast(kind === 'timestamp' ? 'timestamptz' : 'timestamp', kind, {
      evaluate: (micros) => micros,
      emit: (context) => context.argument(0),
    }),
  ];
}

/** The timestamp at which a day begins. @throws SqlError 22008 */
export function midnight(day: number): bigint {
  const micros = BigInt(day) * BigInt(microsPerDay);
  if (timestampFits(micros)) return micros;
  throw new SqlError(sqlState.datetimeFieldOverflow, 'date out of range for timestamp');
}

/** JavaScript of `midnight`. */
export function emitMidnight(context: EmitContext, day: string): string {
  if (context.mode === 'double') return checkedTimestamp(context, `${day} * ${microsPerDay}`);
  return checkedTimestamp(context, `BigInt(${day}) * ${microsPerDay}n`);
}

/**
 * JavaScript of the day that a timestamp lies in. Below 2^53 the quotient is never rounded up to the
 * next day: one microsecond is more than half of its last place.
 */
export function emitDay(context: EmitContext, micros: string): string {
  if (context.mode === 'double') return `Math.floor(${micros} / ${microsPerDay})`;
  return `${context.library('dayOf')}(${micros})`;
}
