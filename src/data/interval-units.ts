import { microsPerDay, microsPerHour, microsPerMinute, microsPerSecond } from './calendar.ts';

/** An interval that is being added up. */
export type IntervalSum = { months: number; days: number; micros: number };

/** A unit by its name in the singular, the part of an interval that it counts, and how many of it. */
export type IntervalUnit = {
  readonly name: string;
  readonly part: keyof IntervalSum;
  readonly size: number;
};

const units: ReadonlyMap<string, IntervalUnit> = new Map(
  (
    [
      ['microsecond microseconds us usec usecs usecond useconds', 'micros', 1],
      ['millisecond milliseconds ms msec msecs msecond mseconds', 'micros', 1000],
      ['second seconds s sec secs', 'micros', microsPerSecond],
      ['minute minutes m min mins', 'micros', microsPerMinute],
      ['hour hours h hr hrs', 'micros', microsPerHour],
      ['day days d', 'days', 1],
      ['week weeks w', 'days', 7],
      ['month months mon mons', 'months', 1],
      ['quarter quarters qtr', 'months', 3],
      ['year years y yr yrs', 'months', 12],
      ['decade decades dec decs', 'months', 120],
      ['century centuries c cent', 'months', 1200],
      ['millennium millennia mil mils', 'months', 12_000],
    ] as const
  ).flatMap(([names, part, size]) => {
    const all = names.split(' ');
    const unit = { name: all[0] as string, part, size };
    return all.map((name): [string, IntervalUnit] => [name, unit]);
  }),
);

/** A unit by any of its names in lower case; null for other words. */
export function intervalUnit(name: string): IntervalUnit | null {
  return units.get(name) ?? null;
}

/**
 * Adds so many of a unit. Fractions of years go to whole months, those of a month to days of 30 a
 * month, those of a day to the clock (PostgreSQL's AdjustFractYears and AdjustFractDays).
 */
export function addUnits(sum: IntervalSum, count: number, { part, size }: IntervalUnit): void {
  const amount = count * size;
  if (part === 'micros') {
    sum.micros += Math.round(amount);
    return;
  }
  const whole = Math.trunc(count) * size;
  const fraction = (count - Math.trunc(count)) * size;
  sum[part] += whole;
  if (fraction === 0) return;
  if (part === 'days') addDays(sum, fraction);
  else if (size === 1) addDays(sum, fraction * 30);
  else sum.months += roundEven(fraction);
}

function addDays(sum: IntervalSum, days: number): void {
  const whole = Math.trunc(days);
  sum.days += whole;
  sum.micros += Math.round((days - whole) * microsPerDay);
}

/** As C's rint: a half goes to the even neighbour. */
function roundEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
