import { isInfiniteMicros, microsPerSecond } from '../../data/calendar.ts';
import type { Interval } from '../../data/sql-type.ts';
import type { TimeZone } from '../../data/zones/time-zone.ts';
import { addInterval } from '../time-fields.ts';
import { timestampDatum } from '../timestamp-range.ts';

const perSecond = BigInt(microsPerSecond);

/** What the clocks of a zone show at a moment, as a TIMESTAMP. @throws SqlError 22008 */
export function localOf(moment: bigint, zone: TimeZone): bigint {
  if (isInfiniteMicros(moment)) return moment;
  return timestampDatum(moment + BigInt(zone.offsetAt(secondsOf(moment))) * perSecond);
}

/** The moment at which the clocks of a zone show a TIMESTAMP. @throws SqlError 22008 */
export function momentOf(local: bigint, zone: TimeZone): bigint {
  if (isInfiniteMicros(local)) return local;
  return timestampDatum(local - BigInt(zone.offsetOfLocal(secondsOf(local))) * perSecond);
}

/** Whole seconds since 1970, rounded down. */
function secondsOf(micros: bigint): number {
  const seconds = Number(micros / perSecond);
  return micros % perSecond < 0n ? seconds - 1 : seconds;
}

/**
 * A moment plus an interval, its months and days by the calendar of a zone (UTC's for null), its
 * time as it passes. @throws SqlError 22008
 */
export function movedInZone(
  moment: bigint,
  { months, days, micros }: Interval,
  zone: TimeZone | null,
): bigint {
  if (zone === null) return timestampDatum(addInterval(moment, { months, days, micros }));
  let at = moment;
  // A part that is zero moves nothing: a local time that occurs twice says less than the moment.
  if (months !== 0) {
    at = momentOf(addInterval(localOf(at, zone), { months, days: 0, micros: 0 }), zone);
  }
  if (days !== 0) {
    at = momentOf(addInterval(localOf(at, zone), { months: 0, days, micros: 0 }), zone);
  }
  return timestampDatum(at + BigInt(micros));
}

/** `localOf` of a number within ±2^53. */
export function localMicros(zone: TimeZone, moment: number): number {
  return moment + zone.offsetAt(Math.floor(moment / microsPerSecond)) * microsPerSecond;
}

/** `momentOf` of a number within ±2^53. */
export function momentMicros(zone: TimeZone, local: number): number {
  return local - zone.offsetOfLocal(Math.floor(local / microsPerSecond)) * microsPerSecond;
}
