import { timeUnit } from './time-units.ts';

/** Kinds of moments: what date_trunc and EXTRACT take besides intervals. */
export type MomentKind = 'date' | 'timestamp' | 'timestamptz';

/** Names of EXTRACT that are no units of time. */
const otherFields: ReadonlySet<string> = new Set([
  'dow',
  'isodow',
  'doy',
  'isoyear',
  'julian',
  'epoch',
  'timezone',
  'timezone_hour',
  'timezone_minute',
]);

/** EXTRACT's name of a field from any of its spellings; null for none. */
export function canonicalField(name: string): string | null {
  const lower = name.toLowerCase();
  return otherFields.has(lower) ? lower : timeUnit(lower);
}
