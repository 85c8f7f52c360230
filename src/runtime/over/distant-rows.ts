import { assert } from '../../common/assert.ts';
import { concatVectors } from '../../data/concat-batches.ts';
import type { Vector } from '../../data/vector.ts';
import type { WindowCall } from '../../planner/physical/physical-plan.ts';
import { gatherOrNull, integerAt } from './gather-or-null.ts';
import type { SortedPartitions } from './sorted-partitions.ts';

type RankingCall = Extract<WindowCall, { kind: 'ranking' }>;

/** lag and lead: the value so many rows before or behind; the default beyond the partition. */
export function distantRows(call: RankingCall, sorted: SortedPartitions): Vector {
  const { batch, starts } = sorted;
  const [value, distance, otherwise] = call.arguments.map((column) => batch.columns[column]);
  assert(value, `${call.function} has a value`);
  const sign = call.function === 'lag' ? -1 : 1;
  const rows = new Int32Array(batch.rowCount);
  // The defaults stand behind the values.
  const missing = (i: number): number => (otherwise === undefined ? -1 : batch.rowCount + i);
  const chosen = (i: number, away: number, first: number, last: number): number => {
    const row = rowAway(i, away, value, call.ignoreNulls);
    return row >= first && row < last ? row : missing(i);
  };
  for (let p = 0; p + 1 < starts.length; p += 1) {
    const first = starts[p] as number;
    const last = starts[p + 1] as number;
    for (let i = first; i < last; i += 1) {
      const away = distance === undefined ? 1 : integerAt(distance, i);
      rows[i] = away === null ? -1 : chosen(i, away * sign, first, last);
    }
  }
  const all = otherwise === undefined ? value : concatVectors([value, otherwise]);
  return gatherOrNull(all, rows);
}

/** The row so far away; without NULLs, the one so many values away. May lie beyond the partition. */
function rowAway(i: number, distance: number, value: Vector, ignoreNulls: boolean): number {
  const { nulls } = value;
  if (!ignoreNulls || nulls === null || distance === 0) return i + distance;
  const step = Math.sign(distance);
  let row = i;
  for (let left = Math.abs(distance); left > 0; ) {
    row += step;
    if (row < 0 || row >= nulls.length) return row < 0 ? -1 : nulls.length;
    if (nulls[row] === 0) left -= 1;
  }
  return row;
}
