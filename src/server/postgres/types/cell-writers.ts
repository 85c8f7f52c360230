import { bytesOfText } from '../../../data/byte-text.ts';
import type {
  ArrayDatum,
  Datum,
  Interval,
  SqlType,
  StructDatum,
  StructType,
} from '../../../data/sql-type.ts';
import { encodeText } from '../../../data/text-bytes.ts';
import { formatDatum } from '../../../data/text-output.ts';
import type { TextVector, Vector } from '../../../data/vector.ts';
import { datumAt } from '../../../data/vector-datum.ts';
import type { TimeZone } from '../../../data/zones/time-zone.ts';
import type { MessageWriter } from '../wire/message-writer.ts';
import { writeArray } from './binary-array.ts';
import { writeNumeric } from './binary-numeric.ts';
import { wireTypeOf } from './type-oids.ts';

/** Writes the value of a row of a column, with its length in front. */
export type CellWriter = (writer: MessageWriter, column: Vector, row: number) => void;

/** Writes a value that is not NULL, with its length in front. */
type ValueWriter = (writer: MessageWriter, datum: Exclude<Datum, null>) => void;

/** Microseconds and days from 1970 to 2000, where PostgreSQL counts from. */
const epochMicros = 946_684_800_000_000n;
const epochDays = 10_957;

/**
 * What writes the values of a type: PostgreSQL's text (format 0), or its binary form (1). Text
 * shows moments in the zone, in UTC without one.
 */
export function cellWriter(
  type: SqlType,
  format: number,
  zone: TimeZone | null = null,
): CellWriter {
  const write = format === 1 ? binaryWriter(type) : null;
  if (write !== null) return ofColumn(type, write);
  return isPlainText(type) ? writeBytes : ofColumn(type, textWriter(type, zone));
}

function ofColumn(type: SqlType, write: ValueWriter): CellWriter {
  return (writer, column, row) => {
    const datum = datumAt(column, type, row);
    if (datum === null) writer.int32(-1);
    else write(writer, datum);
  };
}

/** Whether values are kept as the bytes of their text. */
function isPlainText({ kind }: SqlType): boolean {
  switch (kind) {
    case 'text':
    case 'json':
    case 'jsonb':
    case 'uuid':
    case 'bytea':
    case 'unknown':
      return true;
    default:
      return false;
  }
}

/** The text of a value; beyond ASCII go only texts and what has texts inside. */
function textWriter(type: SqlType, zone: TimeZone | null): ValueWriter {
  const isAscii = !(isPlainText(type) || /^(?:array|struct|map)$/.test(type.kind));
  if (isAscii) return (writer, datum) => writer.ascii(formatDatum(type, datum, zone));
  return (writer, datum) => {
    const bytes = encodeText(formatDatum(type, datum, zone));
    writer.value(bytes, 0, bytes.length);
  };
}

/** Null for types whose binary form is their text. */
function binaryWriter(type: SqlType): ValueWriter | null {
  switch (type.kind) {
    case 'boolean':
      return (writer, datum) => writer.int32(1).int8(datum === true ? 1 : 0);
    case 'smallint':
      return (writer, datum) => writer.int32(2).int16(Number(datum));
    case 'integer':
      return (writer, datum) => writer.int32(4).int32(Number(datum));
    case 'bigint':
      return type.as === undefined ? writeInt64 : writeOid;
    case 'time':
      return writeInt64;
    case 'real':
      return (writer, datum) => writer.int32(4).float32(datum as number);
    case 'double':
      return (writer, datum) => writer.int32(8).float64(datum as number);
    case 'date':
      return (writer, datum) => writer.int32(4).int32(daysOf(datum as number));
    case 'timestamp':
    case 'timestamptz':
      return (writer, datum) => writer.int32(8).int64(microsOf(datum as bigint));
    case 'interval':
      return writeInterval;
    case 'numeric':
      return (writer, datum) => writeNumeric(writer, formatDatum(type, datum));
    case 'uuid':
      return (writer, datum) => writer.int32(16).rawBytes(uuidBytes(datum as string));
    case 'bytea':
      return writeByteString;
    case 'jsonb':
      return writeJsonb;
    case 'array': {
      const element = valueWriter(type.element);
      return (writer, datum) => writeArray(writer, type, datum as ArrayDatum, element);
    }
    case 'struct':
      return recordWriter(type);
    default:
      return null;
  }
}

function writeInt64(writer: MessageWriter, datum: Exclude<Datum, null>): void {
  writer.int32(8).int64(datum as bigint);
}

/** Numbers of objects have 32 bits and no sign. */
function writeOid(writer: MessageWriter, datum: Exclude<Datum, null>): void {
  writer.int32(4).int32(Number(BigInt.asIntN(32, datum as bigint)));
}

function valueWriter(type: SqlType): ValueWriter {
  return binaryWriter(type) ?? textWriter(type, null);
}

function writeInterval(writer: MessageWriter, datum: Exclude<Datum, null>): void {
  const { months, days, micros } = datum as Interval;
  writer.int32(16).int64(BigInt(micros)).int32(days).int32(months);
}

function uuidBytes(text: string): Uint8Array {
  return Buffer.from(text.replaceAll('-', ''), 'hex');
}

function writeByteString(writer: MessageWriter, datum: Exclude<Datum, null>): void {
  const bytes = bytesOfText(datum as string);
  writer.value(bytes, 0, bytes.length);
}

/** The number of jsonb's binary form, which is this number and the text behind it. */
const jsonbVersion = 1;

function writeJsonb(writer: MessageWriter, datum: Exclude<Datum, null>): void {
  const bytes = encodeText(datum as string);
  writer
    .int32(1 + bytes.length)
    .int8(jsonbVersion)
    .rawBytes(bytes);
}

/** Rows in PostgreSQL's binary form (record_send): how many fields, the type of each with its value. */
function recordWriter({ fields }: StructType): ValueWriter {
  const parts = fields.map(({ type }) => ({
    oid: wireTypeOf(type).oid,
    write: valueWriter(type),
  }));
  return (writer, datum) => {
    const from = writer.beginValue();
    writer.int32(parts.length);
    for (const [i, { oid, write }] of parts.entries()) {
      const field = (datum as StructDatum).fields[i] ?? null;
      writer.int32(oid);
      if (field === null) writer.int32(-1);
      else write(writer, field);
    }
    writer.endValue(from);
  };
}

/** Text leaves as the bytes that it is kept in. */
function writeBytes(writer: MessageWriter, column: Vector, row: number): void {
  if (column.nulls !== null && column.nulls[row] === 1) {
    writer.int32(-1);
  } else if (column.kind === 'dictionary') {
    const { bytes, offsets } = column.dictionary;
    const code = column.codes[row] as number;
    writer.value(bytes, offsets[code] as number, offsets[code + 1] as number);
  } else {
    const { bytes, offsets } = column as TextVector;
    writer.value(bytes, offsets[row] as number, offsets[row + 1] as number);
  }
}

/** Infinite dates and times are the ends of the range, as in PostgreSQL. */
function daysOf(days: number): number {
  if (days >= 2 ** 31 - 1) return 2 ** 31 - 1;
  return days <= -(2 ** 31) ? -(2 ** 31) : days - epochDays;
}

function microsOf(micros: bigint): bigint {
  const [min, max] = [-(2n ** 63n), 2n ** 63n - 1n];
  return micros >= max || micros <= min + epochMicros ? micros : micros - epochMicros;
}
