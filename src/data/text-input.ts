import { SqlError, sqlState } from '../common/sql-error.ts';
import { parseArray } from './array-text.ts';
import { parseBoolean } from './boolean-text.ts';
import { bytesOfText, textOfBytes } from './byte-text.ts';
import { invalidInput, outOfRange } from './cell-error.ts';
import { decimalDatum, parseDecimal, specialDatum } from './decimal.ts';
import { parseSpecial } from './decimal-text.ts';
import { parseDouble } from './double-text.ts';
import { parseInteger } from './integer-text.ts';
import { parseInterval } from './interval-text.ts';
import { printJson, readJson } from './json-tree.ts';
import { mapOf } from './map-datum.ts';
import { parseMap } from './map-text.ts';
import { type MomentSurroundings, nowhere, parseMoment } from './moment-text.ts';
import type { Datum, MapType, SqlType, SqlTypeKind, StructType } from './sql-type.ts';
import { typeName } from './sql-type.ts';
import { parseStruct } from './struct-text.ts';
import { encodeText } from './text-bytes.ts';
import { parseTime } from './time-text.ts';
import { TimestampInput } from './timestamp-input.ts';
import { parseUuid } from './uuid-text.ts';

const { numericValueOutOfRange, invalidTextRepresentation } = sqlState;
const { invalidDatetimeFormat, datetimeFieldOverflow, intervalFieldOverflow } = sqlState;

const { invalidParameterValue, nullValueNotAllowed, programLimitExceeded, statementTooComplex } =
  sqlState;

/** Parts of any type can stand in arrays, structs and maps. */
const nestedInputStates: readonly string[] = [
  invalidTextRepresentation,
  invalidParameterValue,
  numericValueOutOfRange,
  invalidDatetimeFormat,
  datetimeFieldOverflow,
  intervalFieldOverflow,
  nullValueNotAllowed,
  programLimitExceeded,
  statementTooComplex,
  sqlState.arraySubscriptError,
  sqlState.featureNotSupported,
];

const integerBits = { smallint: 16, integer: 32, bigint: 64 } as const;

/**
 * The value of a type that a text stands for, by PostgreSQL's input function of the type.
 * `surroundings` say what is now and which zone is meant where none is named.
 * @throws SqlError 22P02, 22003, 22007, 22008
 */
export function datumFromText(
  type: SqlType,
  text: string,
  surroundings: MomentSurroundings = nowhere,
): Datum {
  switch (type.kind) {
    case 'text':
    case 'unknown':
      return text;
    case 'boolean':
      return booleanFromText(type, text);
    case 'smallint':
    case 'integer':
    case 'bigint':
      return integerFromText(type.kind, text);
    case 'real':
    case 'double':
      return doubleFromText(type, text);
    case 'numeric':
      return numericFromText(type, text);
    case 'date':
    case 'timestamp':
    case 'timestamptz':
      return momentFromText(type, text, surroundings);
    case 'interval':
      return parseInterval(text);
    case 'json':
      return jsonFromText(type, text);
    case 'jsonb':
      return printJson(readJson(jsonFromText(type, text)));
    case 'time':
      return parseTime(text, surroundings);
    case 'uuid':
      return parseUuid(text);
    case 'bytea':
      return textOfBytes(bytesOfText(text));
    case 'array':
      return parseArray(text, (element) => datumFromText(type.element, element, surroundings));
    case 'struct':
      return parseStruct(text, type.fields, (value, i) =>
        datumFromText(fieldType(type, i), value, surroundings),
      );
    case 'map':
      return mapFromText(type, text, surroundings);
  }
}

/** The SQLSTATEs that `datumFromText` can fail with. */
export function textInputStates(kind: SqlTypeKind): readonly string[] {
  switch (kind) {
    case 'text':
    case 'unknown':
      return [];
    case 'boolean':
    case 'json':
    case 'uuid':
      return [invalidTextRepresentation];
    case 'jsonb':
      return [invalidTextRepresentation, statementTooComplex];
    case 'bytea':
      return [invalidTextRepresentation, invalidParameterValue];
    case 'array':
    case 'struct':
    case 'map':
      return nestedInputStates;
    case 'date':
    case 'timestamp':
    case 'timestamptz':
    case 'time':
      return [invalidDatetimeFormat, datetimeFieldOverflow];
    case 'interval':
      return [invalidDatetimeFormat, datetimeFieldOverflow, intervalFieldOverflow];
    default:
      return [invalidTextRepresentation, numericValueOutOfRange];
  }
}

function fieldType({ fields }: StructType, index: number): SqlType {
  return fields[index]?.type ?? { kind: 'text' };
}

function mapFromText(
  { key, value }: MapType,
  text: string,
  surroundings: MomentSurroundings,
): Datum {
  const entries = parseMap(
    text,
    (each) => datumFromText(key, each, surroundings),
    (each) => datumFromText(value, each, surroundings),
  );
  return mapOf(entries, key);
}

function booleanFromText(type: SqlType, text: string): boolean {
  const value = parseBoolean(text);
  if (value === null) throw invalidInput(type, text);
  return value;
}

function integerFromText(kind: keyof typeof integerBits, text: string): Datum {
  const value = parseInteger(text);
  if (value === null) throw invalidInput({ kind }, text);
  if (BigInt.asIntN(integerBits[kind], value) !== value) throw outOfRange({ kind }, text);
  return kind === 'bigint' ? value : Number(value);
}

/** What is too large is an error, and so is what is too small to differ from zero. */
function doubleFromText(type: SqlType, text: string): number {
  const trimmed = text.trim();
  const value = parseDouble(trimmed);
  if (value === null) throw invalidInput(type, text);
  const rounded = type.kind === 'real' ? Math.fround(value) : value;
  const overflow = Math.abs(rounded) === Infinity && /\d/.test(trimmed);
  const underflow = rounded === 0 && /^[^e]*[1-9]/i.test(trimmed);
  if (overflow || underflow) {
    const message = `"${trimmed}" is out of range for type ${typeName(type)}`;
    throw new SqlError(numericValueOutOfRange, message);
  }
  return rounded;
}

function numericFromText(type: SqlType, text: string): Datum {
  const special = parseSpecial(text);
  if (special !== null) return specialDatum(special, type);
  const decimal = parseDecimal(text);
  if (decimal === null) throw invalidInput(type, text);
  return decimalDatum(decimal, type);
}

type MomentType = SqlType & { readonly kind: 'date' | 'timestamp' | 'timestamptz' };

/** The usual form is read in one pass, all others piece by piece. @throws SqlError 22007, 22008 */
function momentFromText(type: MomentType, text: string, surroundings: MomentSurroundings): Datum {
  const bytes = encodeText(text.trim());
  const input = new TimestampInput();
  const found = input.scan(bytes, 0, bytes.length);
  const isWhole = found === 'ok' && (type.kind !== 'timestamptz' || input.hasZone);
  if (isWhole)
    return type.kind === 'date' ? input.days : input.exactMicros(type.kind === 'timestamptz');
  try {
    return parseMoment(type, text, surroundings);
  } catch (error) {
    const isSyntax = error instanceof SqlError && error.code === invalidDatetimeFormat;
    throw isSyntax ? withForm(error, type) : error;
  }
}

/** The error with a hint that shows how a date or time is written. */
function withForm({ code, message }: SqlError, { kind }: SqlType): SqlError {
  const form = kind === 'date' ? '2026-12-31' : '2026-12-31 23:59:59.5';
  return new SqlError(code, message, { hint: `Write it as '${form}'.` });
}

function jsonFromText(type: SqlType, text: string): string {
  try {
    JSON.parse(text);
  } catch {
    throw invalidInput(type, text);
  }
  return text;
}
