import { SqlError, sqlState } from '../../../common/sql-error.ts';
import type { RelationSummary } from '../../../engine/api.ts';
import { isContinuousQuery } from '../../continuous-query.ts';
import { type Answer, commandDone } from '../session/answer.ts';
import { noValues } from '../session/bound-values.ts';
import { runContinuous, runOnEngine } from '../session/run-statement.ts';
import type { SessionContext } from '../session/session-context.ts';
import type { StatementRun } from '../session/statement-run.ts';
import { malformed } from '../wire/body-reader.ts';
import { readClientMessage } from '../wire/client-message.ts';
import { CopyReader } from './copy-reader.ts';
import type { CopyStatement } from './copy-statement.ts';

/** COPY: TO STDOUT answers rows to be sent in its format, FROM STDIN reads what the client sends. */
export async function performCopy(
  context: SessionContext,
  statement: CopyStatement,
  run: StatementRun,
): Promise<Answer> {
  if (statement.direction === 'in') return await copyIn(context, statement, run);
  const sql = queryOf(statement);
  context.beginsAt(statement.source.kind === 'query' ? statement.source.query.start : null);
  const answer = isContinuousQuery(sql)
    ? await runContinuous(context, sql, noValues)
    : await runOnEngine(context, sql, noValues, run);
  return { ...answer, tag: (rows) => `COPY ${rows}`, copy: statement.format };
}

function queryOf({ source }: CopyStatement): string {
  if (source.kind === 'query') return source.query.text;
  const columns = source.columns.length === 0 ? '*' : source.columns.map(quoted).join(', ');
  return `SELECT ${columns} FROM ${source.name.map(quoted).join('.')}`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

async function copyIn(
  context: SessionContext,
  { source, format }: CopyStatement,
  run: StatementRun,
): Promise<Answer> {
  const listed = source.kind === 'relation' ? source.columns : [];
  const name = source.kind === 'relation' ? (source.name.at(-1) ?? '') : '';
  const relation = writable(context, name);
  const columns = columnsOf(relation, listed);
  await announce(context, columns.length);
  const reader = new CopyReader(format, columns);
  const pieces = copyPieces(context, reader, run);
  const { accepted } = await context.engine.ingest(name, pieces, 'csv', { whole: true });
  context.transaction.tookEffect('COPY');
  return commandDone(`COPY ${accepted}`);
}

/** @throws SqlError 42P01, 42809 */
function writable({ engine }: SessionContext, name: string): RelationSummary {
  const found = engine.relations().find((relation) => relation.name === name);
  if (found === undefined) {
    throw new SqlError(sqlState.undefinedTable, `relation "${name}" does not exist`);
  }
  if (found.kind === 'stream' || found.kind === 'table') return found;
  throw new SqlError(sqlState.wrongObjectType, `cannot copy to ${found.kind} "${name}"`, {
    hint: 'Write to the streams and tables that it reads.',
  });
}

/** @throws SqlError 42703 */
function columnsOf(
  { name, schema }: RelationSummary,
  listed: readonly string[],
): readonly string[] {
  const names = schema.fields.map((field) => field.name);
  const unknown = listed.find((column) => !names.includes(column));
  if (unknown === undefined) return listed.length === 0 ? names : listed;
  throw new SqlError(
    sqlState.undefinedColumn,
    `column "${unknown}" of relation "${name}" does not exist`,
  );
}

async function announce({ outbox }: SessionContext, columns: number): Promise<void> {
  const { writer } = outbox;
  writer.begin('G').int8(0).count(columns);
  for (let i = 0; i < columns; i += 1) writer.int16(0);
  writer.end();
  await outbox.flush();
}

/** What the client sends until it says that it is done. @throws SqlError 57014 when it gives up */
async function* copyPieces(
  { inbox }: SessionContext,
  reader: CopyReader,
  run: StatementRun,
): AsyncIterable<Uint8Array> {
  for (;;) {
    const frame = await inbox.next();
    if (frame === null || run.signal.aborted) throw run.error();
    const message = readClientMessage(frame);
    switch (message.kind) {
      case 'copyData': {
        const piece = reader.add(message.bytes);
        if (piece.length > 0) yield piece;
        break;
      }
      case 'copyDone':
        yield reader.end();
        return;
      case 'copyFail':
        throw new SqlError(sqlState.queryCanceled, `COPY from stdin failed: ${message.reason}`);
      case 'flush':
      case 'sync':
        break;
      default:
        throw malformed('unexpected message type during COPY from stdin');
    }
  }
}
