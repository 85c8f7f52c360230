import { SqlError, sqlState } from '../common/sql-error.ts';
import type { Datum, MapDatum } from './sql-type.ts';

type Write = (value: Exclude<Datum, null>) => string;
/** A key with its value. */
export type MapEntry = readonly [key: Datum, value: Datum];

/** A map as text: `{a=>1,b=>NULL}`, keys in the order of their type. */
export function formatMap({ entries }: MapDatum, writeKey: Write, writeValue: Write): string {
  const texts = entries.map(([key, value]) => {
    const shown = value === null ? 'NULL' : quoted(writeValue(value));
    return `${key === null ? 'NULL' : quoted(writeKey(key))}=>${shown}`;
  });
  return `{${texts.join(',')}}`;
}

function quoted(text: string): string {
  const plain = !/[{}",=>\\\s]|^$|^null$/i.test(text);
  return plain ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** The entries that a text says, as they stand; `readKey` and `readValue` make parts of their texts. @throws SqlError 22P02 */
export function parseMap(
  text: string,
  readKey: (text: string) => Datum,
  readValue: (text: string) => Datum,
): readonly MapEntry[] {
  const entries: MapEntry[] = [];
  let at = take(text, 0, /\s*\{\s*/y);
  if (take(text, at, /\}\s*$/y) === text.length) return entries;
  for (;;) {
    const key = word(text, at);
    const value = word(text, take(text, key.end, /\s*=>\s*/y));
    entries.push([
      key.text === null ? null : readKey(key.text),
      value.text === null ? null : readValue(value.text),
    ]);
    if (text[value.end] === '}') {
      if (/\S/.test(text.slice(value.end + 1))) throw malformed(text);
      return entries;
    }
    at = take(text, value.end, /,\s*/y);
  }
}

/** A key or value, quoted or not, and the place behind it and white space. */
function word(text: string, from: number): { readonly text: string | null; readonly end: number } {
  const pattern = /"((?:[^"\\]|\\.)*)"\s*|((?:[^{}",=>\\\s]|\\.|\s+(?![},=\s]|$)|=(?!>))+)\s*/sy;
  pattern.lastIndex = from;
  const match = pattern.exec(text);
  if (match === null) throw malformed(text);
  const raw = match[1] ?? match[2] ?? '';
  const isNull = match[2] !== undefined && /^null$/i.test(raw);
  return { text: isNull ? null : raw.replace(/\\(.)/gs, '$1'), end: pattern.lastIndex };
}

function take(text: string, from: number, pattern: RegExp): number {
  pattern.lastIndex = from;
  const match = pattern.exec(text);
  if (match === null && pattern.source.startsWith('\\}')) return -1;
  if (match === null) throw malformed(text);
  return pattern.lastIndex;
}

function malformed(text: string): SqlError {
  return new SqlError(sqlState.invalidTextRepresentation, `malformed map literal: "${text}"`, {
    hint: "Write a map as '{key=>value,other=>NULL}'.",
  });
}
