import { microsPerHour, microsPerMinute, microsPerSecond } from './calendar.ts';
import { addUnits, type IntervalSum, intervalUnit } from './interval-units.ts';

const dateUnits: Readonly<Record<string, string>> = { Y: 'year', M: 'month', W: 'week', D: 'day' };
const timeUnits: Readonly<Record<string, string>> = { H: 'hour', M: 'minute', S: 'second' };

/**
 * An interval of ISO 8601: with designators ('P1Y2M3DT4H5M6S'), or as a date and a time
 * ('P0001-02-03T04:05:06', 'P00010203T040506'). Null for other texts.
 */
export function readIsoInterval(text: string): IntervalSum | null {
  const [, date, time] = /^P([^T]*)(?:T(.+))?$/.exec(text) ?? [];
  if (date === undefined || (date === '' && time === undefined)) return null;
  const sum: IntervalSum = { months: 0, days: 0, micros: 0 };
  if (!addPart(sum, date, dateUnits) && !addDate(sum, date)) return null;
  if (time !== undefined && !addPart(sum, time, timeUnits) && !addTime(sum, time)) return null;
  return sum;
}

/** Numbers with designators; false, and nothing added, for others. */
function addPart(sum: IntervalSum, part: string, names: Readonly<Record<string, string>>): boolean {
  if (!/^(?:[+-]?(?:\d+\.?\d*|\.\d+)[A-Z])*$/.test(part)) return false;
  const counts = [...part.matchAll(/([^A-Z]+)([A-Z])/g)];
  const units = counts.map(([, , letter = '']) => intervalUnit(names[letter] ?? ''));
  if (units.includes(null) || new Set(units).size < units.length) return false;
  for (const [i, [, count]] of counts.entries()) {
    const unit = units[i] ?? null;
    if (unit !== null) addUnits(sum, Number(count), unit);
  }
  return true;
}

/** 'YYYY-MM-DD', 'YYYYMMDD' or the years alone. */
function addDate(sum: IntervalSum, date: string): boolean {
  const match =
    /^([+-]?\d+)-(\d{1,2})-(\d{1,2})$/.exec(date) ?? /^([+-]?\d{4})(\d{2})(\d{2})$/.exec(date);
  if (match === null) return false;
  const [, years, months, days] = match;
  sum.months += Number(years) * 12 + Number(months);
  sum.days += Number(days);
  return true;
}

/** 'hh:mm[:ss[.ffffff]]' or 'hhmmss'. */
function addTime(sum: IntervalSum, time: string): boolean {
  const match =
    /^([+-]?)(\d{1,2}):(\d{1,2})(?::(\d{1,2}(?:\.\d*)?))?$/.exec(time) ??
    /^([+-]?)(\d{2})(\d{2})(\d{2}(?:\.\d*)?)?$/.exec(time);
  if (match === null) return false;
  const [, sign, hours, minutes, seconds] = match;
  const micros =
    Number(hours) * microsPerHour +
    Number(minutes) * microsPerMinute +
    Math.round(Number(seconds ?? 0) * microsPerSecond);
  sum.micros += sign === '-' ? -micros : micros;
  return true;
}
