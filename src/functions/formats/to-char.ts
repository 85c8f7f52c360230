import { SqlError, sqlState } from '../../common/sql-error.ts';
import { civilFromDays, isInfiniteMicros } from '../../data/calendar.ts';
import type { Interval } from '../../data/sql-type.ts';
import { PatternCache } from '../pattern-cache.ts';
import {
  type EvaluationEnv,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from '../scalar-function.ts';
import { sessionLocal } from '../session-zone.ts';
import { dayOf, microsOfDay } from '../time-fields.ts';
import { zoneAbbreviation } from '../zones/zone-abbreviation.ts';
import { type Moment, type Part, patternParts } from './moment-parts.ts';

/** to_char of moments and intervals: text by a pattern (PostgreSQL manual, 9.8). */
export function toCharFunctions(): ScalarFunction[] {
  return [...(['timestamp', 'timestamptz'] as const).map(momentText), intervalText()];
}

function momentText(kind: 'timestamp' | 'timestamptz'): ScalarFunction {
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
    volatility: kind === 'timestamptz' ? 'stable' : 'immutable',
    evaluate: ([given, pattern], _types, env) => {
      const micros = given as bigint;
      if (isInfiniteMicros(micros)) return micros > 0n ? 'infinity' : '-infinity';
      if (kind === 'timestamp') return formatMoment(momentOf(micros, noClock), pattern as string);
      return formatMoment(momentInZone(micros, env), pattern as string);
    },
  });
}

/** What timeofday() answers: 'Wed Feb 26 13:27:47.123456 2026 UTC'. */
export function timeOfDay(env: EvaluationEnv): string {
  const moment = momentInZone(BigInt(env.wallMicros()), env);
  return formatMoment(moment, 'Dy Mon DD HH24:MI:SS.US YYYY TZ');
}

function momentInZone(micros: bigint, env: EvaluationEnv): Moment {
  const local = sessionLocal(micros, env);
  const offset = Number((local - micros) / 1_000_000n);
  return momentOf(local, { zone: zoneAbbreviation(env.timeZone, micros, offset), offset });
}

const noClock = { zone: '', offset: 0 };

function intervalText(): ScalarFunction {
  return scalarFunction({
    name: 'to_char',
    parameters: ['interval', 'text'],
    result: () => plainType('text'),
    fallible: [sqlState.invalidDatetimeFormat],
    docs: 'an interval as text by a pattern of YYYY, MM, DD, HH24, MI, SS, …',
    examples: [["to_char(interval '15h 2m 12s', 'HH24:MI:SS')", '15:02:12']],
    evaluate: ([interval, pattern]) =>
      formatMoment(intervalMoment(interval as Interval), pattern as string),
  });
}

const templates = new PatternCache<readonly (string | PlacedPart)[]>(readTemplate);

/** @throws SqlError 22007 for parts that intervals do not have */
function formatMoment(moment: Moment, pattern: string): string {
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

function momentOf(micros: bigint, clock: Pick<Moment, 'zone' | 'offset'>): Moment {
  const day = dayOf(micros);
  const { year, month, day: dayOfMonth } = civilFromDays(day);
  return { day, year, month, dayOfMonth, time: microsOfDay(micros), ...clock, isInterval: false };
}

function intervalMoment({ months, days, micros }: Interval): Moment {
  const year = Math.trunc(months / 12);
  return {
    day: months * 30 + days,
    year,
    month: months % 12,
    dayOfMonth: days,
    time: micros,
    ...noClock,
    isInterval: true,
  };
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
  const prefix = /^(?:FM|FX|TM)+/i.exec(pattern.slice(start))?.[0] ?? '';
  const at = start + prefix.length;
  const name = longestFirst.find((each) => pattern.startsWith(each, at));
  const part = name === undefined ? undefined : patternParts.get(name);
  if (name === undefined || part === undefined) {
    return prefix === ''
      ? null
      : { part: nothing, filled: false, ordinal: '', length: prefix.length };
  }
  const end = at + name.length;
  const ordinal = /^(?:TH|th)/.exec(pattern.slice(end, end + 2))?.[0] ?? '';
  const filled = !/FM|TM/i.test(prefix);
  return { part, filled, ordinal, length: end + ordinal.length - start };
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
