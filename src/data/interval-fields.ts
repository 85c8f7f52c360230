import { microsPerHour, microsPerMinute } from './calendar.ts';
import type { Interval } from './sql-type.ts';

/** The unit of a number that stands alone in the text of an interval with fields. */
export function unitOfFields(fields: string | null): string {
  return fields?.split(' to ').at(-1) ?? 'second';
}

/**
 * What the fields of an interval keep of it: `DAY TO MINUTE` drops seconds, `YEAR` months and all
 * below. Larger parts stay whatever the first field is, as in PostgreSQL. Fields are in lower case.
 */
export function withinFields(interval: Interval, fields: string): Interval {
  const { months, days, micros } = interval;
  switch (unitOfFields(fields)) {
    case 'year':
      return { months: Math.trunc(months / 12) * 12 + 0, days: 0, micros: 0 };
    case 'month':
      return { months, days: 0, micros: 0 };
    case 'day':
      return { months, days, micros: 0 };
    case 'hour':
      return { months, days, micros: truncated(micros, microsPerHour) };
    case 'minute':
      return { months, days, micros: truncated(micros, microsPerMinute) };
    default:
      return interval;
  }
}

function truncated(micros: number, unit: number): number {
  return Math.trunc(micros / unit) * unit + 0;
}
