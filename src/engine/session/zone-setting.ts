import { SqlError } from '../../common/sql-error.ts';
import { parseInterval } from '../../data/interval-text.ts';
import { offsetText } from '../../data/text-output.ts';
import { type TimeZone, timeZone, zoneNamed } from '../../data/zones/time-zone.ts';
import { fixedOffset } from '../../data/zones/zone-names.ts';
import type { Session } from '../api.ts';

/** Names of rules for whole regions that are also abbreviations of one offset: the rule is meant. */
const regions: ReadonlyMap<string, string> = new Map([
  ['cet', 'Europe/Brussels'],
  ['met', 'Europe/Brussels'],
  ['eet', 'Europe/Athens'],
  ['wet', 'Europe/Lisbon'],
]);

/** The names of one word in the database; others, such as 'PST', are abbreviations. */
const words: ReadonlyMap<string, string> = new Map(
  (
    'CST6CDT Cuba EST EST5EDT Egypt Eire GB GB-Eire GMT GMT+0 GMT-0 GMT0 Greenwich HST Hongkong ' +
    'Iceland Iran Israel Jamaica Japan Kwajalein Libya MST MST7MDT NZ NZ-CHAT Navajo PRC PST8PDT ' +
    'Poland Portugal ROC ROK Singapore Turkey UCT UTC Universal W-SU Zulu'
  )
    .split(' ')
    .map((name) => [name.toLowerCase(), name]),
);

/**
 * The time zone of a setting as it is kept: a name of the IANA database in its own spelling, a
 * POSIX offset, a number of hours east of UTC or an interval. Null where it is none of them.
 */
export function zoneSetting(value: string): string | null {
  const text = value.trim();
  if (/^(default|local)$/i.test(text)) return 'UTC';
  if (/^[+-]?\d+(\.\d*)?$/.test(text)) return ofSeconds(Number(text) * 3600);
  const region = regions.get(text.toLowerCase());
  if (region !== undefined) return region;
  const word = words.get(text.toLowerCase());
  if (word !== undefined) return word;
  if (!/[/\d]/.test(text)) return null;
  return zoneNamed(text) === null ? ofInterval(text) : ownSpelling(text);
}

/** The zone that a session's moments are shown in; UTC where there is nobody. */
export function sessionZoneName(session: Pick<Session, 'setting'> | undefined): string {
  return session?.setting('TimeZone') ?? 'UTC';
}

/** The same zone, to show moments in; null for UTC. */
export function sessionZone(session: Pick<Session, 'setting'> | undefined): TimeZone | null {
  const name = sessionZoneName(session);
  return name === 'UTC' ? null : timeZone(name);
}

/** The name with capitals where the database has them. */
function ownSpelling(name: string): string {
  if (fixedOffset(name) !== null) return name;
  const { timeZone: own } = new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions();
  return own.toLowerCase() === name.toLowerCase() ? own : capitalized(name);
}

/** Of old names nobody tells the spelling: 'America/Buenos_Aires'. */
function capitalized(name: string): string {
  if (/[a-z]/.test(name) && /[A-Z]/.test(name)) return name;
  return name
    .toLowerCase()
    .replace(/(?<![a-z])[a-z]/g, (letter) => letter.toUpperCase())
    .replace(/(?<=[_-])(?:Of|Es|Au)(?=[_-])/g, (word) => word.toLowerCase());
}

/** The fields behind the clock of an interval. */
const fields = /(?<=:\d+)\s+(?:year|month|day|hour|minute|second)(?:\s+to\s+\w+)?$/i;

/** A whole offset as an interval: '-08:00', '5 hours'. */
function ofInterval(text: string): string | null {
  try {
    const { months, days, micros } = parseInterval(text.replace(fields, ''));
    return months !== 0 || days !== 0 ? null : ofSeconds(micros / 1_000_000);
  } catch (error) {
    if (error instanceof SqlError) return null;
    throw error;
  }
}

/** POSIX counts west of UTC: five hours east are '<+05>-05'. */
function ofSeconds(seconds: number): string | null {
  const whole = Math.round(seconds);
  if (Math.abs(whole) > 167 * 3600) return null;
  if (whole === 0) return 'UTC';
  return `<${offsetText(whole)}>${offsetText(-whole)}`;
}
