import type { SqlError } from '../../../common/sql-error.ts';
import type { Notice } from '../../../engine/api.ts';
import type { MessageWriter } from './message-writer.ts';

/** How bad an error is: FATAL ones end the connection. */
export type ErrorSeverity = 'ERROR' | 'FATAL';

/** Writes an ErrorResponse. `place` is the character (from 1) in the client's text that it is about. */
export function writeError(
  writer: MessageWriter,
  error: SqlError,
  severity: ErrorSeverity,
  place: number | null,
): void {
  writer.begin('E');
  head(writer, severity, error.code, error.message);
  if (error.detail !== undefined) field(writer, 'D', error.detail);
  const hint = hintOf(error);
  if (hint !== undefined) field(writer, 'H', hint);
  if (place !== null) field(writer, 'P', String(place));
  writer.int8(0).end();
}

/** Writes a NoticeResponse. */
export function writeNotice(writer: MessageWriter, { severity, message, hint }: Notice): void {
  writer.begin('N');
  head(writer, severity, severity === 'WARNING' ? '01000' : '00000', message);
  if (hint !== undefined) field(writer, 'H', hint);
  writer.int8(0).end();
}

/** The hint, and the other errors of the same text: the protocol has room for one only. */
function hintOf({ hint, others }: SqlError): string | undefined {
  if (others.length === 0) return hint;
  const rest = others.map(({ message, position }) =>
    position === undefined ? message : `${message} (line ${position.line})`,
  );
  return [hint, `There is more: ${rest.join('; ')}.`]
    .filter((part) => part !== undefined)
    .join(' ');
}

function head(writer: MessageWriter, severity: string, code: string, message: string): void {
  field(writer, 'S', severity);
  field(writer, 'V', severity);
  field(writer, 'C', code);
  field(writer, 'M', message);
}

function field(writer: MessageWriter, type: string, value: string): void {
  writer.int8(type.charCodeAt(0)).text(value);
}
