import { civilFromDays, microsPerDay } from '../../data/calendar.ts';
import { encodeText } from '../../data/text-bytes.ts';
import type { TextScratch } from '../../data/text-scratch.ts';
import { PatternCache } from '../pattern-cache.ts';
import { plainSteps, timestampText } from './format-moment.ts';

/** A byte as it is, or a number filled up with zeros to a width. */
type Step = { readonly field: Field; readonly width: number; readonly byte: number };

type Field =
  | 'byte'
  | 'year'
  | 'month'
  | 'day'
  | 'hour'
  | 'hour12'
  | 'minute'
  | 'second'
  | 'millis'
  | 'micros';

const numbers: Readonly<Record<string, Omit<Step, 'byte'>>> = {
  YYYY: { field: 'year', width: 4 },
  MM: { field: 'month', width: 2 },
  DD: { field: 'day', width: 2 },
  HH24: { field: 'hour', width: 2 },
  HH12: { field: 'hour12', width: 2 },
  HH: { field: 'hour12', width: 2 },
  MI: { field: 'minute', width: 2 },
  SS: { field: 'second', width: 2 },
  MS: { field: 'millis', width: 3 },
  US: { field: 'micros', width: 6 },
};

/** The steps of patterns; none for patterns with other parts. */
const programs = new PatternCache(readProgram);

/** Moments with a year of four digits that are exact doubles: 0001-01-01 to 2255. */
const momentMin = -62_135_596_800_000_000;
const momentMax = Number.MAX_SAFE_INTEGER;

/** The day that was taken apart last: the moments of a stream mostly lie in the same. */
let lastDay = Number.NaN;
let lastDate = civilFromDays(0);

/** Adds a moment without a zone by a pattern of to_char; where it begins. */
export function addMomentText(
  scratch: TextScratch,
  moment: number | bigint,
  pattern: string,
): number {
  const from = scratch.length;
  const program = programs.get(pattern);
  const micros = Number(moment);
  if (program.length === 0 || micros < momentMin || micros > momentMax) {
    scratch.addString(timestampText(BigInt(moment), pattern));
    return from;
  }
  const day = Math.floor(micros / microsPerDay);
  const time = micros - day * microsPerDay;
  if (day !== lastDay) {
    lastDay = day;
    lastDate = civilFromDays(day);
  }
  for (const { field, width, byte } of program) {
    if (field === 'byte') scratch.addByte(byte);
    else scratch.addNumber(fieldOf(field, time), width);
  }
  return from;
}

function fieldOf(field: Exclude<Field, 'byte'>, time: number): number {
  switch (field) {
    case 'year':
      return lastDate.year;
    case 'month':
      return lastDate.month;
    case 'day':
      return lastDate.day;
    case 'hour':
      return Math.floor(time / 3_600_000_000);
    case 'hour12':
      return Math.floor(time / 3_600_000_000) % 12 || 12;
    case 'minute':
      return Math.floor(time / 60_000_000) % 60;
    case 'second':
      return Math.floor(time / 1_000_000) % 60;
    case 'millis':
      return Math.floor(time / 1000) % 1000;
    case 'micros':
      return time % 1_000_000;
  }
}

function readProgram(pattern: string): readonly Step[] {
  const steps: Step[] = [];
  for (const step of plainSteps(pattern) ?? []) {
    const known = 'text' in step ? null : numbers[step.number];
    if (known === undefined) return [];
    if (known !== null) steps.push({ ...known, byte: 0 });
    else if ('text' in step) steps.push(...textSteps(step.text));
  }
  return steps;
}

function textSteps(text: string): Step[] {
  return Array.from(encodeText(text), (byte) => ({ field: 'byte', width: 1, byte }));
}
