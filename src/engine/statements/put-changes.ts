import type { Batch } from '../../data/batch.ts';
import { abortError } from '../ended.ts';
import type { EngineContext } from '../engine-context.ts';
import { findRows } from '../find-rows.ts';
import { rowsLike } from '../rows-like.ts';
import type { StatementOptions } from '../statement-options.ts';
import type { StoredRelation } from '../stored-relation.ts';
import { alone, writeTogether } from '../write-together.ts';
import { settle } from './flush.ts';
import type { FindRows } from './unique-rows.ts';

/** What a statement has found out in its turn. */
export type TurnResult<Result> = {
  /** Rows to be taken away (weight −1) and put; null for none. */
  readonly change: Batch | null;
  readonly result: Result;
};

/**
 * The rows of a table that have the primary key of one of the rows given, or without a primary key
 * equal one of them; others may come along. As they are committed, and with what the transaction of
 * the statement has changed.
 */
export type CurrentRows = {
  readonly committed: (rows: Batch) => Batch | null;
  readonly seen: (rows: Batch) => Batch | null;
  /** Those, as seen, that equal one of the rows given in some columns. */
  readonly by: FindRows;
};

/**
 * Runs a statement that reads a table before it writes to it: one after the other, each at an epoch
 * that has every write before it. Its change is durable and visible when this resolves, or waits
 * for COMMIT. @throws SqlError 57014, those of the statement and of writes
 */
export async function inTurn<Result>(
  context: EngineContext,
  store: StoredRelation,
  options: StatementOptions,
  work: (current: CurrentRows) => Promise<TurnResult<Result>>,
): Promise<Result> {
  const transaction = options.transaction ?? null;
  const committed = (rows: Batch): Batch | null => {
    const result = context.liveQuery(store.id)?.result ?? null;
    return result === null ? null : rowsLike(result, rows, store.definition);
  };
  const seen = (rows: Batch | null): Batch | null =>
    transaction === null ? rows : transaction.seen(store.id, rows);
  const current: CurrentRows = {
    committed,
    seen: (rows) => seen(committed(rows)),
    by: (columns, rows) => seen(findRows(context, store.id)(columns, rows)),
  };
  return await alone([store], async () => {
    await settle(context, options);
    const { change, result } = await work(current);
    if (change === null) return result;
    if (options.signal?.aborted === true) throw abortError(options.signal);
    if (transaction !== null) transaction.change(store, change, current.committed(change));
    else await writeTogether([{ store, encoded: store.encode(change) }], context.rounds);
    return result;
  });
}
