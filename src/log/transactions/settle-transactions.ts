import type { Topic } from '../api.ts';
import { markAll } from './mark-all.ts';
import type { Persistence } from './persistence.ts';
import type { StoredTransactions } from './transaction-log.ts';

/**
 * Decides what a process that ended has left undecided: a transaction is committed when its record is
 * there, aborted otherwise. All decisions fall in this turn; resolves when all markers are durable: true,
 * unless the log was closed before.
 */
export async function settleTransactions(
  topics: readonly Topic[],
  { committed }: StoredTransactions,
  persistence: Persistence,
): Promise<boolean> {
  const marked: Promise<boolean>[] = [];
  for (const partition of topics.flatMap(({ partitions }) => partitions)) {
    for (const id of partition.openTransactions()) {
      const isCommitted = committed.get(id.producerId)?.has(id.epoch) ?? false;
      marked.push(markAll(id, [partition], isCommitted ? 'commit' : 'abort', persistence));
    }
  }
  return (await Promise.all(marked)).every((isMarked) => isMarked);
}
