import type { Interval, SqlType } from '../../../data/sql-type.ts';
import { formatDatum } from '../../../data/text-output.ts';
import type { TextVector, Vector } from '../../../data/vector.ts';
import { datumAt } from '../../../data/vector-datum.ts';
import type { MessageWriter } from '../wire/message-writer.ts';
import { writeNumeric } from './binary-numeric.ts';

/** Writes the value of a row of a column, with its length in front. */
export type CellWriter = (writer: MessageWriter, column: Vector, row: number) => void;

/** Microseconds and days from 1970 to 2000, where PostgreSQL counts from. */
const epochMicros = 946_684_800_000_000n;
const epochDays = 10_957;

/** What writes the values of a type: PostgreSQL's text (format 0), or its binary form (1). */
export function cellWriter(type: SqlType, format: number): CellWriter {
  const binary = format === 1 ? binaryWriter(type) : null;
  if (binary === null) return textWriter(type);
  return binary;
}

function textWriter(type: SqlType): CellWriter {
  if (type.kind === 'text' || type.kind === 'json' || type.kind === 'unknown') return writeBytes;
  return (writer, column, row) => {
    const datum = datumAt(column, type, row);
    if (datum === null) writer.int32(-1);
    else writer.ascii(formatDatum(type, datum));
  };
}

/** Null for types whose binary form is their text. */
function binaryWriter(type: SqlType): CellWriter | null {
  switch (type.kind) {
    case 'boolean':
      return fixed(type, (writer, datum) => writer.int32(1).int8(datum === true ? 1 : 0));
    case 'smallint':
      return fixed(type, (writer, datum) => writer.int32(2).int16(Number(datum)));
    case 'integer':
      return fixed(type, (writer, datum) => writer.int32(4).int32(Number(datum)));
    case 'bigint':
      return fixed(type, (writer, datum) => writer.int32(8).int64(datum as bigint));
    case 'real':
      return fixed(type, (writer, datum) => writer.int32(4).float32(datum as number));
    case 'double':
      return fixed(type, (writer, datum) => writer.int32(8).float64(datum as number));
    case 'date':
      return fixed(type, (writer, datum) => writer.int32(4).int32(daysOf(datum as number)));
    case 'timestamp':
    case 'timestamptz':
      return fixed(type, (writer, datum) => writer.int32(8).int64(microsOf(datum as bigint)));
    case 'interval':
      return fixed(type, (writer, datum) => {
        const { months, days, micros } = datum as Interval;
        writer.int32(16).int64(BigInt(micros)).int32(days).int32(months);
      });
    case 'numeric':
      return fixed(type, (writer, datum) => {
        writeNumeric(writer, formatDatum(type, datum as bigint | string));
      });
    default:
      return null;
  }
}

function fixed(
  type: SqlType,
  write: (writer: MessageWriter, datum: unknown) => unknown,
): CellWriter {
  return (writer, column, row) => {
    const datum = datumAt(column, type, row);
    if (datum === null) writer.int32(-1);
    else write(writer, datum);
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
