import { SqlError, sqlState } from '../common/sql-error.ts';
import { microsPerDay, microsPerSecond } from './calendar.ts';
import { withinFields } from './interval-fields.ts';
import { readIsoInterval } from './interval-iso.ts';
import { intervalTokens, sumTokens } from './interval-tokens.ts';
import type { IntervalSum } from './interval-units.ts';
import type { Interval } from './sql-type.ts';

/** An interval in PostgreSQL's default style: '1 year 2 mons -3 days 04:05:06.5'; zero is '00:00:00'. */
export function formatInterval({ months, days, micros }: Interval): string {
  const years = Math.trunc(months / 12);
  const parts = [
    { value: years, name: years === 1 ? ' year' : ' years' },
    { value: months - years * 12, name: months - years * 12 === 1 ? ' mon' : ' mons' },
    { value: days, name: days === 1 ? ' day' : ' days' },
    { value: micros, name: null },
  ].filter(({ value }) => value !== 0);
  if (parts.length === 0) return '00:00:00';
  return parts
    .map(({ value, name }, i) => {
      const text = name === null ? clock(Math.abs(value)) : `${Math.abs(value)}${name}`;
      return sign(value, parts[i - 1]?.value ?? 0) + text;
    })
    .join(' ');
}

/**
 * An interval from text: counted units ('1 year 2 mons', '90 seconds', '-1.5 hours', '@ 3 days ago'),
 * a clock ('04:05:06.5'), years and months ('1-2'), SQL's '3 4:05:06' and ISO 8601 ('P1DT2H',
 * 'P0001-02-03T04:05:06'). `fields` are those of `INTERVAL '…' DAY TO MINUTE`, in lower case.
 * @throws SqlError 22007, 22015, 22008
 */
export function parseInterval(text: string, fields: string | null = null): Interval {
  const found = readInterval(text.trim(), fields);
  if (found === null) {
    throw new SqlError(
      sqlState.invalidDatetimeFormat,
      `invalid input syntax for type interval: "${text}"`,
    );
  }
  if (!fits(found)) {
    throw new SqlError(
      sqlState.intervalFieldOverflow,
      `interval field value out of range: "${text}"`,
    );
  }
  const { months, days, micros } = found;
  const interval = { months: months + 0, days: days + 0, micros: micros + 0 };
  return fields === null ? interval : withinFields(interval, fields);
}

function readInterval(text: string, fields: string | null): IntervalSum | null {
  if (text.startsWith('P')) return readIsoInterval(text);
  const tokens = intervalTokens(text.toLowerCase());
  return tokens === null ? null : sumTokens(tokens, fields);
}

/** Months and days are 32-bit integers as in PostgreSQL; microseconds are exact doubles. */
function fits({ months, days, micros }: IntervalSum): boolean {
  const partMax = 2 ** 31 - 1;
  return Math.abs(months) <= partMax && Math.abs(days) <= partMax && Number.isSafeInteger(micros);
}

/** The interval as microseconds with months of 30 days, as comparisons take it. */
export function intervalMicros({ months, days, micros }: Interval): bigint {
  return (BigInt(months) * 30n + BigInt(days)) * BigInt(microsPerDay) + BigInt(micros);
}

/** A positive part after a negative one says so. */
function sign(value: number, previous: number): string {
  if (value < 0) return '-';
  return previous < 0 ? '+' : '';
}

function clock(micros: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const seconds = Math.floor(micros / microsPerSecond);
  const fraction = String(micros % microsPerSecond)
    .padStart(6, '0')
    .replace(/0+$/, '');
  const minutes = Math.floor(seconds / 60);
  const whole = `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(seconds % 60)}`;
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
