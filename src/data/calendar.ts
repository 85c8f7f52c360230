/** Microseconds of a day, and of an hour, minute and second. */
export const microsPerDay = 86_400_000_000;
export const microsPerHour = 3_600_000_000;
export const microsPerMinute = 60_000_000;
export const microsPerSecond = 1_000_000;

/** A day of the proleptic Gregorian calendar. Year 0 is 1 BC; months and days count from 1. */
export type CivilDate = { readonly year: number; readonly month: number; readonly day: number };

/** Days since 1970-01-01 of a date (Howard Hinnant, chrono-compatible low-level date algorithms). */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The date of a number of days since 1970-01-01: the inverse of `daysFromCivil`. */
export function civilFromDays(days: number): CivilDate {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** How many days a month has. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** DATE's infinity. */
export const infiniteDay = 2 ** 31 - 1;
/** DATE's −infinity. */
export const infiniteDayBefore = -(2 ** 31);

/** The infinity of TIMESTAMP and TIMESTAMPTZ. */
export const infiniteMicros = 2n ** 63n - 1n;
/** The −infinity of TIMESTAMP and TIMESTAMPTZ. */
export const infiniteMicrosBefore = -(2n ** 63n);

/** Whether a day is no day but an infinity. */
export function isInfiniteDay(day: number): boolean {
  return day === infiniteDay || day === infiniteDayBefore;
}

/** Whether a moment is no moment but an infinity. */
export function isInfiniteMicros(micros: bigint): boolean {
  return micros === infiniteMicros || micros === infiniteMicrosBefore;
}
