import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { StatementNode } from '../../parser/ast.ts';
import { done } from '../answer.ts';
import type { Notice, StatementOutcome } from '../api.ts';
import type { EngineSession } from '../session/session.ts';

/**
 * BEGIN, COMMIT, ROLLBACK and savepoints; null for other statements, which a transaction that has
 * failed refuses. @throws SqlError 25P02, 25P01, 3B001, 40001 and those of writes
 */
export function transactionStatement(
  session: EngineSession,
  statement: StatementNode,
  signal: AbortSignal | undefined,
): StatementOutcome | Promise<StatementOutcome> | null {
  switch (statement.kind) {
    case 'commit':
      return commit(session, statement.chain, signal);
    case 'rollback':
      return rollback(session, statement.chain);
    case 'rollbackToSavepoint':
      return rollbackTo(session, statement.name.name);
    default:
      if (session.status === 'E') throw aborted();
  }
  switch (statement.kind) {
    case 'begin':
      return begin(session, statement.modes);
    case 'savepoint':
      return savepoint(session, statement.name.name);
    case 'releaseSavepoint':
      session.block.release(statement.name.name);
      return done('RELEASE');
    case 'setTransaction':
      return setTransaction(session, statement);
    default:
      return null;
  }
}

/** The error of a text that has begun a transaction and not ended it, where no session goes on. */
export function neverCommitted(): SqlError {
  return new SqlError(
    sqlState.invalidTransactionState,
    'the transaction was rolled back: the text ended without COMMIT',
    { hint: 'Send BEGIN, the statements and COMMIT in one text.' },
  );
}

/** @throws SqlError 25006 for a statement that changes something in a transaction that only reads */
export function refuseInReadOnly(session: EngineSession, node: StatementNode): void {
  const { kind } = node;
  if (node.kind === 'copy' && node.direction === 'to') return;
  if (!/^(insert|update|delete|truncate|copy|create|drop|alter|comment)/.test(kind)) return;
  if (session.setting('transaction_read_only') !== 'on') return;
  const word = /^[a-z]+/.exec(kind)?.[0].toUpperCase() ?? '';
  throw new SqlError('25006', `cannot execute ${word} in a read-only transaction`);
}

function begin(session: EngineSession, modes: readonly string[]): StatementOutcome {
  const { block, settings } = session;
  if (block.status === 'T') {
    setModes(session, modes, true);
    return done('BEGIN', 0, [warning('there is already a transaction in progress')]);
  }
  block.begin();
  settings.beginTransaction();
  beginModes(session);
  setModes(session, modes, true);
  return done('BEGIN');
}

/** A transaction begins with the session's defaults. */
function beginModes({ settings }: EngineSession): void {
  for (const name of ['isolation', 'read_only'] as const) {
    const value = settings.get(`default_transaction_${name}`) ?? '';
    if (value !== settings.get(`transaction_${name}`)) {
      settings.set(`transaction_${name}`, value, true);
    }
  }
}

async function commit(
  session: EngineSession,
  chain: boolean,
  signal: AbortSignal | undefined,
): Promise<StatementOutcome> {
  const { block } = session;
  if (block.status === 'I') return done('COMMIT', 0, [noTransaction]);
  if (block.status === 'E') return await rollback(session, chain);
  try {
    await block.commit(signal);
  } catch (error) {
    ended(session, false, false);
    throw error;
  }
  ended(session, true, chain);
  return done('COMMIT');
}

async function rollback(session: EngineSession, chain: boolean): Promise<StatementOutcome> {
  const { block } = session;
  if (block.status === 'I') return done('ROLLBACK', 0, [noTransaction]);
  await block.rollback();
  ended(session, false, chain);
  return done('ROLLBACK');
}

function ended(session: EngineSession, committed: boolean, chain: boolean): void {
  const { cursors, settings, block } = session;
  const modes = ['transaction_isolation', 'transaction_read_only'].map(
    (name) => [name, settings.get(name) ?? ''] as const,
  );
  cursors.endTransaction();
  settings.endTransaction(committed);
  if (!chain) return;
  block.begin();
  settings.beginTransaction();
  for (const [name, value] of modes) settings.set(name, value, true);
}

function savepoint({ block, settings, cursors }: EngineSession, name: string): StatementOutcome {
  block.savepoint(name, { settings: settings.mark(), cursors: new Set(cursors.all()) });
  return done('SAVEPOINT');
}

async function rollbackTo(
  { block, settings, cursors }: EngineSession,
  name: string,
): Promise<StatementOutcome> {
  const mark = await block.rollbackTo(name);
  settings.rollbackTo(mark.settings);
  cursors.closeOthers(mark.cursors);
  return done('ROLLBACK');
}

function setTransaction(
  session: EngineSession,
  { session: forAll, modes }: Extract<StatementNode, { kind: 'setTransaction' }>,
): StatementOutcome {
  if (!forAll && session.status === 'I') {
    const message = 'SET TRANSACTION can only be used in transaction blocks';
    return done('SET', 0, [warning(message)]);
  }
  setModes(session, modes, !forAll);
  return done('SET');
}

/** Whatever is asked for, every statement reads one epoch, and a conflicting write fails with 40001. */
function setModes({ settings }: EngineSession, modes: readonly string[], local: boolean): void {
  const prefix = local ? 'transaction' : 'default_transaction';
  for (const mode of modes) {
    const isolation = /^isolation level (.*)$/.exec(mode)?.[1];
    if (isolation !== undefined) settings.set(`${prefix}_isolation`, isolation, local);
    else if (mode === 'read only') settings.set(`${prefix}_read_only`, 'on', local);
    else if (mode === 'read write') settings.set(`${prefix}_read_only`, 'off', local);
  }
}

/** The error of a statement in a transaction that has failed. */
export function aborted(): SqlError {
  return new SqlError(
    sqlState.inFailedTransaction,
    'current transaction is aborted, commands ignored until end of transaction block',
  );
}

function warning(message: string): Notice {
  return { severity: 'WARNING', message };
}

const noTransaction = warning('there is no transaction in progress');
