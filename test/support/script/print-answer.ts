import type { SqlError } from '../../../src/common/sql-error.ts';
import type { Batch, Schema } from '../../../src/data/batch.ts';
import type { SqlTypeKind } from '../../../src/data/sql-type.ts';
import { formatDatum } from '../../../src/data/text-output.ts';
import { datumAt } from '../../../src/data/vector-datum.ts';
import type { IngestOutcome, Notice, StatementOutcome } from '../../../src/engine/api.ts';

const letters: Readonly<Record<SqlTypeKind, string>> = {
  boolean: 'B',
  smallint: 'I',
  integer: 'I',
  bigint: 'I',
  numeric: 'N',
  real: 'R',
  double: 'R',
  text: 'T',
  json: 'J',
  date: 'D',
  timestamp: 'P',
  timestamptz: 'Z',
  interval: 'V',
  time: 'H',
  uuid: 'G',
  bytea: 'X',
  jsonb: 'J',
  array: 'A',
  struct: 'S',
  map: 'M',
  unknown: 'U',
};

/** One letter per column: I integers, N numeric, R floats, T text, B boolean, D date, P timestamp, Z with zone, V interval, H time, G uuid, X bytes, J json, A array, S struct, M map. */
export function typeLetters({ fields }: Schema): string {
  return fields.map(({ type }) => letters[type.kind]).join('');
}

/** The rows of batches, a line each, in PostgreSQL's text; weights, where there are any, in front. */
export function rowLines(batches: readonly Batch[]): string[] {
  return batches.flatMap((batch) =>
    Array.from({ length: batch.rowCount }, (_, row) => {
      const weight = batch.weights?.[row];
      const cells = rowText(batch, row);
      return weight === undefined ? cells : `${weight > 0 ? '+' : ''}${weight} ${cells}`;
    }),
  );
}

/** The cells of a row. */
export function rowText(batch: Batch, row: number): string {
  return batch.columns.map((_column, c) => cellText(batch, c, row)).join(' | ');
}

function cellText({ schema, columns }: Batch, column: number, row: number): string {
  const field = schema.fields[column];
  const vector = columns[column];
  if (field === undefined || vector === undefined) throw new Error(`no column ${column}`);
  const datum = datumAt(vector, field.type, row);
  if (datum === null) return 'NULL';
  const text = formatDatum(field.type, datum);
  return text === '' ? '(empty)' : text.replaceAll('\n', '\\n');
}

/** The outcome of statements that answer no rows: their tags and what else they say. */
export function outcomeLines(results: readonly StatementOutcome[]): string[] {
  return results.flatMap(({ command, rowCount, notices }) => [
    rowCount > 0 || /^(UPDATE|DELETE)$/.test(command) ? `${command} ${rowCount}` : command,
    ...notices.flatMap(noticeLines),
  ]);
}

/** A notice, and its hint on a line of its own. */
export function noticeLines({ severity, message, hint }: Notice): string[] {
  return [`${severity}: ${message}`, ...(hint === undefined ? [] : [`hint: ${hint}`])];
}

/** All that an error tells: place and message, then detail, hint and the other errors of the text. */
export function errorLines(error: SqlError): string[] {
  const { position, message, detail, hint, others } = error;
  const place =
    position === undefined ? '' : `${position.line}:${position.column}+${position.length} `;
  return [
    `${place}${message}`,
    ...(detail === undefined ? [] : detail.split('\n').map((line) => `detail: ${line}`)),
    ...(hint === undefined ? [] : [`hint: ${hint}`]),
    ...others.flatMap(errorLines),
  ];
}

/** What became of appended records. */
export function ingestLines({ accepted, rejected, offsets }: IngestOutcome): string[] {
  return [
    `accepted ${accepted}`,
    ...rejected.map(({ index, code, message }) => `rejected ${index}: ${code} ${message}`),
    ...offsets.map(({ partition, first, last }) => `partition ${partition}: ${first}..${last}`),
  ];
}
