import type { Row, WeightedRow } from '../../../src/protocol/messages.ts';

/** What an epoch does to one key: the sum of the weights, and the last row that was put in. */
export type NetChange = { weight: number; added: Row | null; removed: Row | null };

/** Sums an epoch's changes by key, in the order in which the keys first come. */
export function epochNet(
  rows: readonly WeightedRow[],
  keyOf: (cells: Row) => string,
): ReadonlyMap<string, NetChange> {
  const net = new Map<string, NetChange>();
  for (const row of rows) {
    const weight = row[0];
    const cells = row.slice(1) as Row;
    const key = keyOf(cells);
    let change = net.get(key);
    if (change === undefined) {
      change = { weight: 0, added: null, removed: null };
      net.set(key, change);
    }
    change.weight += weight;
    if (weight > 0) change.added = cells;
    else change.removed = cells;
  }
  return net;
}
