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

/** The error of a body that cannot be read from a place on: 22P02. */
export function brokenBody(bytes: Uint8Array, at: number): SqlError {
  let line = 1;
  for (let i = 0; i < at; i += 1) if (bytes[i] === 10) line += 1;
  return new SqlError(
    sqlState.invalidTextRepresentation,
    `invalid JSON: ${unexpected(bytes, at, bytes.length)}`,
    { detail: `The error is at byte ${at + 1}, in line ${line} of the body.` },
  );
}

function unexpected(bytes: Uint8Array, at: number, to: number): string {
  if (at >= to) return 'unexpected end';
  const byte = bytes[at] as number;
  if (byte < 32) return `unexpected control character ${byte}`;
  return `unexpected "${[...decodeText(bytes, at, Math.min(at + 4, to))][0] ?? ''}"`;
}
