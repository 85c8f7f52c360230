import { SqlError, sqlState } from '../../common/sql-error.ts';
import { daysFromCivil, daysInMonth, microsPerDay } from '../../data/calendar.ts';
import { isoDayOfWeek } from '../time-fields.ts';

/** What a text said, by field: 'year', 'month', 'hour', 'micros', … */
export type ReadFields = ReadonlyMap<string, number>;

const julianEpoch = 2_440_588;

/**
 * The day, the time of day and the distance from UTC, both in microseconds; no distance where the
 * text names no zone. @throws SqlError 22008, 22007
 */
export function assembleMoment(
  fields: ReadFields,
  text: string,
): { readonly day: number; readonly time: number; readonly offset: number | null } {
  const outOfRange = (): SqlError =>
    new SqlError(sqlState.datetimeFieldOverflow, `date/time field value out of range: "${text}"`);
  const day = dayOfFields(fields);
  const time = timeOfFields(fields);
  if (day === null || time === null) throw outOfRange();
  const offset = fields.get('offset');
  return { day, time, offset: offset === undefined ? null : offset * 60_000_000 };
}

/** Null for a date that does not exist. */
function dayOfFields(fields: ReadFields): number | null {
  const julian = fields.get('julian');
  if (julian !== undefined) return julian - julianEpoch;
  const isoYear = fields.get('isoYear');
  if (isoYear !== undefined) return isoDay(fields, isoYear);
  const year = yearOfFields(fields);
  const dayOfYear = fields.get('dayOfYear') ?? weekDay(fields.get('week'));
  if (dayOfYear !== undefined && !fields.has('month')) {
    const days = daysInMonth(year, 2) === 29 ? 366 : 365;
    const exists = dayOfYear >= 1 && dayOfYear <= days;
    return exists ? daysFromCivil(year, 1, 1) + dayOfYear - 1 : null;
  }
  const month = fields.get('month') ?? 1;
  const week = fields.get('weekOfMonth');
  const day = fields.get('day') ?? (week === undefined ? 1 : (week - 1) * 7 + 1);
  const exists = month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  return exists ? daysFromCivil(year, month, day) : null;
}

function weekDay(week: number | undefined): number | undefined {
  return week === undefined ? undefined : (week - 1) * 7 + 1;
}

/** By the count that has a year 0; without a year, 1 BC as in PostgreSQL. */
function yearOfFields(fields: ReadFields): number {
  const before = fields.get('era') === 1;
  const century = fields.get('century');
  const year = fields.get('year');
  if (year !== undefined) {
    const whole = century !== undefined && year < 100 ? (century - 1) * 100 + year : year;
    if (before) return 1 - whole;
    return whole < 0 ? whole + 1 : whole;
  }
  if (century === undefined) return 0;
  const first = (century - 1) * 100 + 1;
  return before ? 1 - century * 100 : first;
}

function isoDay(fields: ReadFields, year: number): number | null {
  const january4 = daysFromCivil(year, 1, 4);
  const start = january4 + 1 - isoDayOfWeek(january4);
  const dayOfYear = fields.get('isoDayOfYear');
  if (dayOfYear !== undefined) return start + dayOfYear - 1;
  const week = fields.get('isoWeek') ?? 1;
  const day = fields.get('isoWeekday') ?? 1;
  if (week < 1 || week > 53 || day < 1 || day > 7) return null;
  return start + (week - 1) * 7 + day - 1;
}

/** Null for a time that does not exist. @throws SqlError 22007 */
function timeOfFields(fields: ReadFields): number | null {
  const micros = fields.get('micros') ?? 0;
  const secondOfDay = fields.get('secondOfDay');
  if (secondOfDay !== undefined) {
    return secondOfDay < 86_400 ? secondOfDay * 1_000_000 + micros : null;
  }
  const hour = fields.get('hour') ?? hourOfTwelve(fields);
  const minute = fields.get('minute') ?? 0;
  const second = fields.get('second') ?? 0;
  if (hour > 24 || minute > 59 || second > 60) return null;
  const time = (hour * 3600 + minute * 60 + second) * 1_000_000 + micros;
  return time <= microsPerDay ? time : null;
}

/** @throws SqlError 22007 */
function hourOfTwelve(fields: ReadFields): number {
  const hour = fields.get('hour12');
  if (hour === undefined) return 0;
  if (hour < 1 || hour > 12) {
    throw new SqlError(
      sqlState.invalidDatetimeFormat,
      `hour "${hour}" is invalid for the 12-hour clock`,
      { hint: 'Use the 24-hour clock, or give an hour between 1 and 12.' },
    );
  }
  return (hour % 12) + (fields.get('half') ?? 0) * 12;
}
