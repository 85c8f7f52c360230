import { bytesOfText } from './byte-text.ts';
import type { TimeFormat } from './json-cell.ts';
import { jsonString } from './json-tree.ts';
import type { ArrayDatum, Datum, MapDatum, SqlType, StructDatum } from './sql-type.ts';
import { formatDatum, formatTimestamp } from './text-output.ts';

/**
 * A value as JSON on the wire: BIGINT and NUMERIC as strings, times in ISO 8601 or as microseconds,
 * bytes in base64, arrays as arrays, structs and maps as objects, JSON as itself.
 */
export function jsonOfDatum(type: SqlType, datum: Datum, time: TimeFormat): string {
  if (datum === null) return 'null';
  switch (type.kind) {
    case 'boolean':
      return String(datum);
    case 'smallint':
    case 'integer':
      return String(datum);
    case 'real':
    case 'double':
      return jsonNumber(datum as number, formatDatum(type, datum));
    case 'timestamp':
      return moment(datum as bigint, time, '');
    case 'timestamptz':
      return moment(datum as bigint, time, 'Z');
    case 'json':
    case 'jsonb':
      return datum as string;
    case 'bytea':
      return `"${Buffer.from(bytesOfText(datum as string)).toString('base64')}"`;
    case 'array':
      return jsonArray(type.element, datum as ArrayDatum, time);
    case 'struct':
      return jsonStruct(type, datum as StructDatum, time);
    case 'map':
      return jsonMap(type, datum as MapDatum, time);
    default:
      return jsonString(formatDatum(type, datum));
  }
}

/** JSON has no numbers for what is not finite. */
function jsonNumber(value: number, text: string): string {
  return Number.isFinite(value) ? text : `"${text}"`;
}

function moment(micros: bigint, time: TimeFormat, zone: string): string {
  if (time === 'us') return String(micros);
  return `"${formatTimestamp(micros, zone).replace(' ', 'T')}"`;
}

function jsonArray(element: SqlType, array: ArrayDatum, time: TimeFormat): string {
  const texts = array.map((each) =>
    Array.isArray(each) ? jsonArray(element, each, time) : jsonOfDatum(element, each, time),
  );
  return `[${texts.join(',')}]`;
}

function jsonStruct(
  { fields }: Extract<SqlType, { kind: 'struct' }>,
  datum: StructDatum,
  time: TimeFormat,
): string {
  const texts = fields.map(
    ({ name, type }, i) =>
      `${jsonString(name)}:${jsonOfDatum(type, datum.fields[i] ?? null, time)}`,
  );
  return `{${texts.join(',')}}`;
}

function jsonMap(
  { key: keyType, value: valueType }: Extract<SqlType, { kind: 'map' }>,
  { entries }: MapDatum,
  time: TimeFormat,
): string {
  const texts = entries.map(([key, value]) => {
    const name = key === null ? '' : formatDatum(keyType, key);
    return `${jsonString(name)}:${jsonOfDatum(valueType, value, time)}`;
  });
  return `{${texts.join(',')}}`;
}
