import { SqlError, sqlState } from '../common/sql-error.ts';
import { isInfiniteMicros } from './calendar.ts';
import { mapOf } from './map-datum.ts';
import {
  type ArrayDatum,
  type Datum,
  type Interval,
  type MapDatum,
  type SqlType,
  type StructDatum,
  type StructType,
  sameType,
  type TextLimit,
  type TimedType,
  typeName,
} from './sql-type.ts';

/** The type without lengths of texts and precisions of times, in its parts too. */
export function withoutModifiers(type: SqlType): SqlType {
  switch (type.kind) {
    case 'text':
      return type.limit === undefined ? type : { kind: type.kind };
    case 'timestamp':
    case 'timestamptz':
    case 'time':
    case 'interval':
      return type.precision === undefined ? type : { kind: type.kind };
    case 'array': {
      const element = withoutModifiers(type.element);
      return element === type.element ? type : { kind: 'array', element };
    }
    case 'struct':
      return withoutThoseOfFields(type);
    case 'map': {
      const [key, value] = [withoutModifiers(type.key), withoutModifiers(type.value)];
      return key === type.key && value === type.value ? type : { kind: 'map', key, value };
    }
    default:
      return type;
  }
}

function withoutThoseOfFields(type: StructType): SqlType {
  const fields = type.fields.map((field) => {
    const plain = withoutModifiers(field.type);
    return plain === field.type ? field : { name: field.name, type: plain };
  });
  return fields.every((field, i) => field === type.fields[i]) ? type : { kind: 'struct', fields };
}

/** Whether a type has a length or a precision of times, or a part of it has. */
export function hasModifiers(type: SqlType): boolean {
  return withoutModifiers(type) !== type;
}

/**
 * Whether every value of a type is one of another that differs in nothing but lengths and
 * precisions. Texts of CHAR are shown with their blanks, and without them as texts.
 */
export function fitsAlways(from: SqlType, to: SqlType): boolean {
  if (sameType(from, to)) return true;
  if (from.kind === 'text' && to.kind === 'text') return textsFit(from.limit, to.limit);
  if (isTimed(from) && isTimed(to)) {
    return to.precision === undefined || (from.precision ?? 6) <= to.precision;
  }
  if (from.kind === 'array' && to.kind === 'array') return fitsAlways(from.element, to.element);
  if (from.kind === 'map' && to.kind === 'map') {
    return fitsAlways(from.key, to.key) && fitsAlways(from.value, to.value);
  }
  if (from.kind !== 'struct' || to.kind !== 'struct') return true;
  return from.fields.every(({ type }, i) => fitsAlways(type, to.fields[i]?.type ?? type));
}

function textsFit(from: TextLimit | undefined, to: TextLimit | undefined): boolean {
  if (to?.name === 'char') return to.length === null;
  if (from?.name === 'char') return false;
  const length = to?.length ?? null;
  return length === null || (from?.length ?? Number.POSITIVE_INFINITY) <= length;
}

function isTimed(type: SqlType): type is TimedType {
  const { kind } = type;
  return kind === 'timestamp' || kind === 'timestamptz' || kind === 'time' || kind === 'interval';
}

/**
 * A value as one of a type that differs in nothing but lengths and precisions: texts that are too
 * long are refused unless there are only blanks too many, with `cut` they are cut; times are rounded.
 * @throws SqlError 22001
 */
export function fitDatum(datum: Datum, from: SqlType, to: SqlType, cut: boolean): Datum {
  if (datum === null) return null;
  switch (to.kind) {
    case 'text':
      return fitText(datum as string, from.kind === 'text' ? from.limit : undefined, to, cut);
    case 'timestamp':
    case 'timestamptz':
    case 'time':
    case 'interval':
      return fitTime(datum, to);
    case 'array':
      return from.kind !== 'array' ? datum : fitArray(datum as ArrayDatum, from, to, cut);
    case 'struct': {
      const fields = (datum as StructDatum).fields.map((value, i) => {
        const type = to.fields[i]?.type;
        const given = from.kind === 'struct' ? from.fields[i]?.type : undefined;
        return type === undefined ? value : fitDatum(value, given ?? type, type, cut);
      });
      return { fields };
    }
    case 'map': {
      if (from.kind !== 'map') return datum;
      const entries = (datum as MapDatum).entries.map(([key, value]): [Datum, Datum] => [
        fitDatum(key, from.key, to.key, cut),
        fitDatum(value, from.value, to.value, cut),
      ]);
      return mapOf(entries, to.key);
    }
    default:
      return datum;
  }
}

function fitArray(
  array: ArrayDatum,
  from: Extract<SqlType, { kind: 'array' }>,
  to: Extract<SqlType, { kind: 'array' }>,
  cut: boolean,
): ArrayDatum {
  return array.map((each) =>
    Array.isArray(each)
      ? fitArray(each, from, to, cut)
      : fitDatum(each, from.element, to.element, cut),
  );
}

function fitText(
  text: string,
  from: TextLimit | undefined,
  to: Extract<SqlType, { kind: 'text' }>,
  cut: boolean,
): string {
  const { limit } = to;
  // PostgreSQL's bpchar keeps the blanks that are there; everything else knows nothing of them.
  if (limit?.name === 'char' && limit.length === null) return text;
  const plain = from?.name === 'char' ? text.replace(/ +$/, '') : text;
  const length = limit?.length ?? null;
  if (length === null) return plain;
  const end = endOf(plain, length);
  if (end < plain.length && !cut && /[^ ]/.test(plain.slice(end))) {
    const message = `value too long for type ${typeName(to)}`;
    throw new SqlError(sqlState.stringDataRightTruncation, message);
  }
  const kept = plain.slice(0, end);
  return limit?.name === 'char' ? kept + ' '.repeat(length - characters(kept)) : kept;
}

/** Where so many characters of a text end. */
function endOf(text: string, length: number): number {
  if (text.length <= length) return text.length;
  let end = 0;
  for (let left = length; left > 0 && end < text.length; left -= 1) {
    end += (text.codePointAt(end) as number) > 0xffff ? 2 : 1;
  }
  return end;
}

function characters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Moments are rounded from where PostgreSQL counts them: a half goes away from the year 2000. */
const epochMicros = 946_684_800_000_000;

function fitTime(datum: Exclude<Datum, null>, { kind, precision = 6 }: TimedType): Datum {
  if (precision >= 6) return datum;
  if (kind === 'interval') {
    const { months, days, micros } = datum as Interval;
    return { months, days, micros: roundMicros(micros, precision) };
  }
  const micros = datum as bigint;
  if (kind === 'time') return roundBigMicros(micros, precision);
  if (isInfiniteMicros(micros)) return micros;
  const epoch = BigInt(epochMicros);
  return roundBigMicros(micros - epoch, precision) + epoch;
}

/** A moment, microseconds since 1970 within ±2^53, with so many decimal places of its seconds. */
export function roundMoment(micros: number, precision: number): number {
  return roundMicros(micros - epochMicros, precision) + epochMicros;
}

/** The remainder is exact where a quotient of doubles would not be. */
function roundMicros(micros: number, precision: number): number {
  const unit = 10 ** (6 - precision);
  const rest = micros % unit;
  const whole = micros - rest;
  if (Math.abs(rest) * 2 < unit) return whole + 0;
  return micros < 0 ? whole - unit : whole + unit;
}

function roundBigMicros(micros: bigint, precision: number): bigint {
  const unit = 10n ** BigInt(6 - precision);
  const rest = micros % unit;
  const whole = micros - rest;
  if ((rest < 0n ? -rest : rest) * 2n < unit) return whole;
  return micros < 0n ? whole - unit : whole + unit;
}
