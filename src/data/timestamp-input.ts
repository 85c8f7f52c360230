import { daysFromCivil, daysInMonth, microsPerDay } from './calendar.ts';

const zero = 48;
const dash = 45;
const plus = 43;
const colon = 58;
const point = 46;
const slash = 47;
const space = 32;
const letterT = 84;
const letterZ = 90;

/** What `TimestampInput.scan` found. */
export type ScanResult = 'ok' | 'syntax' | 'range';

/**
 * Reads dates and times of ISO 8601 and of PostgreSQL's default style from bytes:
 * `YYYY-MM-DD[(T| )hh:mm[:ss[.fraction]][Z|±hh[[:]mm]]]`; slashes may stand for the dashes. Digits
 * beyond microseconds are rounded.
 * The result stays in the fields: no object is made per value.
 */
export class TimestampInput {
  /** Days since 1970-01-01. */
  days = 0;
  /** Microseconds since midnight; 24:00:00 is the next day's midnight. */
  microsOfDay = 0;
  /** What is to be taken from the local time to get UTC, microseconds. */
  offsetMicros = 0;
  /** Whether the text names the zone. */
  hasZone = false;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #end = 0;
  /** The month that was read last: times of one source are near each other. */
  #year = 0;
  #month = 0;
  #daysBeforeMonth = 0;
  #daysInMonth = 0;

  /**
   * Microseconds since 1970 of the local time, or, with `zoned`, of UTC. Exact where the result is
   * within ±2^53, as it is for the years from 1685 to 2254; else take `exactMicros`.
   */
  micros(zoned: boolean): number {
    return this.days * microsPerDay + this.#microsBeyondDays(zoned);
  }

  exactMicros(zoned: boolean): bigint {
    return BigInt(this.days) * BigInt(microsPerDay) + BigInt(this.#microsBeyondDays(zoned));
  }

  scan(bytes: Uint8Array, from: number, to: number): ScanResult {
    if (this.#usual(bytes, from, to)) return 'ok';
    this.#bytes = bytes;
    this.#at = from;
    this.#end = to;
    this.microsOfDay = 0;
    this.offsetMicros = 0;
    this.hasZone = false;
    const date = this.#date();
    if (date !== 'ok' || this.#at === to) return date;
    const separator = bytes[this.#at] as number;
    if (separator !== space && (separator & ~32) !== letterT) return 'syntax';
    this.#at += 1;
    const time = this.#time();
    if (time !== 'ok' || this.#at === to) return time;
    const zone = this.#zone();
    return zone === 'ok' && this.#at !== to ? 'syntax' : zone;
  }

  /**
   * Reads `YYYY-MM-DD(T| )hh:mm:ss[.fraction][Z]` with six digits of a fraction at most, as nearly
   * all times are written; false for anything else, which is then looked at piece by piece.
   */
  #usual(bytes: Uint8Array, from: number, to: number): boolean {
    const end = ((bytes[to - 1] as number) & ~32) === letterZ ? to - 1 : to;
    const length = end - from;
    if (length < 19 || length > 26 || !hasSeparators(bytes, from)) return false;
    const year = pairAt(bytes, from) * 100 + pairAt(bytes, from + 2);
    const month = pairAt(bytes, from + 5);
    const day = pairAt(bytes, from + 8);
    const hour = pairAt(bytes, from + 11);
    const minute = pairAt(bytes, from + 14);
    const second = pairAt(bytes, from + 17);
    const fraction = length === 19 ? 0 : fractionAt(bytes, from + 19, end);
    if (year < 1 || month < 1 || month > 12 || day < 1 || fraction < 0) return false;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
      return false;
    if (year !== this.#year || month !== this.#month) this.#begin(year, month);
    if (day > this.#daysInMonth) return false;
    this.days = this.#daysBeforeMonth + day;
    this.microsOfDay = (hour * 3600 + minute * 60 + second) * 1_000_000 + fraction;
    this.offsetMicros = 0;
    this.hasZone = end < to;
    return true;
  }

  #microsBeyondDays(zoned: boolean): number {
    return zoned ? this.microsOfDay - this.offsetMicros : this.microsOfDay;
  }

  #date(): ScanResult {
    const century = this.#pair();
    const yearOfCentury = this.#pair();
    const separator = this.#bytes[this.#at] === slash ? slash : dash;
    if (!this.#take(separator)) return 'syntax';
    const month = this.#pair();
    if (!this.#take(separator)) return 'syntax';
    const day = this.#pair();
    if (century < 0 || yearOfCentury < 0 || month < 0 || day < 0) return 'syntax';
    const year = century * 100 + yearOfCentury;
    if (year === 0 || month === 0 || month > 12 || day === 0) return 'range';
    if (year !== this.#year || month !== this.#month) this.#begin(year, month);
    if (day > this.#daysInMonth) return 'range';
    this.days = this.#daysBeforeMonth + day;
    return 'ok';
  }

  #begin(year: number, month: number): void {
    this.#year = year;
    this.#month = month;
    this.#daysBeforeMonth = daysFromCivil(year, month, 1) - 1;
    this.#daysInMonth = daysInMonth(year, month);
  }

  #time(): ScanResult {
    const hour = this.#pair();
    if (!this.#take(colon)) return 'syntax';
    const minute = this.#pair();
    if (hour < 0 || minute < 0) return 'syntax';
    let second = 0;
    let fraction = 0;
    if (this.#take(colon)) {
      second = this.#pair();
      if (second < 0) return 'syntax';
      if (this.#take(point)) fraction = this.#fractionMicros();
    }
    if (fraction < 0) return 'syntax';
    if (hour > 24 || minute > 59 || second > 60) return 'range';
    if (hour === 24 && minute + second + fraction > 0) return 'range';
    this.microsOfDay = (hour * 3600 + minute * 60 + second) * 1_000_000 + fraction;
    return 'ok';
  }

  #zone(): ScanResult {
    if (this.#bytes[this.#at] === space) this.#at += 1;
    this.hasZone = true;
    const sign = this.#bytes[this.#at] as number;
    this.#at += 1;
    if ((sign & ~32) === letterZ) return 'ok';
    if (sign !== plus && sign !== dash) return 'syntax';
    const hours = this.#pair();
    const minutes = this.#take(colon) || this.#at < this.#end ? this.#pair() : 0;
    if (hours < 0 || minutes < 0) return 'syntax';
    if (hours > 15 || minutes > 59) return 'range';
    const offset = (hours * 60 + minutes) * 60_000_000;
    this.offsetMicros = sign === dash ? -offset : offset;
    return 'ok';
  }

  /** The next two digits as a number, or −1. */
  #pair(): number {
    const at = this.#at;
    if (at + 2 > this.#end) return -1;
    const tens = (this.#bytes[at] as number) - zero;
    const ones = (this.#bytes[at + 1] as number) - zero;
    if (tens < 0 || tens > 9 || ones < 0 || ones > 9) return -1;
    this.#at = at + 2;
    return tens * 10 + ones;
  }

  /** The digits behind the point as microseconds, rounded; −1 when there are none. */
  #fractionMicros(): number {
    let micros = 0;
    let unit = 1_000_000;
    const start = this.#at;
    for (; this.#at < this.#end; this.#at += 1) {
      const digit = (this.#bytes[this.#at] as number) - zero;
      if (digit < 0 || digit > 9) break;
      if (unit > 1) {
        unit /= 10;
        micros += digit * unit;
      } else if (unit === 1) {
        micros += digit >= 5 ? 1 : 0;
        unit = 0;
      }
    }
    return this.#at === start ? -1 : micros;
  }

  #take(byte: number): boolean {
    if (this.#at >= this.#end || this.#bytes[this.#at] !== byte) return false;
    this.#at += 1;
    return true;
  }
}

function hasSeparators(bytes: Uint8Array, from: number): boolean {
  const between = bytes[from + 10] as number;
  if (between !== space && (between & ~32) !== letterT) return false;
  if (bytes[from + 4] !== dash || bytes[from + 7] !== dash) return false;
  return bytes[from + 13] === colon && bytes[from + 16] === colon;
}

/** Two digits as a number; far below 0 when they are none. */
function pairAt(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] as number) - zero;
  const ones = (bytes[at + 1] as number) - zero;
  return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1_000_000 : tens * 10 + ones;
}

/** A point and one to six digits as microseconds; −1 when they are none. */
function fractionAt(bytes: Uint8Array, from: number, to: number): number {
  if (bytes[from] !== point || to - from < 2) return -1;
  let micros = 0;
  let unit = 1_000_000;
  for (let at = from + 1; at < to; at += 1) {
    const digit = (bytes[at] as number) - zero;
    if (digit < 0 || digit > 9) return -1;
    unit /= 10;
    micros += digit * unit;
  }
  return micros;
}
