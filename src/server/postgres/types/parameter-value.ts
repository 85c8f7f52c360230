import { SqlError } from '../../../common/sql-error.ts';
import { textOfBytes } from '../../../data/byte-text.ts';
import type { SqlType } from '../../../data/sql-type.ts';
import { formatDatum } from '../../../data/text-output.ts';
import { parseUuid } from '../../../data/uuid-text.ts';
import { BodyReader, utf8Text } from '../wire/body-reader.ts';
import { readArray } from './binary-array.ts';
import { readNumeric } from './binary-numeric.ts';

const epochMicros = 946_684_800_000_000n;
const epochDays = 10_957;

/**
 * The text of a parameter's value that came in text (format 0) or in the binary form (1) of its
 * type. @throws SqlError 22P03 for a binary value that is none of the type, 22021 for broken UTF-8,
 * 0A000 for arrays that do not begin at 1
 */
export function parameterText(
  bytes: Buffer,
  type: SqlType,
  format: number,
  number: number,
): string {
  if (format === 0) return type.kind === 'date' ? plainDate(utf8Text(bytes)) : utf8Text(bytes);
  try {
    const reader = new BodyReader(bytes);
    const text = binaryText(reader, type);
    reader.end();
    return text;
  } catch (error) {
    if (error instanceof SqlError && /^(22021|0A000)$/.test(error.code)) throw error;
    throw new SqlError('22P03', `incorrect binary data format in bind parameter ${number}`);
  }
}

/** JDBC writes a zone behind dates, which means nothing there. */
function plainDate(text: string): string {
  return text.replace(/\s+[+-]\d\d(?::?\d\d)?$/, '');
}

function binaryText(reader: BodyReader, type: SqlType): string {
  switch (type.kind) {
    case 'boolean':
      return formatDatum(type, reader.int8() !== 0);
    case 'smallint':
      return String(reader.int16());
    case 'integer':
      return String(reader.int32());
    case 'bigint':
      return String(type.as === undefined ? int64(reader) : reader.int32() >>> 0);
    case 'real':
      return formatDatum(type, reader.bytes(4).readFloatBE(0));
    case 'double':
      return formatDatum(type, reader.bytes(8).readDoubleBE(0));
    case 'numeric':
      return readNumeric(reader);
    case 'date':
      return dateText(reader.int32());
    case 'timestamp':
    case 'timestamptz':
      return momentText(type, int64(reader));
    case 'interval': {
      const micros = Number(int64(reader));
      const days = reader.int32();
      return formatDatum(type, { months: reader.int32(), days, micros });
    }
    case 'time':
      return formatDatum(type, int64(reader));
    case 'uuid':
      return parseUuid(reader.bytes(16).toString('hex'));
    case 'bytea':
      return textOfBytes(reader.rest());
    case 'jsonb':
      return jsonbText(reader);
    case 'array':
      return readArray(reader, binaryText);
    default:
      return utf8Text(reader.rest());
  }
}

function int64(reader: BodyReader): bigint {
  return reader.bytes(8).readBigInt64BE(0);
}

/** Version 1, the only one there is, and the text. */
function jsonbText(reader: BodyReader): string {
  if (reader.int8() !== 1) throw new SqlError('22P03', 'unsupported jsonb version number');
  return utf8Text(reader.rest());
}

/** The ends of the range are the infinite dates and moments. */
function dateText(days: number): string {
  if (days === 2 ** 31 - 1) return 'infinity';
  return days === -(2 ** 31) ? '-infinity' : formatDatum({ kind: 'date' }, days + epochDays);
}

function momentText(type: SqlType, micros: bigint): string {
  if (micros === 2n ** 63n - 1n) return 'infinity';
  return micros === -(2n ** 63n) ? '-infinity' : formatDatum(type, micros + epochMicros);
}
