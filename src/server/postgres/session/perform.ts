import { unreachable } from '../../../common/assert.ts';
import { SqlError } from '../../../common/sql-error.ts';
import { performCopy } from '../copy/perform-copy.ts';
import type { Analysis } from './analysis.ts';
import { type Answer, commandDone, outcomeAnswer } from './answer.ts';
import type { BoundValues } from './bound-values.ts';
import { closeCursor, declareCursor, fetchRows } from './perform-cursor.ts';
import { deallocate, executePrepared, prepareStatement } from './perform-prepared.ts';
import { discard, resetSetting, setSetting, showSetting } from './perform-setting.ts';
import { beginTransaction, commitTransaction, rollbackTransaction } from './perform-transaction.ts';
import { runContinuous, runOnEngine } from './run-statement.ts';
import type { SessionContext } from './session-context.ts';
import type { SessionStatement } from './session-statement.ts';
import type { StatementRun } from './statement-run.ts';

/** Runs a statement; its rows are still to be read. @throws SqlError what the statement raises */
export async function perform(
  context: SessionContext,
  analysis: Analysis,
  values: BoundValues,
  run: StatementRun,
): Promise<Answer> {
  const { action, statement } = analysis;
  refuseInFailed(context, analysis);
  switch (action.kind) {
    case 'empty':
      return commandDone('');
    case 'catalog':
      return outcomeAnswer(await action.answer());
    case 'session':
      return await performSession(context, action.session, run);
    case 'engine':
      return action.what === 'continuous'
        ? await runContinuous(context, statement.text, values)
        : await runOnEngine(context, statement.text, values, run);
    default:
      return unreachable(action);
  }
}

/** A transaction that has failed takes nothing but its end. @throws SqlError 25P02 */
function refuseInFailed({ transaction }: SessionContext, { action }: Analysis): void {
  if (transaction.status !== 'E' || action.kind === 'empty') return;
  const isEnd = action.kind === 'session' && /^(commit|rollback)$/.test(action.session.kind);
  if (isEnd) return;
  throw new SqlError(
    '25P02',
    'current transaction is aborted, commands ignored until end of transaction block',
  );
}

async function performSession(
  context: SessionContext,
  statement: SessionStatement,
  run: StatementRun,
): Promise<Answer> {
  switch (statement.kind) {
    case 'begin':
      return beginTransaction(context, statement.tag);
    case 'commit':
      return await commitTransaction(context, statement.chain);
    case 'rollback':
      return rollbackTransaction(context, statement.chain);
    case 'set':
      return setSetting(context, statement);
    case 'reset':
      return resetSetting(context, statement.name);
    case 'show':
      return showSetting(context, statement.name);
    case 'discard':
      return discard(context, statement);
    case 'accepted':
      return commandDone(statement.tag);
    case 'fetch':
      return fetchRows(context, statement);
    case 'closeCursor':
      return closeCursor(context, statement.name);
    case 'prepare':
      return prepareStatement(context, statement);
    case 'deallocate':
      return deallocate(context, statement.name);
    case 'copy':
      return await performCopy(context, statement, run);
    case 'declare':
    case 'executePrepared':
      return await performInner(context, statement, run);
    default:
      return unreachable(statement);
  }
}

/** DECLARE and EXECUTE perform another statement. */
async function performInner(
  context: SessionContext,
  statement: Extract<SessionStatement, { kind: 'declare' | 'executePrepared' }>,
  run: StatementRun,
): Promise<Answer> {
  if (statement.kind === 'declare') {
    return await declareCursor(context, statement, (analysis, values) =>
      perform(context, analysis, values, run),
    );
  }
  const { analysis, values } = await executePrepared(context, statement, run);
  return await perform(context, analysis, values, run);
}
