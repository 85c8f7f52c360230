import { formatArray } from './array-text.ts';
import {
  civilFromDays,
  isInfiniteDay,
  isInfiniteMicros,
  microsPerDay,
  microsPerSecond,
} from './calendar.ts';
import { formatInterval } from './interval-text.ts';
import { formatMap } from './map-text.ts';
import type {
  ArrayDatum,
  Datum,
  Interval,
  MapDatum,
  SqlType,
  StructDatum,
  StructType,
} from './sql-type.ts';
import { formatStruct } from './struct-text.ts';
import type { TimeZone } from './zones/time-zone.ts';

/**
 * A value that is not NULL in PostgreSQL's text form: 't', '1e+20', '2026-11-23 10:00:00.5'.
 * Moments are shown in the zone; in UTC without one.
 */
export function formatDatum(
  type: SqlType,
  datum: Exclude<Datum, null>,
  zone: TimeZone | null = null,
): string {
  switch (type.kind) {
    case 'boolean':
      return datum === true ? 't' : 'f';
    case 'smallint':
    case 'integer':
    case 'bigint':
      return String(datum);
    case 'real':
      return formatReal(datum as number);
    case 'double':
      return formatDouble(datum as number);
    case 'numeric':
      return typeof datum === 'string' ? datum : formatUnits(datum as bigint, type.scale ?? 0);
    case 'date':
      return formatDate(datum as number);
    case 'timestamp':
      return formatTimestamp(datum as bigint);
    case 'timestamptz':
      return zone === null
        ? formatTimestamp(datum as bigint, '+00')
        : formatZoned(datum as bigint, zone);
    case 'interval':
      return formatInterval(datum as Interval);
    case 'text':
    case 'json':
    case 'jsonb':
    case 'uuid':
    case 'bytea':
    case 'unknown':
      return datum as string;
    case 'time':
      return formatTime(datum as bigint);
    case 'array':
      return formatArray(datum as ArrayDatum, (each) => formatDatum(type.element, each, zone));
    case 'struct':
      return formatStruct(datum as StructDatum, (each, i) =>
        formatDatum(fieldType(type, i), each, zone),
      );
    case 'map':
      return formatMap(
        datum as MapDatum,
        (key) => formatDatum(type.key, key, zone),
        (value) => formatDatum(type.value, value, zone),
      );
  }
}

function fieldType({ fields }: StructType, index: number): SqlType {
  return fields[index]?.type ?? { kind: 'text' };
}

/** Microseconds since midnight as 'hh:mm:ss[.ffffff]'; the end of the day is '24:00:00'. */
export function formatTime(micros: bigint): string {
  return formatTimeOfDay(Number(micros));
}

/** A DOUBLE PRECISION in the shortest digits that read back as the same value. */
export function formatDouble(value: number): string {
  return formatFloat(value, String(Math.abs(value)), 15);
}

/** A REAL in the shortest digits that read back as the same single-precision value. */
export function formatReal(value: number): string {
  if (!Number.isFinite(value)) return formatFloat(value, '', 6);
  let digits = 6;
  while (digits < 9 && Math.fround(Number(value.toPrecision(digits))) !== value) digits += 1;
  return formatFloat(value, String(Math.abs(Number(value.toPrecision(digits)))), 6);
}

/** PostgreSQL writes exponents below −4 and from the type's guaranteed digits on, two digits at least. */
function formatFloat(value: number, shortest: string, fixedDigits: number): string {
  if (Number.isNaN(value)) return 'NaN';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (Math.abs(value) === Infinity) return `${sign}Infinity`;
  if (value === 0) return `${sign}0`;
  const [mantissa, exponent] = Number(shortest).toExponential().split('e') as [string, string];
  const power = Number(exponent);
  if (power < -4 || power >= fixedDigits) {
    const padded = String(Math.abs(power)).padStart(2, '0');
    return `${sign}${mantissa}e${power < 0 ? '-' : '+'}${padded}`;
  }
  return sign + fixedNotation(mantissa.replace('.', ''), power);
}

function fixedNotation(digits: string, power: number): string {
  if (power < 0) return `0.${'0'.repeat(-power - 1)}${digits}`;
  const whole = digits.slice(0, power + 1).padEnd(power + 1, '0');
  const fraction = digits.slice(power + 1);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

/** An unscaled integer with `scale` decimal places: (1234, 2) is '12.34'. */
export function formatUnits(units: bigint, scale: number): string {
  if (scale === 0) return String(units);
  const sign = units < 0n ? '-' : '';
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** Days since 1970-01-01 as 'YYYY-MM-DD', with ' BC' for years before 1. */
export function formatDate(days: number): string {
  if (isInfiniteDay(days)) return days > 0 ? 'infinity' : '-infinity';
  const { year, month, day } = civilFromDays(days);
  return `${yearMonthDay(year, month, day)}${year < 1 ? ' BC' : ''}`;
}

/** Microseconds since 1970 as 'YYYY-MM-DD hh:mm:ss[.ffffff]', the zone and ' BC' behind it. */
export function formatTimestamp(micros: bigint, zone = ''): string {
  if (isInfiniteMicros(micros)) return micros > 0n ? 'infinity' : '-infinity';
  const perDay = BigInt(microsPerDay);
  const ofDay = Number(((micros % perDay) + perDay) % perDay);
  const { year, month, day } = civilFromDays(Number((micros - BigInt(ofDay)) / perDay));
  const era = year < 1 ? ' BC' : '';
  return `${yearMonthDay(year, month, day)} ${formatTimeOfDay(ofDay)}${zone}${era}`;
}

/** A moment as the clocks of a zone show it, with how far they stand from UTC: '…+05:30'. */
export function formatZoned(micros: bigint, zone: TimeZone): string {
  if (isInfiniteMicros(micros)) return formatTimestamp(micros);
  const seconds = Number(micros / 1_000_000n) - (micros % 1_000_000n < 0n ? 1 : 0);
  const offset = zone.offsetAt(seconds);
  return formatTimestamp(micros + BigInt(offset) * 1_000_000n, offsetText(offset));
}

/** Seconds east of UTC as '+02', '-03:30' or '+00:53:28'. */
export function offsetText(offset: number): string {
  const distance = Math.abs(offset);
  const [hours, minutes] = [Math.floor(distance / 3600), Math.floor(distance / 60) % 60];
  const rest = distance % 60;
  const tail = rest === 0 ? '' : `:${two(rest)}`;
  const middle = minutes === 0 && rest === 0 ? '' : `:${two(minutes)}`;
  return `${offset < 0 ? '-' : '+'}${two(hours)}${middle}${tail}`;
}

/** Microseconds of a day as 'hh:mm:ss[.ffffff]'. */
function formatTimeOfDay(micros: number): string {
  const seconds = Math.floor(micros / microsPerSecond);
  const time = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const fraction = micros % microsPerSecond;
  if (fraction === 0) return time;
  return `${time}.${String(fraction).padStart(6, '0').replace(/0+$/, '')}`;
}

function yearMonthDay(year: number, month: number, day: number): string {
  const shown = year < 1 ? 1 - year : year;
  return `${String(shown).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
