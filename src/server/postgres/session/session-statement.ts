import { SqlError, sqlState } from '../../../common/sql-error.ts';
import type { StatementText } from '../../../engine/statement-texts.ts';
import { type CopyStatement, readCopy } from '../copy/copy-statement.ts';
import { TokenCursor } from './token-cursor.ts';

/** A statement about the session, not about data: the engine never sees it. */
export type SessionStatement =
  | { readonly kind: 'begin'; readonly tag: 'BEGIN' | 'START TRANSACTION' }
  | { readonly kind: 'commit' | 'rollback'; readonly chain: boolean }
  /** `value` is null for DEFAULT. */
  | {
      readonly kind: 'set';
      readonly name: string;
      readonly value: string | null;
      readonly local: boolean;
    }
  /** What is accepted and changes nothing. */
  | { readonly kind: 'accepted'; readonly tag: string }
  /** `name` is null for ALL. */
  | { readonly kind: 'reset' | 'show'; readonly name: string | null }
  | { readonly kind: 'discard'; readonly tag: string; readonly all: boolean }
  | {
      readonly kind: 'declare';
      readonly name: string;
      readonly hold: boolean;
      readonly binary: boolean;
      readonly query: StatementText;
    }
  /** `count` is null for ALL. */
  | {
      readonly kind: 'fetch';
      readonly move: boolean;
      readonly count: number | null;
      readonly name: string;
    }
  /** `name` is null for ALL. */
  | { readonly kind: 'closeCursor' | 'deallocate'; readonly name: string | null }
  | {
      readonly kind: 'prepare';
      readonly name: string;
      readonly types: readonly string[];
      readonly query: StatementText;
    }
  | {
      readonly kind: 'executePrepared';
      readonly name: string;
      readonly values: StatementText | null;
    }
  | CopyStatement;

/** The statement when it is one of the session's; null for one that the engine is to run. @throws SqlError 42601, 0A000 */
export function readSessionStatement(statement: StatementText): SessionStatement | null {
  const [first] = statement.tokens;
  if (first?.kind !== 'word') return null;
  const read = Object.hasOwn(readers, first.value) ? readers[first.value] : undefined;
  if (read === undefined) return null;
  const cursor = new TokenCursor(statement);
  const found = read(cursor);
  if (found !== null) cursor.end();
  return found;
}

type Reader = (cursor: TokenCursor) => SessionStatement | null;

const readers: Readonly<Record<string, Reader>> = {
  begin: (cursor) => {
    cursor.next();
    cursor.take('work') || cursor.take('transaction');
    transactionModes(cursor);
    return { kind: 'begin', tag: 'BEGIN' };
  },
  start: (cursor) => {
    cursor.expect('start', 'transaction');
    transactionModes(cursor);
    return { kind: 'begin', tag: 'START TRANSACTION' };
  },
  commit: (cursor) => readEnd(cursor, 'commit'),
  end: (cursor) => readEnd(cursor, 'commit'),
  rollback: (cursor) => readEnd(cursor, 'rollback'),
  abort: (cursor) => readEnd(cursor, 'rollback'),
  savepoint: refuseSavepoint,
  release: refuseSavepoint,
  listen: refuseNotify,
  notify: refuseNotify,
  unlisten: (cursor) => accepted(cursor, 'UNLISTEN'),
  set: readSet,
  reset: (cursor) => {
    cursor.next();
    return { kind: 'reset', name: cursor.take('all') ? null : settingPath(cursor) };
  },
  show: readShow,
  discard: (cursor) => {
    cursor.next();
    const what = cursor.name();
    if (what !== 'all')
      return { kind: 'discard', tag: `DISCARD ${what.toUpperCase()}`, all: false };
    return { kind: 'discard', tag: 'DISCARD ALL', all: true };
  },
  declare: readDeclare,
  fetch: (cursor) => readFetch(cursor, false),
  move: (cursor) => readFetch(cursor, true),
  close: (cursor) => {
    cursor.next();
    return { kind: 'closeCursor', name: cursor.take('all') ? null : cursor.name() };
  },
  prepare: readPrepare,
  execute: (cursor) => {
    cursor.next();
    const name = cursor.name();
    return {
      kind: 'executePrepared',
      name,
      values: cursor.isSign('(') ? cursor.parenthesized() : null,
    };
  },
  deallocate: (cursor) => {
    cursor.next();
    cursor.take('prepare');
    return { kind: 'deallocate', name: cursor.take('all') ? null : cursor.name() };
  },
  copy: readCopy,
};

/** Takes everything that is left. */
function accepted(cursor: TokenCursor, tag: string): SessionStatement {
  while (!cursor.isAtEnd) cursor.next();
  return { kind: 'accepted', tag };
}

/** ISOLATION LEVEL …, READ WRITE, READ ONLY, [NOT] DEFERRABLE: every statement reads one epoch in any case. */
function transactionModes(cursor: TokenCursor): void {
  while (!cursor.isAtEnd) {
    if (!modes.some((words) => cursor.take(...words))) throw cursor.unexpected();
    cursor.takeSign(',');
  }
}

const modes: readonly (readonly string[])[] = [
  ['isolation', 'level', 'serializable'],
  ['isolation', 'level', 'repeatable', 'read'],
  ['isolation', 'level', 'read', 'committed'],
  ['isolation', 'level', 'read', 'uncommitted'],
  ['read', 'write'],
  ['read', 'only'],
  ['not', 'deferrable'],
  ['deferrable'],
];

function readEnd(cursor: TokenCursor, kind: 'commit' | 'rollback'): SessionStatement {
  cursor.next();
  if (cursor.isWord('prepared')) {
    throw new SqlError(sqlState.featureNotSupported, 'two-phase commit is not supported');
  }
  cursor.take('work') || cursor.take('transaction');
  if (cursor.isWord('to')) throw savepointsRefused();
  const chain = cursor.take('and', 'chain');
  if (!chain) cursor.take('and', 'no', 'chain');
  return { kind, chain };
}

function refuseSavepoint(): never {
  throw savepointsRefused();
}

function savepointsRefused(): SqlError {
  return new SqlError(sqlState.featureNotSupported, 'savepoints are not supported', {
    hint: 'Roll back the whole transaction, or let every statement stand for itself.',
  });
}

function refuseNotify(): never {
  throw new SqlError(sqlState.featureNotSupported, 'LISTEN and NOTIFY are not supported', {
    hint: 'Follow a view with SELECT … EMIT CHANGES.',
  });
}

function readSet(cursor: TokenCursor): SessionStatement {
  cursor.next();
  const local = cursor.take('local');
  if (!local && cursor.take('session')) {
    if (cursor.take('characteristics')) return accepted(cursor, 'SET');
    if (cursor.isWord('authorization')) return accepted(cursor, 'SET');
  }
  if (cursor.take('transaction')) {
    transactionModes(cursor);
    return { kind: 'accepted', tag: 'SET' };
  }
  if (cursor.isWord('constraints')) return accepted(cursor, 'SET CONSTRAINTS');
  if (cursor.take('time', 'zone')) {
    return { kind: 'set', name: 'timezone', value: settingValue(cursor), local };
  }
  if (cursor.take('names'))
    return { kind: 'set', name: 'client_encoding', value: settingValue(cursor), local };
  const name = settingPath(cursor);
  if (!cursor.takeSign('=')) cursor.expect('to');
  return { kind: 'set', name, value: settingValue(cursor), local };
}

/** The name of a setting, which may have dots. */
function settingPath(cursor: TokenCursor): string {
  if (cursor.take('time', 'zone')) return 'timezone';
  if (cursor.take('session', 'authorization')) return 'session_authorization';
  if (cursor.take('transaction', 'isolation', 'level')) return 'transaction_isolation';
  let name = cursor.name();
  while (cursor.takeSign('.')) name += `.${cursor.name()}`;
  return name;
}

/** A list of words, texts and numbers; null for DEFAULT. */
function settingValue(cursor: TokenCursor): string | null {
  if (cursor.take('default')) return null;
  const parts: string[] = [];
  do {
    const sign = ['-', '+'].find((each) => cursor.takeSign(each)) ?? '';
    const token = cursor.next();
    if (!['word', 'quoted', 'string', 'number'].includes(token.kind)) throw cursor.unexpected();
    parts.push(sign + token.value);
    if (token.value === 'interval' && cursor.peek()?.kind === 'string')
      parts.push(cursor.next().value);
  } while (cursor.takeSign(','));
  return parts.join(', ');
}

/** Null for lists such as SHOW STREAMS, which are the engine's. */
function readShow(cursor: TokenCursor): SessionStatement | null {
  cursor.next();
  if (cursor.take('all')) return { kind: 'show', name: null };
  const name = settingPath(cursor);
  return cursor.isAtEnd ? { kind: 'show', name } : null;
}

function readDeclare(cursor: TokenCursor): SessionStatement {
  cursor.next();
  const name = cursor.name();
  let binary = false;
  for (;;) {
    if (cursor.take('binary')) binary = true;
    else if (cursor.isWord('scroll')) throw cursorsGoForward();
    else if (
      !(cursor.take('no', 'scroll') || cursor.take('insensitive') || cursor.take('asensitive'))
    )
      break;
  }
  cursor.expect('cursor');
  const hold = cursor.take('with', 'hold');
  if (!hold) cursor.take('without', 'hold');
  cursor.expect('for');
  const query = cursor.rest();
  while (!cursor.isAtEnd) cursor.next();
  return { kind: 'declare', name, hold, binary, query };
}

/** The error of a cursor that is asked to go back. */
function cursorsGoForward(): SqlError {
  return new SqlError(sqlState.objectNotInPrerequisiteState, 'cursor can only scan forward', {
    hint: 'Declare it again to read it once more.',
  });
}

function readFetch(cursor: TokenCursor, move: boolean): SessionStatement {
  cursor.next();
  const count = fetchCount(cursor);
  cursor.take('from') || cursor.take('in');
  return { kind: 'fetch', move, count, name: cursor.name() };
}

function fetchCount(cursor: TokenCursor): number | null {
  if (cursor.isWord('prior', 'first', 'last', 'absolute', 'relative', 'backward')) {
    throw cursorsGoForward();
  }
  if (cursor.take('next')) return 1;
  cursor.take('forward');
  if (cursor.take('all')) return null;
  if (cursor.isSign('-')) throw cursorsGoForward();
  const token = cursor.peek();
  if (token?.kind !== 'number') return 1;
  cursor.next();
  return Number(token.value);
}

function readPrepare(cursor: TokenCursor): SessionStatement {
  cursor.next();
  if (cursor.isWord('transaction')) {
    throw new SqlError(sqlState.featureNotSupported, 'two-phase commit is not supported');
  }
  const name = cursor.name();
  const types = cursor.isSign('(') ? typeNames(cursor.parenthesized()) : [];
  cursor.expect('as');
  const query = cursor.rest();
  while (!cursor.isAtEnd) cursor.next();
  return { kind: 'prepare', name, types, query };
}

/** The texts between the commas that stand outside of parentheses. */
function typeNames({ text, tokens }: StatementText): readonly string[] {
  const names: string[] = [];
  let from = 0;
  let depth = 0;
  for (const { kind, value, start, end } of tokens) {
    if (kind !== 'punctuation') continue;
    if (value === '(') depth += 1;
    if (value === ')') depth -= 1;
    if (value !== ',' || depth > 0) continue;
    names.push(text.slice(from, start).trim());
    from = end;
  }
  return [...names, text.slice(from).trim()];
}
