import { microsPerDay } from '../../data/calendar.ts';
import { formatInterval } from '../../data/interval-text.ts';

/** A length of time for people: '10 s', '2 min', '1 h', '1 day 02:00:00'. */
export function durationText(micros: number): string {
  for (const [unit, size] of units) {
    if (micros % size === 0 && (micros !== 0 || unit === 's')) return `${micros / size} ${unit}`;
  }
  const days = Math.trunc(micros / microsPerDay);
  return formatInterval({ months: 0, days, micros: micros - days * microsPerDay });
}

const units: readonly (readonly [string, number])[] = [
  ['h', 3_600_000_000],
  ['min', 60_000_000],
  ['s', 1_000_000],
  ['ms', 1_000],
  ['us', 1],
];
