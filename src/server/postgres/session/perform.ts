import { SqlError, sqlState } from '../../../common/sql-error.ts';
import type { Statement, StatementKind } from '../../../engine/api.ts';
import { LiveRows } from '../../../engine/session/live-rows.ts';
import type { StatementRun } from '../../../engine/session/statement-run.ts';
import { performCopyIn } from '../copy/perform-copy.ts';
import type { Analysis } from './analysis.ts';
import { type Answer, commandDone, outcomeAnswer, rowsAnswer } from './answer.ts';
import type { BoundValues } from './bound-values.ts';
import type { SessionContext } from './session-context.ts';

/** Runs a statement; its rows are still to be read. @throws SqlError what the statement raises */
export async function perform(
  context: SessionContext,
  analysis: Analysis,
  values: BoundValues,
  run: StatementRun,
): Promise<Answer> {
  switch (analysis.kind) {
    case 'empty':
      return commandDone('');
    case 'statement':
      return await performStatement(context, analysis.statement, values, run);
  }
}

/** A transaction that has failed takes nothing but its end. @throws SqlError 25P02 */
export function refuseInFailed({ session }: SessionContext, kind?: StatementKind): void {
  if (session.status !== 'E' || kind === 'end') return;
  throw new SqlError(
    sqlState.inFailedTransaction,
    'current transaction is aborted, commands ignored until end of transaction block',
  );
}

async function performStatement(
  context: SessionContext,
  statement: Statement,
  values: BoundValues,
  run: StatementRun,
): Promise<Answer> {
  const { engine, session } = context;
  refuseInFailed(context, statement.kind);
  const kind =
    statement.kind === 'execute' ? engine.describe(statement, { session }).kind : statement.kind;
  switch (kind) {
    case 'continuous':
      return await performContinuous(context, statement, values);
    case 'copyIn':
      return await performCopyIn(context, statement, run);
    case 'copyOut':
      return await performCopyOut(context, statement, values, run);
    default:
      return await performOnce(context, statement, values, run);
  }
}

async function performOnce(
  { engine, session, portals }: SessionContext,
  statement: Statement,
  { parameters, types }: BoundValues,
  run: StatementRun,
): Promise<Answer> {
  const options = { parameters, parameterTypes: types, session, signal: run.signal };
  const answer = outcomeAnswer(await engine.run(statement, options));
  if (statement.kind === 'end' && session.status === 'I') portals.endTransaction();
  return answer;
}

/** Begins a continuous query: its rows come until it is closed. @throws SqlError when it cannot be planned */
async function performContinuous(
  { engine, session, notify }: SessionContext,
  statement: Statement,
  { parameters, types }: BoundValues,
): Promise<Answer> {
  const { schema } = engine.describe(statement, { parameterTypes: types, session });
  const rows = new LiveRows(schema ?? { fields: [] }, notify);
  const request = {
    statement,
    session,
    parameters,
    parameterTypes: types,
    from: 'snapshot',
    mode: 'changes',
    progressMs: 1000,
  } as const;
  rows.attach(await engine.subscribe(request, rows));
  return rowsAnswer(rows, (count) => `SELECT ${count}`);
}

async function performCopyOut(
  context: SessionContext,
  statement: Statement,
  values: BoundValues,
  run: StatementRun,
): Promise<Answer> {
  const { engine } = context;
  const answer = await performStatement(context, engine.copiedQuery(statement), values, run);
  const schema = answer.rows?.schema ?? { fields: [] };
  const copy = engine.copyLines(statement, schema, context.session);
  return { ...answer, tag: (rows) => `COPY ${rows}`, copy };
}
