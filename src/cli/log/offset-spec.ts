import { durationMs } from '../duration.ts';

/** A place in a partition as it is asked for, the way rpk's users write it. */
export type OffsetSpec =
  | { readonly kind: 'start' }
  | { readonly kind: 'end' }
  /** So many rows before the end. */
  | { readonly kind: 'beforeEnd'; readonly rows: number }
  /** So many offsets after the start. */
  | { readonly kind: 'afterStart'; readonly rows: number }
  | { readonly kind: 'offset'; readonly offset: number }
  /** The first row whose record time is not before it. */
  | { readonly kind: 'time'; readonly timestampMs: number };

/** What can be written, for help and errors. */
export const offsetForms =
  'start, end, 42, -10 (ten rows before the end), +10 (ten after the start), ' +
  '@-5m, @2026-11-23T10:00:00Z, @1700000000000';

const hourMs = 3_600_000;

/** Reads a place; null when it is none. `nowMs` is what relative times count from. */
export function parseOffset(text: string, nowMs: number): OffsetSpec | null {
  if (text === 'start' || text === 'oldest') return { kind: 'start' };
  if (text === 'end' || text === 'newest') return { kind: 'end' };
  if (text.startsWith('@')) {
    const timestampMs = parseTime(text.slice(1), nowMs);
    return timestampMs === null ? null : { kind: 'time', timestampMs };
  }
  const match = /^([+-]?)(\d{1,16})$/.exec(text);
  if (match === null) return null;
  const number = Number(match[2]);
  if (!Number.isSafeInteger(number)) return null;
  if (match[1] === '-') return { kind: 'beforeEnd', rows: number };
  if (match[1] === '+') return { kind: 'afterStart', rows: number };
  return { kind: 'offset', offset: number };
}

/** A time: ago (`-5m`), milliseconds (13 digits) or seconds (10 digits) since 1970, a date, or a date and time in UTC unless it names a zone. */
function parseTime(text: string, nowMs: number): number | null {
  if (text === 'now') return nowMs;
  if (text.startsWith('-')) {
    const ms = ago(text.slice(1));
    return ms === null ? null : nowMs - ms;
  }
  if (/^\d{13}$/.test(text)) return Number(text);
  if (/^\d{10}$/.test(text)) return Number(text) * 1000;
  const match =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?)?$/i.exec(
      text,
    );
  if (match === null) return null;
  const [, day = '', time = '00:00', zone = 'Z'] = match;
  const ms = Date.parse(`${day}T${time}${zone.toUpperCase()}`);
  return Number.isNaN(ms) ? null : ms;
}

function ago(text: string): number | null {
  const days = /^(\d+(?:\.\d+)?)d$/.exec(text);
  return days === null ? durationMs(text) : Number(days[1]) * 24 * hourMs;
}
