import { sqlState } from '../../common/sql-error.ts';
import { isInfiniteMicros } from '../../data/calendar.ts';
import type { Interval } from '../../data/sql-type.ts';
import {
  type EvaluationEnv,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from '../scalar-function.ts';
import { sessionLocal } from '../session-zone.ts';
import { emitMomentText } from '../spans/emit-spans.ts';
import { zoneAbbreviation } from '../zones/zone-abbreviation.ts';
import { formatMoment, infinityText, momentOf, noClock, timestampText } from './format-moment.ts';
import type { Moment } from './moment-parts.ts';

/** to_char of moments and intervals: text by a pattern (PostgreSQL manual, 9.8). */
export function toCharFunctions(): ScalarFunction[] {
  return [...(['timestamp', 'timestamptz'] as const).map(momentText), intervalText()];
}

function momentText(kind: 'timestamp' | 'timestamptz'): ScalarFunction {
  return scalarFunction({
    name: 'to_char',
    parameters: [kind, 'text'],
    result: () => plainType('text'),
    docs: 'a moment as text by a pattern of YYYY, MM, DD, HH24, MI, SS, MS, Mon, Dy, …',
    examples: [
      [
        `to_char(${kind} '2026-02-08 15:04:05.067', 'Dy, DD Mon YYYY HH24:MI:SS.MS')`,
        'Sun, 08 Feb 2026 15:04:05.067',
      ],
      [
        `to_char(${kind} '2026-02-08 15:04:05', 'FMDDth FMMonth, FMHH12:MI am')`,
        '8th February, 3:04 pm',
      ],
    ],
    volatility: kind === 'timestamptz' ? 'stable' : 'immutable',
    evaluate: ([given, pattern], _types, env) => {
      const micros = given as bigint;
      if (kind === 'timestamp') return timestampText(micros, pattern as string);
      if (isInfiniteMicros(micros)) return infinityText(micros);
      return formatMoment(momentInZone(micros, env), pattern as string);
    },
    ...(kind === 'timestamp' ? { emitBytes: emitMomentText } : {}),
  });
}

/** What timeofday() answers: 'Wed Feb 26 13:27:47.123456 2026 UTC'. */
export function timeOfDay(env: EvaluationEnv): string {
  const moment = momentInZone(BigInt(env.wallMicros()), env);
  return formatMoment(moment, 'Dy Mon DD HH24:MI:SS.US YYYY TZ');
}

function momentInZone(micros: bigint, env: EvaluationEnv): Moment {
  const local = sessionLocal(micros, env);
  const offset = Number((local - micros) / 1_000_000n);
  return momentOf(local, { zone: zoneAbbreviation(env.timeZone, micros, offset), offset });
}

function intervalText(): ScalarFunction {
  return scalarFunction({
    name: 'to_char',
    parameters: ['interval', 'text'],
    result: () => plainType('text'),
    fallible: [sqlState.invalidDatetimeFormat],
    docs: 'an interval as text by a pattern of YYYY, MM, DD, HH24, MI, SS, …',
    examples: [["to_char(interval '15h 2m 12s', 'HH24:MI:SS')", '15:02:12']],
    evaluate: ([interval, pattern]) =>
      formatMoment(intervalMoment(interval as Interval), pattern as string),
  });
}

function intervalMoment({ months, days, micros }: Interval): Moment {
  const year = Math.trunc(months / 12);
  return {
    day: months * 30 + days,
    year,
    month: months % 12,
    dayOfMonth: days,
    time: micros,
    ...noClock,
    isInterval: true,
  };
}
