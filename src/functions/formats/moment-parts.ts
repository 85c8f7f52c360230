import {
  dayOfWeek,
  dayOfYear,
  isoDayOfWeek,
  isoWeekOf,
  isoYearOf,
  quarterOf,
} from '../time-fields.ts';

/** A moment taken apart. */
export type Moment = {
  /** Days since 1970-01-01. */
  readonly day: number;
  /** Year 0 is 1 BC. */
  readonly year: number;
  readonly month: number;
  readonly dayOfMonth: number;
  /** Microseconds into the day. */
  readonly time: number;
  /** The abbreviation of its time zone; empty for none. */
  readonly zone: string;
  /** Seconds east of UTC. */
  readonly offset: number;
  /** Whether it is an interval: years, months, days and time without a place in the calendar. */
  readonly isInterval: boolean;
};

/** A part of a pattern: a number filled up with zeros to a width, or a word filled up with spaces. */
export type Part = {
  readonly width: number;
  readonly value: (moment: Moment) => number | string;
  /** Whether only a place in the calendar has it. */
  readonly ofCalendar: boolean;
};

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** The longest month and weekday names have nine letters; others are filled up to that. */
const nameWidth = 9;

/** Times of intervals can be negative: every part has the sign of the whole. */
const units =
  (size: number, count: number) =>
  ({ time }: Moment): number =>
    (Math.trunc(time / size) % count) + 0;
const hour = units(3_600_000_000, Infinity);
const hour12 = (moment: Moment): number => hour(moment) % 12 || 12;
const minute = units(60_000_000, 60);
const second = units(1_000_000, 60);
const shownYear = ({ year, isInterval }: Moment): number =>
  year > 0 || isInterval ? year : 1 - year;
const isoYear = ({ day }: Moment): number => Math.abs(isoYearOf(day));

const numberParts: Readonly<Record<string, readonly [number, (moment: Moment) => number]>> = {
  YYYY: [4, shownYear],
  YYY: [3, (moment) => shownYear(moment) % 1000],
  YY: [2, (moment) => shownYear(moment) % 100],
  Y: [1, (moment) => shownYear(moment) % 10],
  IYYY: [4, isoYear],
  IYY: [3, (moment) => isoYear(moment) % 1000],
  IY: [2, (moment) => isoYear(moment) % 100],
  I: [1, (moment) => isoYear(moment) % 10],
  CC: [2, (moment) => Math.ceil(shownYear(moment) / 100)],
  Q: [1, ({ day }) => quarterOf(day)],
  MM: [2, ({ month }) => month],
  WW: [2, ({ day }) => Math.floor((dayOfYear(day) - 1) / 7) + 1],
  W: [1, ({ dayOfMonth }) => Math.floor((dayOfMonth - 1) / 7) + 1],
  IW: [2, ({ day }) => isoWeekOf(day)],
  IDDD: [3, ({ day }) => (isoWeekOf(day) - 1) * 7 + isoDayOfWeek(day)],
  DDD: [3, ({ day, isInterval }) => (isInterval ? day : dayOfYear(day))],
  DD: [2, ({ dayOfMonth }) => dayOfMonth],
  D: [1, ({ day }) => dayOfWeek(day) + 1],
  ID: [1, ({ day }) => isoDayOfWeek(day)],
  J: [7, ({ day }) => day + 2_440_588],
  HH24: [2, hour],
  HH12: [2, hour12],
  HH: [2, hour12],
  MI: [2, minute],
  SSSSS: [5, units(1_000_000, Infinity)],
  SSSS: [5, units(1_000_000, Infinity)],
  SS: [2, second],
  MS: [3, units(1000, 1000)],
  US: [6, units(1, 1_000_000)],
  FF1: [1, units(100_000, 10)],
  FF2: [2, units(10_000, 100)],
  FF3: [3, units(1000, 1000)],
  FF4: [4, units(100, 10_000)],
  FF5: [5, units(10, 100_000)],
  FF6: [6, units(1, 1_000_000)],
};

const month = (moment: Moment): string => months[moment.month - 1] ?? '';
const weekday = ({ day }: Moment): string => weekdays[dayOfWeek(day)] ?? '';
const short = (word: (moment: Moment) => string) => (moment: Moment) => word(moment).slice(0, 3);
const half = (moment: Moment): string => (hour(moment) < 12 ? 'AM' : 'PM');
const dotted = (moment: Moment): string => (hour(moment) < 12 ? 'A.M.' : 'P.M.');
const era = ({ year }: Moment): string => (year > 0 ? 'AD' : 'BC');
const dottedEra = ({ year }: Moment): string => (year > 0 ? 'A.D.' : 'B.C.');

/** Words by their names as written; the case of the name is that of the word. */
const wordParts: Readonly<Record<string, readonly [number, (moment: Moment) => string]>> = {
  Month: [nameWidth, month],
  Mon: [0, short(month)],
  Day: [nameWidth, weekday],
  Dy: [0, short(weekday)],
};

const romanMonths = ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII'];

const romanMonth = ({ month }: Moment): string =>
  (month === 0 ? '' : (romanMonths.at(month > 0 ? month - 1 : month) ?? '')).padEnd(4);

const caseParts: Readonly<Record<string, (moment: Moment) => string>> = {
  AM: half,
  PM: half,
  'A.M.': dotted,
  'P.M.': dotted,
  AD: era,
  BC: era,
  'A.D.': dottedEra,
  'B.C.': dottedEra,
  TZ: ({ zone }) => zone,
  RM: romanMonth,
};

/** What intervals do not have. */
const calendarParts = new Set(
  'Month Mon Day Dy AD BC A.D. B.C. TZ OF TZH TZM D ID IW WW W IYYY IYY IY I IDDD'.split(' '),
);

function part(name: string, width: number, value: Part['value']): Part {
  return { width, value, ofCalendar: calendarParts.has(name) };
}

/** '+02', and '+05:30' where minutes are asked for and there are some. */
function offsetOf({ zone, offset }: Moment, withMinutes: boolean): string {
  if (zone === '') return '';
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(Math.abs(offset) / 60);
  const hours = `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}`;
  return withMinutes && minutes % 60 !== 0 ? `${hours}:${two(minutes % 60)}` : hours;
}

const commaYear = (moment: Moment): string => {
  const year = shownYear(moment);
  return `${Math.trunc(year / 1000)},${String(year % 1000).padStart(3, '0')}`;
};

/** The parts of patterns by name. Numbers go by names in either case; words take the case of their name. */
export const patternParts: ReadonlyMap<string, Part> = new Map<string, Part>([
  ...Object.entries(numberParts).flatMap(([name, [width, value]]): [string, Part][] => [
    [name, part(name, width, value)],
    [name.toLowerCase(), part(name, width, value)],
  ]),
  ...Object.entries(wordParts).flatMap(([name, [width, word]]): [string, Part][] => [
    [name, part(name, width, word)],
    [name.toUpperCase(), part(name, width, (moment) => word(moment).toUpperCase())],
    [name.toLowerCase(), part(name, width, (moment) => word(moment).toLowerCase())],
  ]),
  ...Object.entries(caseParts).flatMap(([name, word]): [string, Part][] => [
    [name, part(name, 0, word)],
    [name.toLowerCase(), part(name, 0, (moment) => word(moment).toLowerCase())],
  ]),
  ...['Y,YYY', 'y,yyy'].map((name): [string, Part] => [name, part('Y,YYY', 0, commaYear)]),
  ...['OF', 'of', 'TZH', 'tzh'].map((name): [string, Part] => [
    name,
    part('OF', 0, (moment) => offsetOf(moment, name.toUpperCase() === 'OF')),
  ]),
  ...['TZM', 'tzm'].map((name): [string, Part] => [
    name,
    part('TZM', 0, ({ zone, offset }) =>
      zone === '' ? '' : String(Math.floor(Math.abs(offset) / 60) % 60).padStart(2, '0'),
    ),
  ]),
]);

/** Names of months and weekdays, January and Sunday first. */
export const monthNames: readonly string[] = months;
export const weekdayNames: readonly string[] = weekdays;
