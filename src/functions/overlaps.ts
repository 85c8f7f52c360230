import { sqlState } from '../common/sql-error.ts';
import { isInfiniteMicros } from '../data/calendar.ts';
import type { Datum, Interval, SqlTypeKind } from '../data/sql-type.ts';
import { midnight } from './moment-casts.ts';
import {
  type EvaluationEnv,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from './scalar-function.ts';
import { sessionZone } from './session-zone.ts';
import { movedInZone } from './zones/local-time.ts';

type MomentKind = 'timestamp' | 'timestamptz' | 'date' | 'time';

/** `(a, b) OVERLAPS (c, d)`: each period is given by its ends, or by its start and an interval. */
export function overlapsFunctions(): ScalarFunction[] {
  return (['timestamp', 'timestamptz', 'date', 'time'] as const).flatMap((kind) => [
    overlaps(kind, [kind, kind, kind, kind]),
    overlaps(kind, [kind, 'interval', kind, 'interval']),
    overlaps(kind, [kind, kind, kind, 'interval']),
    overlaps(kind, [kind, 'interval', kind, kind]),
  ]);
}

function overlaps(kind: MomentKind, parameters: readonly SqlTypeKind[]): ScalarFunction {
  const isFirst = kind === 'date' && parameters[1] === kind && parameters[3] === kind;
  const call =
    "(date '2001-02-16', date '2001-12-21') OVERLAPS (date '2001-10-30', date '2002-10-30')";
  return scalarFunction({
    name: 'overlaps',
    parameters,
    nulls: 'own',
    result: () => plainType('boolean'),
    fallible: kind === 'time' ? [] : [sqlState.datetimeFieldOverflow],
    volatility: kind === 'timestamptz' ? 'stable' : 'immutable',
    docs: 'whether two periods have a moment in common; their ends are not part of them',
    examples: isFirst ? [[call, 't']] : [],
    evaluate: ([start1 = null, end1 = null, start2 = null, end2 = null], _types, env) =>
      isOverlapping(
        periodOf(kind, parameters[1] === 'interval', start1, end1, env),
        periodOf(kind, parameters[3] === 'interval', start2, end2, env),
      ),
  });
}

/** Start and end in order; an end may be unknown. Null where nothing is known. */
type Period = readonly [start: bigint, end: bigint | null] | null;

function periodOf(
  kind: MomentKind,
  isInterval: boolean,
  start: Datum,
  end: Datum,
  env: EvaluationEnv,
): Period {
  const first = momentOf(kind, start);
  const last = isInterval ? endOf(kind, first, end, env) : momentOf(kind, end);
  if (first === null) return last === null ? null : [last, null];
  return last !== null && last < first ? [last, first] : [first, last];
}

function momentOf(kind: MomentKind, datum: Datum): bigint | null {
  if (datum === null) return null;
  return kind === 'date' ? midnight(datum as number) : (datum as bigint);
}

function endOf(
  kind: MomentKind,
  start: bigint | null,
  interval: Datum,
  env: EvaluationEnv,
): bigint | null {
  if (start === null || interval === null) return null;
  if (kind === 'time') return start + BigInt((interval as Interval).micros);
  if (isInfiniteMicros(start)) return start;
  return movedInZone(start, interval as Interval, kind === 'timestamptz' ? sessionZone(env) : null);
}

/** PostgreSQL's overlaps_timestamp: NULL where an end that is not known would decide. */
function isOverlapping(a: Period, b: Period): boolean | null {
  if (a === null || b === null) return null;
  const [first, second] = a[0] <= b[0] ? [a, b] : [b, a];
  if (first[1] === null) return null;
  if (first[0] === second[0]) return second[1] === null ? null : true;
  if (second[0] < first[1]) return true;
  return second[1] === null ? null : false;
}
