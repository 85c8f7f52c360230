import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import { microsPerDay, microsPerSecond } from '../../data/calendar.ts';
import type { Interval } from '../../data/sql-type.ts';
import type { WindowShape } from '../logical/logical-plan.ts';
import type { CalendarLength } from '../physical/window-form.ts';

/** A row in more windows than this is a mistake in the sizes. */
const windowsPerRowMax = 10_000;

/** 1970-01-05 was a Monday: windows of whole weeks begin there. */
const mondayMicros = 4 * microsPerDay;

/** No time at all. */
export const noLength: Interval = { months: 0, days: 0, micros: 0 };

/** What a text says of its windows. */
export type WindowLengths = {
  readonly size: Interval;
  /** The slide of windows, the step of cumulated ones. */
  readonly slide: Interval;
  readonly offset: Interval;
  readonly grace: Interval;
  /** By whose clocks days and months are counted. */
  readonly timeZone: string;
  readonly position: Position;
};

/** Windows of one size, one every slide. @throws SqlError 22023, 54000, 0A000 */
export function slidingShape(given: WindowLengths): WindowShape {
  const { size, slide, timeZone, position } = given;
  checkPositive(size, 'size', position);
  checkPositive(slide, 'slide', position);
  const isLong = size.months !== 0 || slide.months !== 0;
  const isOfDays = timeZone !== 'UTC' && isWholeDays(size) && isWholeDays(slide);
  if (isLong || isOfDays) return calendarShape(given);
  const sizeMicros = fixedMicros(size, position);
  const slideMicros = fixedMicros(slide, position);
  if (sizeMicros / slideMicros > windowsPerRowMax) throw tooMany(position);
  return lattice(given, sizeMicros, slideMicros);
}

/** Windows with one start, each a step longer than the one before. @throws SqlError 22023, 54000, 0A000 */
export function cumulatingShape(given: WindowLengths): WindowShape {
  const { size, slide: step, position } = given;
  checkPositive(size, 'size', position);
  checkPositive(step, 'step', position);
  const sizeMicros = fixedMicros(size, position);
  const stepMicros = fixedMicros(step, position);
  if (sizeMicros % stepMicros !== 0) {
    throw invalid('the size of a cumulating window must be a multiple of its step', position);
  }
  if (sizeMicros / stepMicros > windowsPerRowMax) throw tooMany(position);
  const shape = lattice(given, sizeMicros, sizeMicros);
  return { ...shape, form: { kind: 'cumulating', stepMicros } };
}

/** Windows that the rows of a partition make: sessions, or one that begins with every row. @throws SqlError 22023, 0A000 */
export function rowsShape(
  kind: 'session' | 'sliding',
  { size, grace, position }: WindowLengths,
): WindowShape {
  checkPositive(size, kind === 'session' ? 'gap' : 'size', position);
  return {
    sizeMicros: fixedMicros(size, position),
    slideMicros: 1,
    offsetMicros: 0,
    graceMicros: graceOf(grace, position),
    form: { kind },
  };
}

/** Windows of so many rows of a partition, one every so many. @throws SqlError 22023, 54000 */
export function countShape(
  size: number | null,
  asked: number | null,
  position: Position,
): WindowShape {
  const advance = asked ?? size ?? Number.NaN;
  for (const rows of [size ?? Number.NaN, advance]) {
    if (Number.isSafeInteger(rows) && rows > 0) continue;
    throw invalid('a count window needs a whole number of rows greater than zero', position);
  }
  if ((size ?? 0) / advance > windowsPerRowMax) throw tooMany(position);
  return {
    sizeMicros: 1,
    slideMicros: 1,
    offsetMicros: 0,
    graceMicros: 0,
    form: { kind: 'count', size: size ?? advance, advance },
  };
}

/** Starts every slide from 1970 on; those of whole weeks are Mondays. */
function lattice(
  { offset, grace, position }: WindowLengths,
  sizeMicros: number,
  slideMicros: number,
): WindowShape {
  const isOfWeeks = slideMicros % (7 * microsPerDay) === 0;
  const from = fixedMicros(offset, position) + (isOfWeeks ? mondayMicros : 0);
  const offsetMicros = ((from % slideMicros) + slideMicros) % slideMicros;
  return { sizeMicros, slideMicros, offsetMicros, graceMicros: graceOf(grace, position) };
}

function calendarShape(given: WindowLengths): WindowShape {
  const { timeZone, offset, position } = given;
  const size = calendarLength(given.size, position);
  const slide = calendarLength(given.slide, position);
  if (slide.months === 0 && offset.months !== 0) {
    throw invalid('the offset of windows of days must not have months', position);
  }
  if (mostDays(size) / Math.max(1, slide.months * 28 + slide.days) > windowsPerRowMax) {
    throw tooMany(position);
  }
  return {
    // A day has at most some hours more than 24.
    sizeMicros: (mostDays(size) + 1) * microsPerDay,
    // The clocks of all zones stand whole seconds apart.
    slideMicros: microsPerSecond,
    offsetMicros: ((offset.micros % microsPerSecond) + microsPerSecond) % microsPerSecond,
    graceMicros: graceOf(given.grace, position),
    form: { kind: 'calendar', timeZone, size, slide, offset },
  };
}

/** @throws SqlError 22023 for what is neither months nor days */
function calendarLength({ months, days, micros }: Interval, position: Position): CalendarLength {
  if (micros === 0 && (months === 0) !== (days === 0)) return { months, days };
  throw new SqlError(
    sqlState.invalidParameterValue,
    'a window by the calendar must be of whole months or of whole days',
    { hint: "Use one unit, such as INTERVAL '1 month' or INTERVAL '7 days'.", position },
  );
}

function mostDays({ months, days }: CalendarLength): number {
  return months * 31 + days;
}

function isWholeDays({ months, days, micros }: Interval): boolean {
  return months === 0 && days !== 0 && micros === 0;
}

function graceOf(grace: Interval, position: Position): number {
  const micros = fixedMicros(grace, position);
  if (micros < 0) throw invalid('grace period must not be negative', position);
  return micros;
}

/** The length of an interval, days being 24 hours. @throws SqlError 0A000 for months */
export function fixedMicros({ months, days, micros }: Interval, position: Position): number {
  if (months === 0) return days * microsPerDay + micros;
  throw new SqlError(
    sqlState.featureNotSupported,
    'intervals of months and years are not supported here',
    { hint: 'Months differ in length. Use days, hours, minutes or seconds.', position },
  );
}

function checkPositive({ months, days, micros }: Interval, what: string, position: Position): void {
  if (months * 30 * microsPerDay + days * microsPerDay + micros > 0) return;
  throw invalid(`window ${what} must be greater than zero`, position);
}

function tooMany(position: Position): SqlError {
  return new SqlError(
    sqlState.programLimitExceeded,
    `a row would be in more than ${windowsPerRowMax} windows`,
    { hint: 'Choose a larger slide or a smaller size.', position },
  );
}

function invalid(message: string, position: Position): SqlError {
  return new SqlError(sqlState.invalidParameterValue, message, { position });
}
