import { microsPerSecond } from '../../data/calendar.ts';
import type { TimeZone } from '../../data/zones/time-zone.ts';
import { timestampDatum } from '../moment-rules.ts';

const perSecond = BigInt(microsPerSecond);

/** What the clocks of a zone show at a moment, as a TIMESTAMP. @throws SqlError 22008 */
export function localOf(moment: bigint, zone: TimeZone): bigint {
  return timestampDatum(moment + BigInt(zone.offsetAt(secondsOf(moment))) * perSecond);
}

/** The moment at which the clocks of a zone show a TIMESTAMP. @throws SqlError 22008 */
export function momentOf(local: bigint, zone: TimeZone): bigint {
  return timestampDatum(local - BigInt(zone.offsetOfLocal(secondsOf(local))) * perSecond);
}

/** Whole seconds since 1970, rounded down. */
function secondsOf(micros: bigint): number {
  const seconds = Number(micros / perSecond);
  return micros % perSecond < 0n ? seconds - 1 : seconds;
}
