import type { Batch, Field, Schema } from '../data/batch.ts';
import type { Datum, SqlType } from '../data/sql-type.ts';
import { vectorFromDatums } from '../data/vector-datum.ts';
import type { Notice, StatementOutcome } from './api.ts';

const text: SqlType = { kind: 'text' };

/** A column of an answer that is made here: its name, and its type where that is not text. */
export type AnswerColumn = string | readonly [name: string, type: SqlType];

/** What a command without rows answers. */
export function done(
  command: string,
  rowCount = 0,
  notices: readonly Notice[] = [],
): StatementOutcome {
  return { command, schema: null, batches: [], rowCount, notices };
}

/** An answer of rows that are made here. */
export function answer(
  command: string,
  columns: readonly AnswerColumn[],
  rows: readonly (readonly Datum[])[],
  notices: readonly Notice[] = [],
): StatementOutcome {
  const fields = columns.map((column): Field => {
    const [name, type] = typeof column === 'string' ? [column, text] : column;
    return { name, type, nullable: true };
  });
  const schema = { fields };
  const batches = rows.length === 0 ? [] : [batchOf(schema, rows)];
  return { command, schema, batches, rowCount: rows.length, notices };
}

/** Lines of text as an answer of one column. */
export function lines(command: string, column: string, content: string): StatementOutcome {
  const rows = content.replace(/\n$/, '').split('\n');
  return answer(
    command,
    [column],
    rows.map((line) => [line]),
  );
}

function batchOf(schema: Schema, rows: readonly (readonly Datum[])[]): Batch {
  const columns = schema.fields.map(({ type }, c) =>
    vectorFromDatums(
      type,
      rows.map((row) => row[c] ?? null),
    ),
  );
  return { schema, rowCount: rows.length, columns, weights: null, late: null };
}
