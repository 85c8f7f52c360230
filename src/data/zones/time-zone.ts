import { SqlError, sqlState } from '../../common/sql-error.ts';
import { daysFromCivil } from '../calendar.ts';
import { fixedOffset } from './zone-names.ts';

/** A bucket of time whose changes of offset are looked up together, and the step they are sought by. */
const bucketSeconds = 64 * 86_400;
const stepSeconds = 8 * 86_400;
const daySeconds = 86_400;

/** The moments that JavaScript's calendar knows; beyond them the offset stays. */
const secondsMax = 8_640_000_000_000 - bucketSeconds * 2;

/** The offsets within a bucket: offsets[i] holds from starts[i] on. */
type Bucket = { readonly starts: readonly number[]; readonly offsets: readonly number[] };

/** A time zone: how far its clocks stand from UTC at any moment. */
export class TimeZone {
  readonly #read: (seconds: number) => number;
  readonly #buckets = new Map<number, Bucket>();
  #lastIndex = Number.NaN;
  #last: Bucket | null = null;

  /** `read` answers the offset of one moment; it is asked a few times per bucket of time, not per row. */
  constructor(read: (seconds: number) => number) {
    this.#read = read;
  }

  /** Seconds east of UTC at a moment, given as whole seconds since 1970. */
  offsetAt(seconds: number): number {
    const moment = Math.min(Math.max(seconds, -secondsMax), secondsMax);
    const index = Math.floor(moment / bucketSeconds);
    if (index !== this.#lastIndex || this.#last === null) {
      this.#last = this.#buckets.get(index) ?? this.#fill(index);
      this.#lastIndex = index;
    }
    const { starts, offsets } = this.#last;
    let at = starts.length - 1;
    while (at > 0 && moment < (starts[at] as number)) at -= 1;
    return offsets[at] as number;
  }

  /**
   * Seconds east of UTC when the zone's clocks show a local time. Of a time that occurs twice the
   * later is meant, of one left out that which the clocks before the change would have shown
   * (PostgreSQL's DetermineTimeZoneOffset).
   */
  offsetOfLocal(local: number): number {
    const before = this.offsetAt(local - daySeconds);
    const after = this.offsetAt(local + daySeconds);
    if (before === after) return before;
    return this.offsetAt(local - after) === after ? after : before;
  }

  #fill(index: number): Bucket {
    const start = index * bucketSeconds;
    const starts = [start];
    const offsets = [this.#read(start)];
    for (let at = start; at < start + bucketSeconds; at += stepSeconds) {
      const offset = this.#read(at + stepSeconds);
      if (offset === offsets.at(-1)) continue;
      starts.push(this.#change(at, at + stepSeconds));
      offsets.push(offset);
    }
    const bucket = { starts, offsets };
    this.#buckets.set(index, bucket);
    return bucket;
  }

  /** The first second with the offset of `to`, where `from` has another. */
  #change(from: number, to: number): number {
    const offset = this.#read(to);
    let [low, high] = [from, to];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.#read(middle) === offset) high = middle;
      else low = middle;
    }
    return high;
  }
}

/** Zones kept by name; one more forgets them all. */
const zonesMax = 1000;
const zones = new Map<string, TimeZone>();
let lastName = '';
let last: TimeZone | null = null;

/** The time zone of a name: of the IANA database, an abbreviation or a POSIX offset. @throws SqlError 22023 */
export function timeZone(name: string): TimeZone {
  if (last !== null && name === lastName) return last;
  let zone = zones.get(name);
  if (zone === undefined) {
    zone = readZone(name);
    if (zones.size >= zonesMax) zones.clear();
    zones.set(name, zone);
  }
  lastName = name;
  last = zone;
  return zone;
}

/** The time zone of a name; null where there is none. */
export function zoneNamed(name: string): TimeZone | null {
  try {
    return timeZone(name);
  } catch {
    return null;
  }
}

function readZone(name: string): TimeZone {
  const fixed = fixedOffset(name);
  if (fixed !== null) return new TimeZone(() => fixed);
  const clock = clockOf(name);
  return new TimeZone((seconds) => clockOffset(clock, seconds));
}

/** @throws SqlError 22023 */
function clockOf(name: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'gregory',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    throw new SqlError(sqlState.invalidParameterValue, `time zone "${name}" not recognized`);
  }
}

/** What the clocks show, less the moment: seconds. */
function clockOffset(clock: Intl.DateTimeFormat, seconds: number): number {
  const shown = new Map(
    clock.formatToParts(seconds * 1000).map(({ type, value }) => [type, value] as const),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => Number(shown.get(type) ?? 0);
  const year = shown.get('era') === 'BC' ? 1 - part('year') : part('year');
  const days = daysFromCivil(year, part('month'), part('day'));
  return days * daySeconds + part('hour') * 3600 + part('minute') * 60 + part('second') - seconds;
}
