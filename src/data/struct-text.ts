import { SqlError, sqlState } from '../common/sql-error.ts';
import type { Datum, StructDatum, StructField } from './sql-type.ts';

/** A struct in PostgreSQL's text form of rows: `(1,"a b",)`; NULL is nothing at all. */
export function formatStruct(
  { fields }: StructDatum,
  write: (value: Exclude<Datum, null>, index: number) => string,
): string {
  const texts = fields.map((value, i) => (value === null ? '' : quotedField(write(value, i))));
  return `(${texts.join(',')})`;
}

function quotedField(text: string): string {
  const plain = !/[(),"\\\s]|^$/.test(text);
  return plain ? text : `"${text.replace(/["\\]/g, '$&$&')}"`;
}

/** The struct that a text says; `read` makes a field of its text. @throws SqlError 22P02 */
export function parseStruct(
  text: string,
  fields: readonly StructField[],
  read: (value: string, index: number) => Datum,
): StructDatum {
  const pieces = piecesOf(text);
  if (fields.length === 0 && pieces.length === 1 && pieces[0] === null) return { fields: [] };
  if (pieces.length !== fields.length) {
    throw malformed(text, pieces.length < fields.length ? 'Too few columns.' : 'Too many columns.');
  }
  return { fields: pieces.map((piece, i) => (piece === null ? null : read(piece, i))) };
}

/** A field as it is written: pieces in quotes, escaped and plain characters. */
const field = /(?:"(?:[^"\\]|""|\\.)*"|\\.|[^",)\\])*/sy;

/** The texts between the parentheses, null where there is none. */
function piecesOf(text: string): readonly (string | null)[] {
  const start = /^\s*\(/.exec(text)?.[0].length;
  if (start === undefined) throw malformed(text, 'Missing left parenthesis.');
  const pieces: (string | null)[] = [];
  let at = start;
  for (;;) {
    field.lastIndex = at;
    const raw = field.exec(text)?.[0] ?? '';
    pieces.push(raw === '' ? null : plainField(raw));
    const next = text[at + raw.length];
    at += raw.length + 1;
    if (next === ')') break;
    if (next !== ',') throw malformed(text, 'Unexpected end of input.');
  }
  if (/\S/.test(text.slice(at))) throw malformed(text, 'Junk after right parenthesis.');
  return pieces;
}

/** The field without its quotes and escapes. */
function plainField(raw: string): string {
  return raw.replace(
    /"((?:[^"\\]|""|\\.)*)"|\\(.)/gs,
    (_, quoted: string | undefined, escaped: string | undefined) =>
      escaped ?? (quoted ?? '').replace(/""|\\(.)/gs, (pair, each: string) => each ?? pair[0]),
  );
}

function malformed(text: string, detail: string): SqlError {
  const message = `malformed record literal: "${text}"`;
  return new SqlError(sqlState.invalidTextRepresentation, message, { detail });
}
