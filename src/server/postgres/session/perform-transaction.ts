import type { Notice } from '../../../engine/api.ts';
import { type Answer, commandDone } from './answer.ts';
import type { SessionContext } from './session-context.ts';

/** BEGIN. */
export function beginTransaction(
  { transaction, settings }: SessionContext,
  tag: 'BEGIN' | 'START TRANSACTION',
): Answer {
  if (transaction.status !== 'I') {
    return commandDone(tag, [warning('there is already a transaction in progress')]);
  }
  transaction.begin();
  settings.beginTransaction();
  return commandDone(tag);
}

/** COMMIT: writes what the transaction has inserted. One that had failed is rolled back instead. */
export async function commitTransaction(context: SessionContext, chain: boolean): Promise<Answer> {
  const { transaction } = context;
  if (transaction.status === 'I') return commandDone('COMMIT', [noTransaction]);
  if (transaction.status === 'E') return rollbackTransaction(context, chain);
  try {
    await transaction.commit();
    ended(context, true, chain);
  } catch (error) {
    ended(context, false, false);
    throw error;
  }
  return commandDone('COMMIT');
}

/** ROLLBACK: forgets what the transaction has inserted, and says what it cannot take back. */
export function rollbackTransaction(context: SessionContext, chain: boolean): Answer {
  if (context.transaction.status === 'I') return commandDone('ROLLBACK', [noTransaction]);
  const notices = context.transaction.rollback();
  ended(context, false, chain);
  return commandDone('ROLLBACK', notices);
}

function ended(
  { cursors, settings, transaction }: SessionContext,
  committed: boolean,
  chain: boolean,
): void {
  cursors.endTransaction();
  settings.endTransaction(committed);
  if (!chain) return;
  transaction.begin();
  settings.beginTransaction();
}

const noTransaction = warning('there is no transaction in progress');

function warning(message: string): Notice {
  return { severity: 'WARNING', message };
}
