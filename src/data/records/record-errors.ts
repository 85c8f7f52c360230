import { SqlError, sqlState } from '../../common/sql-error.ts';
import { decodeText } from '../text-bytes.ts';

/** Why a record is refused as a whole. */
export type RecordProblem = { readonly code: string; readonly message: string };

export const notAnObject: RecordProblem = {
  code: sqlState.invalidTextRepresentation,
  message: 'record is not a JSON object',
};

export const tooDeep: RecordProblem = {
  code: sqlState.programLimitExceeded,
  message: 'JSON is nested deeper than 64 levels',
};

/** PostgreSQL's character_not_in_repertoire. */
export const notUtf8: RecordProblem = {
  code: '22021',
  message: 'invalid byte sequence for encoding "UTF8"',
};

/** A syntax error at a place of the record bytes[from … to). */
export function brokenJson(bytes: Uint8Array, at: number, from: number, to: number): RecordProblem {
  const where = at < to ? ` at byte ${at - from + 1} of the record` : '';
  return {
    code: sqlState.invalidTextRepresentation,
    message: `invalid JSON: ${unexpected(bytes, at, to)}${where}`,
  };
}

/** The error of a JSON text that cannot be read from bytes[at] on, `before` bytes of it having come earlier: 22P02. */
export function brokenText(bytes: Uint8Array, at: number, before: number): SqlError {
  const message = `invalid JSON: ${unexpected(bytes, at, bytes.length)}`;
  return new SqlError(sqlState.invalidTextRepresentation, message, {
    detail: `The error is at byte ${before + at + 1}${before === 0 ? lineText(bytes, at) : ''}.`,
  });
}

function lineText(bytes: Uint8Array, at: number): string {
  let line = 1;
  for (let i = 0; i < at; i += 1) if (bytes[i] === 10) line += 1;
  return `, in line ${line}`;
}

function unexpected(bytes: Uint8Array, at: number, to: number): string {
  if (at >= to) return 'unexpected end';
  const byte = bytes[at] as number;
  if (byte < 32) return `unexpected control character ${byte}`;
  return `unexpected "${[...decodeText(bytes, at, Math.min(at + 4, to))][0] ?? ''}"`;
}
