import type { Batch } from '../../data/batch.ts';
import { abortError } from '../ended.ts';
import type { EngineContext } from '../engine-context.ts';
import type { StatementOptions } from '../statement-options.ts';
import type { StoredRelation } from '../stored-relation.ts';
import { alone, writeTogether } from '../write-together.ts';
import { settle } from './flush.ts';

/** What a statement has found out in its turn. */
export type TurnResult<Result> = {
  /** Rows to be taken away (weight −1) and put; null for none. */
  readonly change: Batch | null;
  readonly result: Result;
};

/** The rows of a table. */
export type CurrentRows = {
  /** As they are committed. */
  readonly committed: Batch | null;
  /** With what the transaction of the statement has changed. */
  readonly seen: Batch | null;
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
  work: (current: () => CurrentRows) => Promise<TurnResult<Result>>,
): Promise<Result> {
  const transaction = options.transaction ?? null;
  const current = (): CurrentRows => {
    const committed = context.liveQuery(store.id)?.result?.batch() ?? null;
    return {
      committed,
      seen: transaction === null ? committed : transaction.seen(store.id, committed),
    };
  };
  return await alone([store], async () => {
    await settle(context, options);
    const { change, result } = await work(current);
    if (change === null) return result;
    if (options.signal?.aborted === true) throw abortError(options.signal);
    if (transaction !== null) transaction.change(store, change, current().committed);
    else await writeTogether([{ store, encoded: store.encode(change) }], context.rounds);
    return result;
  });
}
