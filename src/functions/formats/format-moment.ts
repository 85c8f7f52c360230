import { SqlError, sqlState } from '../../common/sql-error.ts';
import { civilFromDays, isInfiniteMicros } from '../../data/calendar.ts';
import { PatternCache } from '../pattern-cache.ts';
import { dayOf, microsOfDay } from '../time-fields.ts';
import { type Moment, type Part, patternParts } from './moment-parts.ts';

/** A moment without a zone by a pattern. */
export function timestampText(micros: bigint, pattern: string): string {
  if (isInfiniteMicros(micros)) return infinityText(micros);
  return formatMoment(momentOf(micros, noClock), pattern);
}

/** How an infinite moment is shown. */
export function infinityText(micros: bigint): string {
  return micros > 0n ? 'infinity' : '-infinity';
}

/** A step of a pattern: a text as it is, or the name in capitals of a number that is filled up with zeros. */
export type PlainStep = { readonly text: string } | { readonly number: string };

/** The steps of a pattern of numbers; null where it has other parts. */
export function plainSteps(pattern: string): readonly PlainStep[] | null {
  const steps: PlainStep[] = [];
  for (const each of readTemplate(pattern)) {
    const last = steps.at(-1);
    // Letters of more than one UTF-16 unit come in two pieces.
    if (typeof each === 'string' && last !== undefined && 'text' in last) {
      steps[steps.length - 1] = { text: last.text + each };
    } else if (typeof each === 'string') steps.push({ text: each });
    else if (each.filled && each.ordinal === '') steps.push({ number: each.name });
    else return null;
  }
  return steps;
}

/** Of moments without a zone. */
export const noClock = { zone: '', offset: 0 };

const templates = new PatternCache<readonly (string | PlacedPart)[]>(readTemplate);

/** A moment by a pattern. @throws SqlError 22007 for parts that intervals do not have */
export function formatMoment(moment: Moment, pattern: string): string {
  let text = '';
  for (const each of templates.get(pattern)) {
    text += typeof each === 'string' ? each : formatPart(each, moment);
  }
  return text;
}

/** What names no part is copied, and so is text in double quotes; a backslash takes a quote literally. */
function readTemplate(pattern: string): readonly (string | PlacedPart)[] {
  const parts: (string | PlacedPart)[] = [];
  let at = 0;
  while (at < pattern.length) {
    const quoted = /^(?:"((?:[^"\\]|\\[\s\S])*)"?|\\("))/.exec(pattern.slice(at));
    const found = quoted === null ? partAt(pattern, at) : null;
    if (found !== null) parts.push(found);
    else if (quoted === null) parts.push(pattern[at] as string);
    else parts.push(quoted[2] ?? (quoted[1] as string).replace(/\\([\s\S])/g, '$1'));
    at += found?.length ?? quoted?.[0].length ?? 1;
  }
  return parts;
}

/** A moment by the calendar. */
export function momentOf(micros: bigint, clock: Pick<Moment, 'zone' | 'offset'>): Moment {
  const day = dayOf(micros);
  const { year, month, day: dayOfMonth } = civilFromDays(day);
  return { day, year, month, dayOfMonth, time: microsOfDay(micros), ...clock, isInterval: false };
}

/** A part as it stands in a pattern, with FM before it and TH behind it. */
type PlacedPart = {
  /** In capitals. */
  readonly name: string;
  readonly part: Part;
  readonly filled: boolean;
  readonly ordinal: string;
  /** How many characters of the pattern it takes. */
  readonly length: number;
};

const longestFirst = [...patternParts.keys()].toSorted((a, b) => b.length - a.length);

function partAt(pattern: string, start: number): PlacedPart | null {
  const prefix = /^(?:FM|FX|TM)+/i.exec(pattern.slice(start))?.[0] ?? '';
  const at = start + prefix.length;
  const name = longestFirst.find((each) => pattern.startsWith(each, at));
  const part = name === undefined ? undefined : patternParts.get(name);
  if (name === undefined || part === undefined) {
    return prefix === ''
      ? null
      : { name: '', part: nothing, filled: false, ordinal: '', length: prefix.length };
  }
  const end = at + name.length;
  const ordinal = /^(?:TH|th)/.exec(pattern.slice(end, end + 2))?.[0] ?? '';
  const filled = !/FM|TM/i.test(prefix);
  return { name: name.toUpperCase(), part, filled, ordinal, length: end + ordinal.length - start };
}

const nothing: Part = { width: 0, value: () => '', ofCalendar: false };

function formatPart({ part, filled, ordinal }: PlacedPart, moment: Moment): string {
  if (part.ofCalendar && moment.isInterval) throw noInterval();
  const value = part.value(moment);
  if (typeof value === 'string') return filled ? value.padEnd(part.width) : value.trimEnd();
  const digits = String(Math.abs(value)).padStart(filled ? part.width : 0, '0');
  const signed = value < 0 ? `-${digits}` : digits;
  if (ordinal === '') return signed;
  const suffix = ordinalSuffix(value);
  return signed + (ordinal === 'TH' ? suffix.toUpperCase() : suffix);
}

function noInterval(): SqlError {
  return new SqlError(
    sqlState.invalidDatetimeFormat,
    'invalid format specification for an interval value',
    { hint: 'Intervals are not tied to specific calendar dates.' },
  );
}

/** The ending of an ordinal number: 'st', 'nd', 'rd' or 'th'. */
export function ordinalSuffix(value: number): string {
  const tens = value % 100;
  if (tens >= 11 && tens <= 13) return 'th';
  return ['th', 'st', 'nd', 'rd'][value % 10] ?? 'th';
}
