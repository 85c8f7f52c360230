import { jsonString, printJson, readJson } from '../../data/json-tree.ts';
import {
  type ArrayDatum,
  type Datum,
  isNumeric,
  type MapDatum,
  type SqlType,
  type StructDatum,
} from '../../data/sql-type.ts';
import { formatDatum } from '../../data/text-output.ts';

/**
 * A value as JSON, as to_json writes it: numbers and truth values as such, arrays as arrays, rows
 * and maps as objects, all else but JSON as a string.
 */
export function jsonOf(datum: Datum, type: SqlType): string {
  if (datum === null) return 'null';
  switch (type.kind) {
    case 'boolean':
      return datum === true ? 'true' : 'false';
    case 'json':
    case 'jsonb':
      return datum as string;
    case 'array':
      return arrayJson(datum as ArrayDatum, type.element, ',');
    case 'struct':
    case 'map':
      return `{${jsonMembers(datum, type).join(',')}}`;
    default: {
      const text = formatDatum(type, datum);
      if (isNumeric(type)) return /^-?\d/.test(text) ? text : jsonString(text);
      return jsonString(isoText(type, text));
    }
  }
}

/** An array as JSON with a separator between the elements of its first dimension. */
export function arrayJson(array: ArrayDatum, element: SqlType, separator: string): string {
  const items = array.map((each) =>
    Array.isArray(each) ? arrayJson(each, element, ',') : jsonOf(each, element),
  );
  return `[${items.join(separator)}]`;
}

/** The fields of a row or the entries of a map, as members of a JSON object. */
export function jsonMembers(datum: Datum, type: SqlType): string[] {
  if (type.kind === 'struct') {
    const { fields } = datum as StructDatum;
    return type.fields.map(
      ({ name, type: own }, i) => `${jsonString(name)}:${jsonOf(fields[i] ?? null, own)}`,
    );
  }
  if (type.kind !== 'map') return [];
  const { entries } = datum as MapDatum;
  return entries.map(([key, value]) => {
    const name = key === null ? 'null' : formatDatum(type.key, key);
    return `${jsonString(name)}:${jsonOf(value, type.value)}`;
  });
}

/** A JSON text in jsonb's form. */
export function jsonbText(text: string): string {
  return printJson(readJson(text));
}

/** Times are written as ISO 8601 has them. */
function isoText({ kind }: SqlType, text: string): string {
  if (kind === 'timestamp') return text.replace(' ', 'T');
  if (kind !== 'timestamptz') return text;
  return text.replace(' ', 'T').replace(/([+-]\d\d)( BC)?$/, '$1:00$2');
}
