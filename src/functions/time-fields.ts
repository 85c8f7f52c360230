import {
  civilFromDays,
  daysFromCivil,
  daysInMonth,
  microsPerDay,
  microsPerHour,
  microsPerMinute,
  microsPerSecond,
} from '../data/calendar.ts';
import type { Interval } from '../data/sql-type.ts';

const perDay = BigInt(microsPerDay);

/** The day (since 1970-01-01) that a timestamp lies in. */
export function dayOf(micros: bigint): number {
  return Number((micros - BigInt(microsOfDay(micros))) / perDay);
}

/** How far into its day a timestamp is, microseconds. */
export function microsOfDay(micros: bigint): number {
  const rest = micros % perDay;
  return Number(rest < 0n ? rest + perDay : rest);
}

/** The timestamp of a day and the microseconds into it. */
export function microsAt(day: number, ofDay: number): bigint {
  return BigInt(day) * perDay + BigInt(ofDay);
}

/** The year of a day, by PostgreSQL's count, which has no year 0: 1 BC is −1. */
export function yearOf(day: number): number {
  const { year } = civilFromDays(day);
  return year > 0 ? year : year - 1;
}

/** 1 … 12 */
export function monthOf(day: number): number {
  return civilFromDays(day).month;
}

/** 1 … 31 */
export function dayOfMonth(day: number): number {
  return civilFromDays(day).day;
}

/** 1 … 4 */
export function quarterOf(day: number): number {
  return Math.ceil(civilFromDays(day).month / 3);
}

/** Sunday is 0. */
export function dayOfWeek(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** Monday is 1, Sunday 7. */
export function isoDayOfWeek(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** 1 … 366 */
export function dayOfYear(day: number): number {
  return day - daysFromCivil(civilFromDays(day).year, 1, 1) + 1;
}

/** The ISO 8601 week: the week of the year's first Thursday is week 1. */
export function isoWeekOf(day: number): number {
  const thursday = day + 4 - isoDayOfWeek(day);
  return Math.floor((dayOfYear(thursday) - 1) / 7) + 1;
}

/** The year that the day's ISO 8601 week belongs to. */
export function isoYearOf(day: number): number {
  return yearOf(day + 4 - isoDayOfWeek(day));
}

/** Fields of a date that are a function of the day alone, by EXTRACT's names. */
export const dayFields = {
  year: 'yearOf',
  month: 'monthOf',
  day: 'dayOfMonth',
  quarter: 'quarterOf',
  dow: 'dayOfWeek',
  isodow: 'isoDayOfWeek',
  doy: 'dayOfYear',
  week: 'isoWeekOf',
  isoyear: 'isoYearOf',
} as const;

/** Lengths of the units that divide a day, microseconds. */
export const clockUnits: ReadonlyMap<string, number> = new Map([
  ['microseconds', 1],
  ['milliseconds', 1000],
  ['second', microsPerSecond],
  ['minute', microsPerMinute],
  ['hour', microsPerHour],
  ['day', microsPerDay],
]);

/** The first day of the week, month, quarter, year, … that a day lies in. */
export function truncateDay(unit: string, day: number): number {
  if (unit === 'week') return day + 1 - isoDayOfWeek(day);
  const { year, month } = civilFromDays(day);
  if (unit === 'month') return daysFromCivil(year, month, 1);
  if (unit === 'quarter') return daysFromCivil(year, month - ((month - 1) % 3), 1);
  return daysFromCivil(firstYear(unit, year), 1, 1);
}

/** Units longer than a day, by the numbers that kernels know them by. */
const longUnits = ['week', 'month', 'quarter', 'year', 'decade', 'century', 'millennium'];

/** The number of a unit longer than a day; −1 for any other. */
export function longUnitNumber(unit: string): number {
  return longUnits.indexOf(unit);
}

/** `truncateDay` by the number of the unit. */
export function truncateDayTo(unitNumber: number, day: number): number {
  return truncateDay(longUnits[unitNumber] as string, day);
}

/** The day some months later or earlier; past the end of the month it is the month's last day. */
export function addMonths(day: number, months: number): number {
  const date = civilFromDays(day);
  const total = date.year * 12 + date.month - 1 + months;
  const year = Math.floor(total / 12);
  const month = total - year * 12 + 1;
  return daysFromCivil(year, month, Math.min(date.day, daysInMonth(year, month)));
}

/** A timestamp plus an interval: first the months, then the days, then the time. */
export function addInterval(micros: bigint, { months, days, micros: time }: Interval): bigint {
  const moved = months === 0 ? dayOf(micros) : addMonths(dayOf(micros), months);
  return microsAt(moved + days, microsOfDay(micros)) + BigInt(time);
}

/** The interval with all its parts negated. */
export function negateInterval({ months, days, micros }: Interval): Interval {
  return { months: 0 - months, days: 0 - days, micros: 0 - micros };
}

/** The start of the stride-long bin, counted from `origin`, that a timestamp lies in. */
export function binStart(stride: bigint, micros: bigint, origin: bigint): bigint {
  const distance = micros - origin;
  const rest = distance % stride;
  return micros - (rest < 0n ? rest + stride : rest);
}

/** Decades begin with years divisible by 10; centuries and millennia with the year after. */
function firstYear(unit: string, year: number): number {
  if (unit === 'decade') return Math.floor(year / 10) * 10;
  if (unit === 'year') return year;
  const length = unit === 'century' ? 100 : 1000;
  return Math.floor((year - 1) / length) * length + 1;
}
