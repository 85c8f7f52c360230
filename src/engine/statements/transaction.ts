import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { StatementNode } from '../../parser/ast.ts';
import { done } from '../answer.ts';
import type { Notice, StatementOutcome, TransactionBlock } from '../api.ts';

/**
 * BEGIN, COMMIT and ROLLBACK; null for other statements, which a transaction that has failed
 * refuses. @throws SqlError 25P02, 40001 and those of writes
 */
export function transactionStatement(
  block: TransactionBlock,
  statement: StatementNode,
  signal: AbortSignal | undefined,
): StatementOutcome | Promise<StatementOutcome> | null {
  switch (statement.kind) {
    case 'begin':
      return begin(block);
    case 'commit':
      return commit(block, statement.chain, signal);
    case 'rollback':
      return rollback(block, statement.chain);
    default:
      if (block.status === 'E') throw aborted();
      return null;
  }
}

/** What is known of a statement in a transaction that takes effect before its end. */
export function withEffect(
  block: TransactionBlock,
  { kind }: StatementNode,
  outcome: StatementOutcome,
): StatementOutcome {
  if (block.status !== 'T' || !/^(create|drop|alter|comment)/.test(kind)) return outcome;
  const notice: Notice = {
    severity: 'WARNING',
    message: `${outcome.command} took effect at once and is not rolled back`,
    hint: 'Only changes of rows wait for COMMIT.',
  };
  return { ...outcome, notices: [...outcome.notices, notice] };
}

/** The error of a text that has begun a transaction and not ended it, where no session goes on. */
export function neverCommitted(): SqlError {
  return new SqlError(
    sqlState.invalidTransactionState,
    'the transaction was rolled back: the text ended without COMMIT',
    { hint: 'Send BEGIN, the statements and COMMIT in one text.' },
  );
}

function begin(block: TransactionBlock): StatementOutcome {
  if (block.status === 'E') throw aborted();
  if (block.status === 'T') {
    return done('BEGIN', 0, [warning('there is already a transaction in progress')]);
  }
  block.begin();
  return done('BEGIN');
}

async function commit(
  block: TransactionBlock,
  chain: boolean,
  signal: AbortSignal | undefined,
): Promise<StatementOutcome> {
  if (block.status === 'I') return done('COMMIT', 0, [noTransaction]);
  const isCommitted = await block.commit(signal);
  if (chain) block.begin();
  return done(isCommitted ? 'COMMIT' : 'ROLLBACK');
}

function rollback(block: TransactionBlock, chain: boolean): StatementOutcome {
  if (block.status === 'I') return done('ROLLBACK', 0, [noTransaction]);
  block.rollback();
  if (chain) block.begin();
  return done('ROLLBACK');
}

function aborted(): SqlError {
  return new SqlError(
    sqlState.inFailedTransaction,
    'current transaction is aborted, commands ignored until end of transaction block',
  );
}

function warning(message: string): Notice {
  return { severity: 'WARNING', message };
}

const noTransaction = warning('there is no transaction in progress');
