import { civilFromDays } from '../data/calendar.ts';
import { plainType, type ScalarFunction, scalarFunction } from './scalar-function.ts';
import { dayOf, microsOfDay } from './time-fields.ts';
import { type Moment, type Part, patternParts } from './to-char-parts.ts';

/** to_char of moments: text by a pattern (PostgreSQL manual, 9.8). */
export function toCharFunctions(): ScalarFunction[] {
  return (['timestamp', 'timestamptz'] as const).map((kind) => {
    const zone = kind === 'timestamptz' ? 'UTC' : '';
    return scalarFunction({
      name: 'to_char',
      parameters: [kind, 'text'],
      result: () => plainType('text'),
      docs: 'a moment as text by a pattern of YYYY, MM, DD, HH24, MI, SS, MS, Mon, Dy, …',
      examples: [
        [
          `to_char(${kind} '2026-02-08 15:04:05.067', 'Dy, DD Mon YYYY HH24:MI:SS.MS')`,
          'Sun, 08 Feb 2026 15:04:05.067',
        ],
        [
          `to_char(${kind} '2026-02-08 15:04:05', 'FMDDth FMMonth, FMHH12:MI am')`,
          '8th February, 3:04 pm',
        ],
      ],
      evaluate: ([micros, pattern]) => formatMoment(micros as bigint, pattern as string, zone),
    });
  });
}

/** A moment by a pattern: what names no part is copied, and so is text in double quotes. */
function formatMoment(micros: bigint, pattern: string, zone: string): string {
  const moment = momentOf(micros, zone);
  let text = '';
  let at = 0;
  while (at < pattern.length) {
    const quoted = /^"([^"]*)"?/.exec(pattern.slice(at));
    const found = quoted === null ? partAt(pattern, at) : null;
    if (found !== null) text += formatPart(found, moment);
    else text += quoted === null ? (pattern[at] as string) : (quoted[1] as string);
    at += found?.length ?? quoted?.[0].length ?? 1;
  }
  return text;
}

function momentOf(micros: bigint, zone: string): Moment {
  const day = dayOf(micros);
  const { year, month, day: dayOfMonth } = civilFromDays(day);
  return { day, year, month, dayOfMonth, time: microsOfDay(micros), zone };
}

/** A part as it stands in a pattern, with FM before it and TH behind it. */
type PlacedPart = {
  readonly part: Part;
  readonly filled: boolean;
  readonly ordinal: string;
  /** How many characters of the pattern it takes. */
  readonly length: number;
};

const longestFirst = [...patternParts.keys()].toSorted((a, b) => b.length - a.length);

function partAt(pattern: string, start: number): PlacedPart | null {
  const bare = /^(?:FM|fm)/.test(pattern.slice(start, start + 2));
  const at = bare ? start + 2 : start;
  const name = longestFirst.find((each) => pattern.startsWith(each, at));
  const part = name === undefined ? undefined : patternParts.get(name);
  if (name === undefined || part === undefined) {
    return bare ? { part: nothing, filled: false, ordinal: '', length: 2 } : null;
  }
  const end = at + name.length;
  const ordinal = /^(?:TH|th)/.exec(pattern.slice(end, end + 2))?.[0] ?? '';
  return { part, filled: !bare, ordinal, length: end + ordinal.length - start };
}

const nothing: Part = { width: 0, value: () => '' };

function formatPart({ part, filled, ordinal }: PlacedPart, moment: Moment): string {
  const value = part.value(moment);
  if (typeof value === 'string') return filled ? value.padEnd(part.width) : value;
  const digits = filled ? String(value).padStart(part.width, '0') : String(value);
  if (ordinal === '') return digits;
  const suffix = ordinalSuffix(value);
  return digits + (ordinal === 'TH' ? suffix.toUpperCase() : suffix);
}

function ordinalSuffix(value: number): string {
  const tens = value % 100;
  if (tens >= 11 && tens <= 13) return 'th';
  return ['th', 'st', 'nd', 'rd'][value % 10] ?? 'th';
}
