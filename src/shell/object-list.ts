import { ClientError } from '../client/client-error.ts';
import type { Column, ObjectInfo, Row } from '../protocol/messages.ts';
import type { Outcome } from './outcome.ts';
import { printResult } from './print-result.ts';
import { reportFailure } from './run-statement.ts';
import type { ShellSession } from './shell-session.ts';

/** Prints every stream, table and view in one list. */
export async function listObjects(session: ShellSession): Promise<Outcome> {
  try {
    const objects = await session.client.objects();
    const rows = objects.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(rowOf);
    const columns = objectColumns;
    printResult({ command: 'SHOW', columns, rows, rowCount: rows.length, notices: [] }, session);
    return 'ok';
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    const source = { text: '', name: null, firstLine: 1 };
    return reportFailure(error, source, session, new AbortController().signal);
  }
}

const objectColumns: readonly Column[] = [
  { name: 'name', type: 'text', nullable: false },
  { name: 'kind', type: 'text', nullable: false },
  { name: 'columns', type: 'integer', nullable: false },
  { name: 'rows', type: 'bigint', nullable: false },
  { name: 'source', type: 'text', nullable: true },
  { name: 'status', type: 'text', nullable: true },
];

function rowOf({ name, kind, columns, rows, connector, status, progress }: ObjectInfo): Row {
  const percent = progress === undefined ? '' : ` ${Math.floor(progress * 100)} %`;
  const state = status === undefined ? null : status + percent;
  return [name, kind, columns.length, String(rows), connector ?? null, state];
}
