import {
  civilFromDays,
  daysFromCivil,
  daysInMonth,
  infiniteDay,
  infiniteDayBefore,
  infiniteMicros,
  infiniteMicrosBefore,
  microsPerDay,
} from './calendar.ts';
import { fieldOutOfRange, invalidInput } from './cell-error.ts';
import { type MomentToken, momentTokens } from './moment-tokens.ts';
import { isIdleWord, monthOfName } from './moment-words.ts';
import type { Datum, SqlType } from './sql-type.ts';
import { type TimeZone, timeZone, zoneNamed } from './zones/time-zone.ts';

/** What the text of a date or time can depend on: asked for only where it does. */
export type MomentSurroundings = {
  /** For 'now', 'today', …: microseconds since 1970. */
  readonly nowMicros: () => number;
  /** For times that name no zone. */
  readonly zone: () => TimeZone;
};

/** Where nobody is known to ask: UTC, and no word for the present. */
export const nowhere: MomentSurroundings = {
  nowMicros: () => Number.NaN,
  zone: () => timeZone('UTC'),
};

type MomentType = SqlType & { readonly kind: 'date' | 'timestamp' | 'timestamptz' | 'time' };

/** What has been read so far. */
type Reading = {
  day: number | null;
  /** Parts of a date that stand by themselves: numbers in order, and the month by its name. */
  readonly numbers: string[];
  month: number | null;
  micros: number | null;
  half: 'am' | 'pm' | null;
  isBefore: boolean;
  zone: TimeZone | null;
  /** A word for a moment, which is the whole date and time. */
  moment: bigint | 'infinity' | '-infinity' | null;
};

const julianEpoch = 2_440_588;
const microsMin = -210_866_803_200_000_000n;

/**
 * A date or time from text in any of PostgreSQL's forms: ISO 8601, '1/8/1999' (month first),
 * 'January 8, 1999', '19990108', '1999.008', 'J2451187', with 'AM' and 'PM', zones by offset,
 * abbreviation and name, 'BC', and 'now', 'today', 'tomorrow', 'yesterday', 'epoch', 'infinity'.
 * @throws SqlError 22007, 22008
 */
export function parseMoment(
  type: MomentType,
  text: string,
  surroundings: MomentSurroundings = nowhere,
): Datum {
  const tokens = momentTokens(text.trim().toLowerCase());
  if (tokens === null || tokens.length === 0) throw invalidInput(type, text);
  const reading: Reading = {
    day: null,
    numbers: [],
    month: null,
    micros: null,
    half: null,
    isBefore: false,
    zone: null,
    moment: null,
  };
  for (const token of tokens) {
    if (!take(reading, token, surroundings, type.kind === 'time')) throw invalidInput(type, text);
  }
  return finished(type, text, reading, surroundings);
}

/** Adds a piece to what has been read; false where it does not belong. */
function take(
  reading: Reading,
  token: MomentToken,
  surroundings: MomentSurroundings,
  isTime: boolean,
): boolean {
  switch (token.kind) {
    case 'time':
      if (reading.micros !== null) return false;
      if (token.minute > 59 || token.micros > 60_000_000) reading.micros = Number.NaN;
      else reading.micros = (token.hour * 60 + token.minute) * 60_000_000 + token.micros;
      return true;
    case 'date':
      if (reading.day !== null || reading.numbers.length > 0) return false;
      reading.numbers.push(...token.parts);
      return true;
    case 'offset':
      if (reading.zone !== null || Math.abs(token.seconds) >= 16 * 3600) return false;
      reading.zone = fixedZone(token.seconds);
      return true;
    case 'number':
      return token.isHour === true
        ? takeHour(reading, token.text)
        : takeNumber(reading, token.text, isTime);
    case 'word':
      return takeWord(reading, token.text, surroundings);
  }
}

/** Digits without a separator: '19990108', '990108', '040506', a year, a day. */
function takeNumber(reading: Reading, text: string, isTime: boolean): boolean {
  const parts = reading.numbers.length + (reading.month === null ? 0 : 1);
  const [, clock, fraction = ''] = /^(\d{4}|\d{6})(\.\d+)?$/.exec(text) ?? [];
  if (
    parts >= 3 ||
    reading.day !== null ||
    (isTime && clock !== undefined) ||
    (clock?.length === 6 && fraction !== '')
  ) {
    return clock !== undefined && takeClock(reading, clock, fraction);
  }
  if (text.includes('.')) return false;
  if (parts === 0 && text.length >= 6) return takeJoinedDate(reading, text);
  reading.numbers.push(text);
  return parts < 3;
}

/** The hour in front of 'am' or 'pm'. */
function takeHour(reading: Reading, text: string): boolean {
  if (reading.micros !== null) return false;
  reading.micros = Number(text) * 3_600_000_000;
  return true;
}

function takeClock(reading: Reading, clock: string, fraction: string): boolean {
  if (reading.micros !== null) return false;
  const [hour = 0, minute = 0, second = 0] = [0, 2, 4].map((at) => Number(clock.slice(at, at + 2)));
  const seconds = second + Number(`0${fraction}`);
  reading.micros = (hour * 60 + minute) * 60_000_000 + Math.round(seconds * 1_000_000);
  return true;
}

/** 'YYYYMMDD' or 'YYMMDD'. */
function takeJoinedDate(reading: Reading, text: string): boolean {
  if (text.length !== 6 && text.length !== 8) return false;
  const year = text.slice(0, -4);
  reading.numbers.push(year.length === 2 ? String(fullYear(Number(year))) : year);
  reading.numbers.push(text.slice(-4, -2), text.slice(-2));
  return true;
}

function takeWord(reading: Reading, word: string, surroundings: MomentSurroundings): boolean {
  const month = monthOfName(word);
  if (month !== null) {
    if (reading.month !== null) return false;
    reading.month = month;
    return true;
  }
  if (word === 'am' || word === 'pm') {
    if (reading.half !== null) return false;
    reading.half = word;
    return true;
  }
  if (word === 'bc' || word === 'b.c.') {
    reading.isBefore = true;
    return true;
  }
  if (isIdleWord(word)) return true;
  const julian = /^j(\d+)$/.exec(word);
  if (julian !== null) {
    reading.day = Number(julian[1]) - julianEpoch;
    return true;
  }
  return takeSpecial(reading, word, surroundings) || takeZone(reading, word);
}

const dayWords: ReadonlyMap<string, number> = new Map([
  ['yesterday', -1],
  ['today', 0],
  ['tomorrow', 1],
]);

function takeSpecial(reading: Reading, word: string, surroundings: MomentSurroundings): boolean {
  const distance = dayWords.get(word);
  if (distance !== undefined) {
    const local = localNow(surroundings);
    if (local === null || reading.day !== null) return false;
    reading.day = Number(local / BigInt(microsPerDay)) + distance;
    return true;
  }
  switch (word) {
    case 'now': {
      const now = surroundings.nowMicros();
      if (Number.isNaN(now)) return false;
      reading.moment = BigInt(now);
      return true;
    }
    case 'epoch':
      reading.moment = 0n;
      return true;
    case 'infinity':
    case '+infinity':
      reading.moment = 'infinity';
      return true;
    case '-infinity':
      reading.moment = word;
      return true;
    case 'allballs':
      reading.micros = 0;
      reading.zone = fixedZone(0);
      return true;
    default:
      return false;
  }
}

/** What the clocks of the zone show now; null where there is no present. */
function localNow({ nowMicros, zone }: MomentSurroundings): bigint | null {
  const now = nowMicros();
  if (Number.isNaN(now)) return null;
  const seconds = Math.floor(now / 1_000_000);
  return BigInt(now) + BigInt(zone().offsetAt(seconds)) * 1_000_000n;
}

function takeZone(reading: Reading, word: string): boolean {
  if (reading.zone !== null) return false;
  reading.zone = zoneNamed(word);
  return reading.zone !== null;
}

const fixedZones = new Map<number, TimeZone>();

function fixedZone(seconds: number): TimeZone {
  let zone = fixedZones.get(seconds);
  if (zone === undefined) {
    // POSIX counts west of UTC.
    const west = 0 - seconds;
    const clock = [
      Math.trunc(Math.abs(west) / 3600),
      Math.trunc(Math.abs(west) / 60) % 60,
      Math.abs(west) % 60,
    ];
    zone = timeZone(`${west < 0 ? '-' : '+'}${clock.join(':')}`);
    if (fixedZones.size > 1000) fixedZones.clear();
    fixedZones.set(seconds, zone);
  }
  return zone;
}

/** @throws SqlError 22007, 22008 */
function finished(
  type: MomentType,
  text: string,
  reading: Reading,
  surroundings: MomentSurroundings,
): Datum {
  const time = timeOf(reading, text);
  if (reading.moment !== null) return momentOfWord(type, reading, surroundings, text);
  if (type.kind === 'time') {
    if (time === null) throw invalidInput(type, text);
    return BigInt(time);
  }
  const day = dayOf(type, reading, text);
  if (type.kind === 'date') return day;
  const local = BigInt(day) * BigInt(microsPerDay) + BigInt(time ?? 0);
  const zone = type.kind === 'timestamptz' ? (reading.zone ?? surroundings.zone()) : null;
  const micros = zone === null ? local : momentIn(zone, local);
  if (micros < microsMin || micros >= infiniteMicros) throw fieldOutOfRange(text);
  return micros;
}

/** The moment at which the clocks of a zone show a local time. */
function momentIn(zone: TimeZone, local: bigint): bigint {
  const seconds = Number(local / 1_000_000n) - (local % 1_000_000n < 0n ? 1 : 0);
  return local - BigInt(zone.offsetOfLocal(seconds)) * 1_000_000n;
}

function momentOfWord(
  type: MomentType,
  { moment, zone, micros, day, numbers }: Reading,
  surroundings: MomentSurroundings,
  text: string,
): Datum {
  const isAlone = micros === null && day === null && numbers.length === 0;
  const isInfinite = typeof moment === 'string';
  if (!isAlone || (isInfinite && type.kind === 'time')) throw invalidInput(type, text);
  if (isInfinite) return infinityAs(type, moment === 'infinity');
  const at = moment ?? 0n;
  if (type.kind === 'timestamptz') return at;
  // 1970 begins at midnight of UTC wherever it is read.
  return localAs(type, at, at === 0n ? timeZone('UTC') : (zone ?? surroundings.zone()));
}

function infinityAs({ kind }: MomentType, isAfter: boolean): Datum {
  if (kind === 'date') return isAfter ? infiniteDay : infiniteDayBefore;
  return isAfter ? infiniteMicros : infiniteMicrosBefore;
}

/** What the clocks of a zone show at a moment, as a type. */
function localAs({ kind }: MomentType, moment: bigint, zone: TimeZone): Datum {
  const local = moment + BigInt(zone.offsetAt(Number(moment / 1_000_000n))) * 1_000_000n;
  if (kind === 'timestamp') return local;
  const perDay = BigInt(microsPerDay);
  const ofDay = ((local % perDay) + perDay) % perDay;
  return kind === 'time' ? ofDay : Number((local - ofDay) / perDay);
}

/** Microseconds since midnight; null without a time. @throws SqlError 22008 */
function timeOf({ micros, half }: Reading, text: string): number | null {
  if (micros === null) return null;
  const hour = Math.floor(micros / 3_600_000_000);
  if (half !== null && hour > 12) throw fieldOutOfRange(text);
  const rest = micros - hour * 3_600_000_000;
  const shifted = half === null ? hour : (hour % 12) + (half === 'pm' ? 12 : 0);
  const time = shifted * 3_600_000_000 + rest;
  if (!(time <= microsPerDay)) throw fieldOutOfRange(text);
  return time;
}

/** Days since 1970. @throws SqlError 22007, 22008 */
function dayOf(type: SqlType, reading: Reading, text: string): number {
  if (reading.day !== null) {
    if (reading.numbers.length > 0) throw invalidInput(type, text);
    return reading.day;
  }
  const parts = civilParts(reading);
  if (parts === null) throw invalidInput(type, text);
  const { year: shown, month, day } = parts;
  if (shown === 0 || (reading.isBefore && shown < 0)) throw fieldOutOfRange(text);
  const year = reading.isBefore ? 1 - shown : shown;
  if (month === null) {
    const first = daysFromCivil(year, 1, 1);
    const found = first + day - 1;
    if (day < 1 || civilFromDays(found).year !== year) throw fieldOutOfRange(text);
    return found;
  }
  const exists = month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  if (!exists || year < -4712 || year > 5_874_897) throw fieldOutOfRange(text);
  return daysFromCivil(year, month, day);
}

type CivilParts = { readonly year: number; readonly month: number | null; readonly day: number };

/** Which part is the year, the month and the day; null where they do not tell. */
function civilParts({ numbers, month, isBefore }: Reading): CivilParts | null {
  const named = numbers.findIndex((part) => monthOfName(part) !== null);
  if (named >= 0) {
    const rest = numbers.filter((_, i) => i !== named);
    return month === null
      ? withNamedMonth(rest, monthOfName(numbers[named] as string) ?? 0, isBefore)
      : null;
  }
  if (numbers.some((part) => !/^\d+$/.test(part))) return null;
  if (month !== null) return withNamedMonth(numbers, month, isBefore);
  const [a = '', b = '', c = ''] = numbers;
  if (numbers.length === 2) {
    return a.length >= 4 && b.length === 3
      ? { year: Number(a), month: null, day: Number(b) }
      : null;
  }
  if (numbers.length !== 3) return null;
  if (a.length >= 3) return { year: Number(a), month: Number(b), day: Number(c) };
  return { year: yearOf(c, isBefore), month: Number(a), day: Number(b) };
}

function withNamedMonth(
  numbers: readonly string[],
  month: number,
  isBefore: boolean,
): CivilParts | null {
  const [a = '', b = ''] = numbers;
  if (numbers.length !== 2) return null;
  return a.length >= 3
    ? { year: Number(a), month, day: Number(b) }
    : { year: yearOf(b, isBefore), month, day: Number(a) };
}

/** A year of one or two digits is near the present, unless it is before Christ. */
function yearOf(text: string, isBefore: boolean): number {
  return text.length <= 2 && !isBefore ? fullYear(Number(text)) : Number(text);
}

function fullYear(year: number): number {
  return year < 70 ? 2000 + year : 1900 + year;
}
