import {
  dayOfWeek,
  dayOfYear,
  isoDayOfWeek,
  isoWeekOf,
  isoYearOf,
  quarterOf,
} from './time-fields.ts';

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
  /** The name of its time zone; empty for none. */
  readonly zone: string;
};

/** A part of a pattern: a number filled up with zeros to a width, or a word filled up with spaces. */
export type Part = {
  readonly width: number;
  readonly value: (moment: Moment) => number | string;
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

const hour = ({ time }: Moment): number => Math.floor(time / 3_600_000_000);
const hour12 = (moment: Moment): number => hour(moment) % 12 || 12;
const minute = ({ time }: Moment): number => Math.floor(time / 60_000_000) % 60;
const second = ({ time }: Moment): number => Math.floor(time / 1_000_000) % 60;
const shownYear = ({ year }: Moment): number => (year > 0 ? year : 1 - year);
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
  DDD: [3, ({ day }) => dayOfYear(day)],
  DD: [2, ({ dayOfMonth }) => dayOfMonth],
  D: [1, ({ day }) => dayOfWeek(day) + 1],
  ID: [1, ({ day }) => isoDayOfWeek(day)],
  J: [7, ({ day }) => day + 2_440_588],
  HH24: [2, hour],
  HH12: [2, hour12],
  HH: [2, hour12],
  MI: [2, minute],
  SSSSS: [5, ({ time }) => Math.floor(time / 1_000_000)],
  SSSS: [5, ({ time }) => Math.floor(time / 1_000_000)],
  SS: [2, second],
  MS: [3, ({ time }) => Math.floor(time / 1000) % 1000],
  US: [6, ({ time }) => time % 1_000_000],
  FF1: [1, ({ time }) => Math.floor(time / 100_000) % 10],
  FF2: [2, ({ time }) => Math.floor(time / 10_000) % 100],
  FF3: [3, ({ time }) => Math.floor(time / 1000) % 1000],
  FF4: [4, ({ time }) => Math.floor(time / 100) % 10_000],
  FF5: [5, ({ time }) => Math.floor(time / 10) % 100_000],
  FF6: [6, ({ time }) => time % 1_000_000],
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
};

/** The parts of patterns by name. Numbers go by names in either case; words take the case of their name. */
export const patternParts: ReadonlyMap<string, Part> = new Map<string, Part>([
  ...Object.entries(numberParts).flatMap(([name, [width, value]]): [string, Part][] => [
    [name, { value, width }],
    [name.toLowerCase(), { value, width }],
  ]),
  ...Object.entries(wordParts).flatMap(([name, [width, word]]): [string, Part][] => [
    [name, { value: word, width }],
    [name.toUpperCase(), { value: (moment) => word(moment).toUpperCase(), width }],
    [name.toLowerCase(), { value: (moment) => word(moment).toLowerCase(), width }],
  ]),
  ...Object.entries(caseParts).flatMap(([name, word]): [string, Part][] => [
    [name, { value: word, width: 0 }],
    [name.toLowerCase(), { value: (moment) => word(moment).toLowerCase(), width: 0 }],
  ]),
  ['OF', { value: () => '+00', width: 0 }],
]);
