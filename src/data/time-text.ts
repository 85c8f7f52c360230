import { microsPerHour, microsPerMinute, microsPerSecond } from './calendar.ts';
import { fieldOutOfRange } from './cell-error.ts';
import { type MomentSurroundings, nowhere, parseMoment } from './moment-text.ts';

const usual = /^\s*(\d{1,2}):(\d{1,2})(?::(\d{1,2}(?:\.\d*)?))?\s*$/;

/**
 * A time of day from text, in microseconds since midnight: '04:05', '04:05:06.789', '040506',
 * '04:05 PM', the end of the day '24:00:00'; of a date and time the time. A zone behind it is read
 * over, as PostgreSQL does. @throws SqlError 22007, 22008
 */
export function parseTime(text: string, surroundings: MomentSurroundings = nowhere): bigint {
  const match = usual.exec(text);
  if (match === null) return parseMoment({ kind: 'time' }, text, surroundings) as bigint;
  const hours = Number(match[1]);
  const minutes = Number(match[2]);
  const seconds = Number(match[3] ?? 0);
  const micros =
    hours * microsPerHour + minutes * microsPerMinute + Math.round(seconds * microsPerSecond);
  const isDay = hours < 24 || micros === 24 * microsPerHour;
  if (!isDay || minutes > 59 || seconds > 60) throw fieldOutOfRange(text);
  return BigInt(micros);
}
