import type { Transaction } from '../log/api.ts';
import type { Rounds } from './rounds.ts';
import type { BegunWrite, EncodedRows, StoredRelation } from './stored-relation.ts';

/** What is written to one relation. */
export type RelationWrite = {
  readonly store: StoredRelation;
  readonly encoded: readonly EncodedRows[];
};

/**
 * Runs `work` while nobody else writes to the relations; all that was begun before is visible then
 * or has failed.
 */
export async function alone<Result>(
  stores: readonly StoredRelation[],
  work: () => Promise<Result>,
): Promise<Result> {
  const entered: StoredRelation[] = [];
  // One order for all, so that no two wait for each other.
  const ordered = stores.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  try {
    for (const store of ordered) {
      await store.enterAlone();
      entered.push(store);
    }
    return await work();
  } finally {
    for (const store of entered) store.leaveAlone();
  }
}

/**
 * Writes to several relations as one: all of it becomes visible in one epoch, and survives a crash
 * whole or not at all. The caller has the turn of each of them (`alone`).
 * @throws SqlError 53100, 58030 as the log does, 42P01 for a relation that was dropped
 */
export async function writeTogether(
  writes: readonly RelationWrite[],
  rounds: Pick<Rounds, 'keepTogether'>,
): Promise<void> {
  const parts = writes.filter(({ encoded }) => encoded.length > 0);
  const [first] = parts;
  if (first === undefined) return;
  const isOne = parts.length === 1 && first.encoded.length === 1;
  const transaction = isOne ? null : await first.store.beginTransaction();
  const begun: BegunWrite[] = [];
  try {
    for (const { store, encoded } of parts) begun.push(store.beginWrite(encoded, transaction));
    await finish(parts, begun, { transaction, rounds });
  } catch (error) {
    await Promise.all(begun.map(({ over }) => over));
    await transaction?.abort();
    for (const { show } of begun) show([]);
    throw error;
  }
}

async function finish(
  parts: readonly RelationWrite[],
  begun: readonly BegunWrite[],
  {
    transaction,
    rounds,
  }: {
    readonly transaction: Transaction | null;
    readonly rounds: Pick<Rounds, 'keepTogether'>;
  },
): Promise<void> {
  const ranges = await Promise.all(begun.map(({ appended }) => appended));
  await transaction?.commit();
  // In one turn: no cut is made between.
  for (const [i, { show }] of begun.entries()) show(ranges[i] ?? []);
  if (parts.length > 1) {
    rounds.keepTogether(new Map(parts.map(({ store }) => [store.id, store.visibleEnds])));
  }
  await Promise.all(begun.map(({ visible }) => visible));
}
