import { civilFromDays, microsPerDay, microsPerHour, microsPerMinute } from '../data/calendar.ts';
import { addDecimals, divideDecimals } from '../data/decimal.ts';
import type { Decimal } from '../data/decimal-text.ts';
import type { Interval } from '../data/sql-type.ts';
import {
  dayOf,
  dayOfMonth,
  dayOfWeek,
  dayOfYear,
  isoDayOfWeek,
  isoWeekOf,
  isoYearOf,
  microsOfDay,
  monthOf,
  quarterOf,
  yearOf,
} from './time-fields.ts';

/** A field of EXTRACT: how many digits it has after the point. */
export type Field = { readonly scale: number };

/** A field of a day: a number that the day alone decides. */
export type DayField = Field & { readonly ofDay: (day: number) => number };

/** A field of the time of day, in units of its last decimal place. */
export type ClockField = Field & { readonly ofTime: (micros: number) => number };

const whole: Field = { scale: 0 };

/** Julian day 0 is 4714-11-24 BC in the Gregorian calendar. */
const julianEpoch = 2_440_588;

/** Fields that dates have, by EXTRACT's names. */
export const dayFieldsByName: ReadonlyMap<string, DayField> = new Map<string, DayField>([
  ['year', { ...whole, ofDay: yearOf }],
  ['month', { ...whole, ofDay: monthOf }],
  ['day', { ...whole, ofDay: dayOfMonth }],
  ['quarter', { ...whole, ofDay: quarterOf }],
  ['dow', { ...whole, ofDay: dayOfWeek }],
  ['isodow', { ...whole, ofDay: isoDayOfWeek }],
  ['doy', { ...whole, ofDay: dayOfYear }],
  ['week', { ...whole, ofDay: isoWeekOf }],
  ['isoyear', { ...whole, ofDay: isoYearOf }],
  ['decade', { ...whole, ofDay: decadeOf }],
  ['century', { ...whole, ofDay: (day) => spanOf(day, 100) }],
  ['millennium', { ...whole, ofDay: (day) => spanOf(day, 1000) }],
  ['julian', { ...whole, ofDay: (day) => day + julianEpoch }],
]);

/** Fields of the time of day, by EXTRACT's names. Seconds and below count from the minute on. */
export const clockFieldsByName: ReadonlyMap<string, ClockField> = new Map<string, ClockField>([
  ['hour', { ...whole, ofTime: (micros) => Math.floor(micros / microsPerHour) }],
  ['minute', { ...whole, ofTime: (micros) => Math.floor(micros / microsPerMinute) % 60 }],
  ['second', { scale: 6, ofTime: (micros) => micros % microsPerMinute }],
  ['milliseconds', { scale: 3, ofTime: (micros) => micros % microsPerMinute }],
  ['microseconds', { ...whole, ofTime: (micros) => micros % microsPerMinute }],
]);

/** Seconds since 1970 of a timestamp, or in an interval. */
export const epochField: Field = { scale: 6 };

/** A field of a timestamp; null when it has none of that name. */
export function timestampField(name: string, micros: bigint): Decimal | null {
  if (name === 'epoch') return { units: micros, scale: 6 };
  const time = clockFieldsByName.get(name);
  if (time !== undefined) {
    return { units: BigInt(time.ofTime(microsOfDay(micros))), scale: time.scale };
  }
  if (name === 'julian') return julianDate(micros);
  const day = dayFieldsByName.get(name);
  return day === undefined ? null : { units: BigInt(day.ofDay(dayOf(micros))), scale: 0 };
}

/** Days since 4714 BC, with the time as a fraction. */
function julianDate(micros: bigint): Decimal {
  const time = { units: BigInt(microsOfDay(micros)), scale: 0 };
  const fraction = divideDecimals(time, { units: BigInt(microsPerDay), scale: 0 });
  return addDecimals({ units: BigInt(dayOf(micros) + julianEpoch), scale: 0 }, fraction);
}

/** A field of a date; null when it has none of that name. */
export function dateField(name: string, day: number): Decimal | null {
  if (name === 'epoch') return { units: BigInt(day) * 86_400n, scale: 0 };
  const field = dayFieldsByName.get(name);
  return field === undefined ? null : { units: BigInt(field.ofDay(day)), scale: 0 };
}

/** A field of an interval, years and their multiples from its months; null when it has none of that name. */
export function intervalField(name: string, interval: Interval): Decimal | null {
  if (name === 'epoch') return { units: epochOf(interval), scale: 6 };
  const { months, days, micros } = interval;
  const years = Math.trunc(months / 12);
  const values: Readonly<Record<string, number>> = {
    day: days,
    month: months % 12,
    quarter: Math.trunc((months % 12) / 3) + 1,
    year: years,
    decade: Math.trunc(years / 10),
    century: Math.trunc(years / 100),
    millennium: Math.trunc(years / 1000),
    hour: Math.trunc(micros / microsPerHour),
    minute: Math.trunc(micros / microsPerMinute) % 60,
  };
  const value = values[name];
  if (value !== undefined) return { units: BigInt(value), scale: 0 };
  const seconds = clockFieldsByName.get(name);
  return seconds === undefined
    ? null
    : { units: BigInt(micros % microsPerMinute), scale: seconds.scale };
}

/** Years of 365.25 days, months of 30: microseconds. */
function epochOf({ months, days, micros }: Interval): bigint {
  const years = Math.trunc(months / 12);
  const wholeDays = BigInt(months - years * 12) * 30n + BigInt(days);
  return (
    (BigInt(years) * BigInt(microsPerDay) * 1461n) / 4n +
    wholeDays * BigInt(microsPerDay) +
    BigInt(micros)
  );
}

/** Decade 0 holds the years 1 to 9, and 1 BC; before it they count down. */
function decadeOf(day: number): number {
  const { year } = civilFromDays(day);
  return Math.floor(year / 10);
}

/** The century or millennium: the first began with the year 1, the one before it is −1. */
function spanOf(day: number, years: number): number {
  const { year } = civilFromDays(day);
  const count = Math.ceil(year / years);
  return year > 0 ? count : count - 1;
}
