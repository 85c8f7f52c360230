import type { StatementOutcome } from '../../../engine/api.ts';
import { LiveRows } from '../../../engine/session/live-rows.ts';
import { type Answer, outcomeAnswer, rowsAnswer } from './answer.ts';
import type { BoundValues } from './bound-values.ts';
import type { SessionContext } from './session-context.ts';
import type { StatementRun } from './statement-run.ts';

/** Runs a statement on the engine to its end. @throws SqlError what it raises, 57014 when it was cancelled */
export async function runOnEngine(
  context: SessionContext,
  sql: string,
  values: BoundValues,
  run: StatementRun,
): Promise<Answer> {
  return outcomeAnswer(await executeOnEngine(context, sql, values, run));
}

/** The same; the outcome as it is. */
export async function executeOnEngine(
  context: SessionContext,
  sql: string,
  { parameters, types }: BoundValues,
  run: StatementRun,
): Promise<StatementOutcome> {
  const { engine, transaction, functions } = context;
  const { results, error } = await engine.execute(sql, {
    parameters,
    parameterTypes: types,
    session: functions,
    signal: run.signal,
    block: transaction.block,
  });
  const [outcome] = results;
  if (error !== null || outcome === undefined) {
    throw run.signal.aborted || error === null ? run.error() : error;
  }
  if (outcome.schema === null && !harmless.has(outcome.command)) {
    transaction.tookEffect(outcome.command);
  }
  return outcome;
}

/** Commands without rows that change nothing, or wait for COMMIT. */
const harmless: ReadonlySet<string> = new Set([
  'INSERT',
  'UPDATE',
  'DELETE',
  'TRUNCATE TABLE',
  'FLUSH',
]);

/** Begins a continuous query: its rows come until it is closed. @throws SqlError when it cannot be planned */
export async function runContinuous(
  { engine, notify, functions }: SessionContext,
  sql: string,
  { parameters, types }: BoundValues,
): Promise<Answer> {
  const { schema } = engine.describe(sql, { parameterTypes: types, session: functions });
  const rows = new LiveRows(schema ?? { fields: [] }, notify);
  rows.attach(
    await engine.subscribe(
      {
        sql,
        parameters,
        parameterTypes: types,
        from: 'snapshot',
        mode: 'changes',
        progressMs: 1000,
      },
      rows,
    ),
  );
  return rowsAnswer(rows, (count) => `SELECT ${count}`);
}
