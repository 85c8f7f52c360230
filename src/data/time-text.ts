import { microsPerHour, microsPerMinute, microsPerSecond } from './calendar.ts';
import { fieldOutOfRange, invalidInput } from './cell-error.ts';

const timeType = { kind: 'time' } as const;

/**
 * A time of day from text, in microseconds since midnight: '04:05', '04:05:06.789', '040506',
 * '04:05 PM', the end of the day '24:00:00'. A zone behind it is read over, as PostgreSQL does.
 * @throws SqlError 22007, 22008
 */
export function parseTime(text: string): bigint {
  const match =
    /^\s*T?(?:(\d{1,2}):(\d{1,2})(?::(\d{1,2}(?:\.\d*)?))?|(\d{2})(\d{2})(\d{2}(?:\.\d*)?)?)\s*([ap]m)?\s*(?:z|utc|gmt|[+-]\d{1,2}(?::?\d{2})?)?\s*$/i.exec(
      text,
    );
  if (match === null) throw invalidInput(timeType, text);
  const hours = hourOfDay(Number(match[1] ?? match[4]), match[7], text);
  const minutes = Number(match[2] ?? match[5]);
  const seconds = Number(match[3] ?? match[6] ?? 0);
  const micros =
    hours * microsPerHour + minutes * microsPerMinute + Math.round(seconds * microsPerSecond);
  const isDay = hours < 24 || micros === 24 * microsPerHour;
  if (!isDay || minutes > 59 || seconds > 60) throw fieldOutOfRange(text);
  return BigInt(micros);
}

function hourOfDay(hour: number, half: string | undefined, text: string): number {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) throw fieldOutOfRange(text);
  return (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
}
