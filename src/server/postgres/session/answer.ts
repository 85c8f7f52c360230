import type { CopyLines, Notice, StatementOutcome } from '../../../engine/api.ts';
import { AnswerRows, type RowSource } from '../../../engine/session/row-source.ts';

/** What a statement answers, ready to be sent. */
export type Answer = {
  readonly rows: RowSource | null;
  /** The command tag, once so many rows have been sent. */
  readonly tag: (rows: number) => string;
  readonly notices: readonly Notice[];
  /** Rows are sent as lines of a COPY. */
  readonly copy: CopyLines | null;
};

/** An answer without rows. */
export function commandDone(tag: string, notices: readonly Notice[] = []): Answer {
  return { rows: null, tag: () => tag, notices, copy: null };
}

/** An answer of rows. */
export function rowsAnswer(
  rows: RowSource,
  tag: Answer['tag'],
  notices: readonly Notice[] = [],
): Answer {
  return { rows, tag, notices, copy: null };
}

/** What the engine has answered. */
export function outcomeAnswer({
  command,
  schema,
  batches,
  rowCount,
  notices,
}: StatementOutcome): Answer {
  if (schema === null) return commandDone(commandTag(command, rowCount), notices);
  const tag = (rows: number): string => commandTag(command, rows);
  return rowsAnswer(new AnswerRows(schema, batches), tag, notices);
}

/** PostgreSQL's command tag: with the number of rows where clients expect one. */
function commandTag(command: string, rows: number): string {
  switch (command) {
    case 'INSERT':
      return `INSERT 0 ${rows}`;
    case 'SELECT':
    case 'UPDATE':
    case 'DELETE':
    case 'MERGE':
    case 'FETCH':
    case 'MOVE':
    case 'COPY':
      return `${command} ${rows}`;
    default:
      return command;
  }
}
