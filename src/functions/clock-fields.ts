import { SqlError, sqlState } from '../common/sql-error.ts';
import { microsPerDay } from '../data/calendar.ts';
import { decimalDatum, doubleOfDecimal } from '../data/decimal.ts';
import type { Decimal } from '../data/decimal-text.ts';
import { canonicalField } from './field-names.ts';
import { intervalField } from './moment-fields.ts';
import { plainType, type ScalarFunction, scalarFunction } from './scalar-function.ts';
import { unrecognizedUnit, unsupportedUnit } from './unit-errors.ts';

const fallible = [sqlState.invalidParameterValue, sqlState.featureNotSupported];

/** EXTRACT and date_part of TIME, and times made of numbers. */
export function clockFields(): ScalarFunction[] {
  return [
    scalarFunction({
      name: 'extract',
      parameters: ['text', 'time'],
      result: () => plainType('numeric'),
      fallible,
      docs: 'a field of a time of day: EXTRACT(field FROM time)',
      examples: [["extract(minute from time '10:30')", '30']],
      evaluate: ([name, time], { resultType }) =>
        decimalDatum(fieldOf(name as string, time as bigint), resultType),
    }),
    scalarFunction({
      name: 'date_part',
      parameters: ['text', 'time'],
      result: () => plainType('double'),
      fallible,
      docs: 'a field of a time of day as a double',
      examples: [["date_part('second', time '10:30:01.5')", '1.5']],
      evaluate: ([name, time]) => doubleOfDecimal(fieldOf(name as string, time as bigint)),
    }),
    makeTime(),
  ];
}

const fields = new Set(
  ['microseconds', 'milliseconds', 'second', 'minute', 'hour', 'epoch'].map(canonicalField),
);

/** @throws SqlError 22023, 0A000 */
function fieldOf(name: string, time: bigint): Decimal {
  const field = canonicalField(name);
  if (field === null) throw unrecognizedUnit(name, 'time');
  const interval = { months: 0, days: 0, micros: Number(time) };
  const found = fields.has(field) ? intervalField(field, interval) : null;
  if (found === null) throw unsupportedUnit(name, 'time');
  return found;
}

function makeTime(): ScalarFunction {
  return scalarFunction({
    name: 'make_time',
    parameters: ['integer', 'integer', 'double'],
    result: () => plainType('time'),
    fallible: [sqlState.datetimeFieldOverflow],
    docs: 'the time of day of an hour, minute and seconds',
    examples: [['make_time(8, 15, 23.5)', '08:15:23.5']],
    evaluate: ([hour, minute, seconds]) =>
      timeOf(hour as number, minute as number, seconds as number),
  });
}

/** @throws SqlError 22008 */
function timeOf(hour: number, minute: number, seconds: number): bigint {
  const micros = Math.round(seconds * 1_000_000);
  const time = (hour * 3600 + minute * 60) * 1_000_000 + micros;
  const exists = hour >= 0 && minute >= 0 && minute <= 59 && micros >= 0 && micros <= 60_000_000;
  if (exists && time <= microsPerDay) return BigInt(time);
  const two = (value: number): string => String(value).padStart(2, '0');
  throw new SqlError(
    sqlState.datetimeFieldOverflow,
    `time field value out of range: ${hour}:${two(minute)}:${two(seconds)}`,
  );
}
