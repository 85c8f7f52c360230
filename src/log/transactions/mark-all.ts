import type { Partition } from '../api.ts';
import type { TransactionOutcome } from '../format/control-record.ts';
import type { Persistence } from './persistence.ts';

/** The one transaction that this producer and epoch name. */
export type TransactionId = { readonly producerId: number; readonly epoch: number };

/**
 * Decides a transaction in all partitions in this turn, so that nobody sees it in one and not in the
 * other; the markers follow, and are tried again while a partition does not take them. Resolves when all
 * are durable: true, unless the log was closed before.
 */
export async function markAll(
  id: TransactionId,
  partitions: readonly Partition[],
  outcome: TransactionOutcome,
  persistence: Persistence,
): Promise<boolean> {
  const first = partitions.map((partition) => partition.endTransaction(id, outcome));
  const marked = await Promise.all(
    partitions.map((partition, index) => {
      let attempt = first[index];
      return persistence.until(async () => {
        const marking = attempt ?? partition.endTransaction(id, outcome);
        attempt = undefined;
        await marking;
      });
    }),
  );
  return marked.every((isMarked) => isMarked);
}
