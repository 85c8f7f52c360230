import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { FetchDirection, StatementNode } from '../../parser/ast.ts';
import { done } from '../answer.ts';
import type { StatementOutcome } from '../api.ts';
import { abortError, isTimeout } from '../ended.ts';
import { AnsweredRows, type CursorRows, goesForward } from './cursor-rows.ts';
import type { EngineSession } from './session.ts';

type Node<K extends StatementNode['kind']> = Extract<StatementNode, { kind: K }>;

/** How the query of a cursor is begun. */
export type CursorQueries = {
  /** Runs one that ends. */
  readonly once: () => Promise<StatementOutcome>;
  /** Begins one that goes on. */
  readonly follow: () => Promise<CursorRows>;
};

/** DECLARE: begins a query whose rows FETCH takes. @throws SqlError 42P03, 53400, 0A000, and what the query raises */
export async function declareCursor(
  session: EngineSession,
  node: Node<'declareCursor'>,
  sql: string,
  { once, follow }: CursorQueries,
): Promise<StatementOutcome> {
  const { name } = node.name;
  if (node.binary) {
    throw new SqlError(sqlState.featureNotSupported, 'binary cursors are not supported', {
      hint: 'Ask for binary results in the Bind message.',
    });
  }
  session.cursors.check(name);
  const isEndless = node.query.emit !== null;
  if (isEndless && node.scroll === true) {
    throw new SqlError(
      sqlState.featureNotSupported,
      'a cursor over a continuous query can only scan forward',
      { position: node.query.emit?.position, hint: 'Declare it with NO SCROLL.' },
    );
  }
  // Outside of a transaction it is kept, too: a query that never ends has no use for one.
  const hold = node.hold || session.status === 'I';
  const scroll = !isEndless && node.scroll !== false;
  if (isEndless) {
    session.cursors.add({ name, rows: await follow(), hold, scroll, sql });
    return done('DECLARE CURSOR');
  }
  const { schema, batches, notices } = await once();
  const rows = new AnsweredRows(schema ?? { fields: [] }, batches);
  session.cursors.add({ name, rows, hold, scroll, sql });
  return done('DECLARE CURSOR', 0, notices);
}

/**
 * FETCH and MOVE: the rows of a cursor. Those of a continuous query are waited for until all that
 * were asked for are there, or the time of a statement is over; ALL are those there are.
 * @throws SqlError 34000, 55000, 57014
 */
export async function fetchRows(
  session: EngineSession,
  { cursor: { name }, direction, move }: Node<'fetch'>,
  signal: AbortSignal | undefined,
): Promise<StatementOutcome> {
  const cursor = session.cursors.get(name);
  if (!cursor.scroll && goesBack(direction)) throw goesForward();
  const { batches, rowCount } = await cursor.rows.fetch(direction, signal);
  if (signal?.aborted === true && rowCount === 0 && !isTimeout(signal)) throw abortError(signal);
  if (move) return done('MOVE', rowCount);
  return { command: 'FETCH', schema: cursor.rows.schema, batches, rowCount, notices: [] };
}

function goesBack(direction: FetchDirection): boolean {
  switch (direction.kind) {
    case 'forward':
      return direction.count <= 0;
    case 'relative':
      return direction.count <= 0;
    case 'all':
      return false;
    case 'backward':
      return direction.count >= 0;
    default:
      return true;
  }
}

/** CLOSE. @throws SqlError 34000 */
export function closeCursor(
  session: EngineSession,
  { cursor }: Node<'closeCursor'>,
): StatementOutcome {
  if (cursor === null) {
    session.cursors.closeAll();
    return done('CLOSE CURSOR ALL');
  }
  session.cursors.get(cursor.name);
  session.cursors.close(cursor.name);
  return done('CLOSE CURSOR');
}
