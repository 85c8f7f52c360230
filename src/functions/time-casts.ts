import { microsPerDay } from '../data/calendar.ts';
import type { Interval } from '../data/sql-type.ts';
import { cast } from './cast.ts';
import type { ScalarFunction } from './scalar-function.ts';
import { bySessionZone } from './session-zone.ts';
import { microsOfDay } from './time-fields.ts';

/** Casts between TIME and INTERVAL, and of timestamps to their time of day. */
export function timeCasts(): ScalarFunction[] {
  const perDay = BigInt(microsPerDay);
  return [
    cast('time', 'interval', {
      examples: [["time '04:05'::interval", '04:05:00']],
      evaluate: (micros) => ({ months: 0, days: 0, micros: Number(micros) }),
    }),
    cast('interval', 'time', {
      examples: [["interval '1 day 25 hours'::time", '01:00:00']],
      evaluate: (interval) => {
        const rest = BigInt((interval as Interval).micros) % perDay;
        return rest < 0n ? rest + perDay : rest;
      },
    }),
    ...(['timestamp', 'timestamptz'] as const).map((kind) => {
      const ofMoment = cast(kind, 'time', {
        examples: kind === 'timestamp' ? [["timestamp '2026-02-28 04:05'::time", '04:05:00']] : [],
        evaluate: (micros) => BigInt(microsOfDay(micros as bigint)),
      });
      return kind === 'timestamp' ? ofMoment : bySessionZone(ofMoment);
    }),
  ];
}
