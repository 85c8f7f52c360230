import { SqlError, sqlState } from '../common/sql-error.ts';
import { microsPerDay, microsPerHour, microsPerMinute, microsPerSecond } from './calendar.ts';
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
 * An interval from text: counted units ('1 year 2 mons', '90 seconds', '-1.5 hours'), a clock
 * ('04:05:06.5'), years and months ('1-2'), ISO 8601 ('P1DT2H') and a closing 'ago'.
 * @throws SqlError 22007, 22008
 */
export function parseInterval(text: string): Interval {
  const source = text.trim().toLowerCase();
  const words = source.startsWith('p') ? isoWords(source) : source.split(/\s+/);
  const ago = words.at(-1) === 'ago';
  if (ago) words.pop();
  const total = words.length === 0 || words[0] === '' ? null : sumWords(words);
  if (total === null) {
    throw new SqlError(
      sqlState.invalidDatetimeFormat,
      `invalid input syntax for type interval: "${text}"`,
    );
  }
  if (!fits(total)) {
    throw new SqlError(
      sqlState.datetimeFieldOverflow,
      `interval field value out of range: "${text}"`,
    );
  }
  const factor = ago ? -1 : 1;
  return {
    months: factor * total.months + 0,
    days: factor * total.days + 0,
    micros: factor * total.micros + 0,
  };
}

/** Months and days are 32-bit integers as in PostgreSQL; microseconds are exact doubles. */
function fits({ months, days, micros }: Sum): boolean {
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

type Unit = readonly ['months' | 'days' | 'micros', number];

const units: ReadonlyMap<string, Unit> = new Map(
  Object.entries({
    'microsecond microseconds us usec usecs': ['micros', 1] as const,
    'millisecond milliseconds ms msec msecs': ['micros', 1000] as const,
    'second seconds s sec secs': ['micros', microsPerSecond] as const,
    'minute minutes m min mins': ['micros', microsPerMinute] as const,
    'hour hours h hr hrs': ['micros', microsPerHour] as const,
    'day days d': ['days', 1] as const,
    'week weeks w': ['days', 7] as const,
    'month months mon mons': ['months', 1] as const,
    'year years y yr yrs': ['months', 12] as const,
    'decade decades': ['months', 120] as const,
    'century centuries': ['months', 1200] as const,
  }).flatMap(([names, unit]) => names.split(' ').map((name): [string, Unit] => [name, unit])),
);

type Sum = { months: number; days: number; micros: number };

function sumWords(words: readonly string[]): Sum | null {
  const sum: Sum = { months: 0, days: 0, micros: 0 };
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] as string;
    if (addClock(sum, word) || addYearMonth(sum, word)) continue;
    const [, number, attached] = /^([+-]?(?:\d+\.?\d*|\.\d+))([a-z]*)$/.exec(word) ?? [];
    if (number === undefined) return null;
    const unit = attached === '' ? (words[++at] ?? 'second') : (attached as string);
    if (!addUnit(sum, Number(number), unit)) return null;
  }
  return sum;
}

function addClock(sum: Sum, word: string): boolean {
  const match = /^([+-]?)(\d+):(\d{1,2})(?::(\d{1,2}(?:\.\d*)?))?$/.exec(word);
  if (match === null) return false;
  const [, sign, hours, minutes, seconds] = match;
  const micros =
    Number(hours) * microsPerHour +
    Number(minutes) * microsPerMinute +
    Math.round(Number(seconds ?? 0) * microsPerSecond);
  sum.micros += sign === '-' ? -micros : micros;
  return true;
}

function addYearMonth(sum: Sum, word: string): boolean {
  const match = /^([+-]?)(\d+)-(\d{1,2})$/.exec(word);
  if (match === null) return false;
  const months = Number(match[2]) * 12 + Number(match[3]);
  sum.months += match[1] === '-' ? -months : months;
  return true;
}

/** Fractions of a month go to days of 30 a month, fractions of a day to the clock. */
function addUnit(sum: Sum, count: number, name: string): boolean {
  const unit = units.get(name);
  if (unit === undefined) return false;
  const [field, size] = unit;
  const amount = count * size;
  if (field === 'micros') {
    sum.micros += Math.round(amount);
    return true;
  }
  const whole = Math.trunc(amount);
  sum[field] += whole;
  const rest = amount - whole;
  if (rest !== 0 && field === 'months' && size === 1) addUnit(sum, rest * 30, 'day');
  else if (rest !== 0 && field === 'months') sum.months += Math.round(rest);
  else if (rest !== 0) sum.micros += Math.round(rest * microsPerDay);
  return true;
}

/** 'p1y2m3dt4h5m6s' as counted words; M is months before the T and minutes after it. */
function isoWords(source: string): string[] {
  const [, date, time] = /^p([^t]*)(?:t(.*))?$/.exec(source) ?? [];
  const spell = (part: string, names: Readonly<Record<string, string>>): string[] =>
    part
      .replace(/([+-]?[\d.]+)([a-z])/g, (_, count: string, unit: string) => {
        return ` ${count} ${names[unit] ?? '?'} `;
      })
      .split(/\s+/)
      .filter((word) => word !== '');
  return [
    ...spell(date ?? '', { y: 'year', m: 'month', w: 'week', d: 'day' }),
    ...spell(time ?? '', { h: 'hour', m: 'minute', s: 'second' }),
  ];
}
