import type { Vector } from '../../data/vector.ts';
import type { WindowCall } from '../../planner/physical/physical-plan.ts';
import { includedRows, type Stretches } from './frame-exclusion.ts';
import type { Frames } from './frames.ts';
import { integerAt } from './gather-or-null.ts';
import type { SortedPartitions } from './sorted-partitions.ts';

type RankingCall = Extract<WindowCall, { kind: 'ranking' }>;

/** The row of each frame whose value first_value, last_value or nth_value answers; −1 for none. */
export function framePlaces(
  call: RankingCall,
  sorted: SortedPartitions,
  frames: Frames,
  value: Vector,
  failed: (row: number, code: string) => void,
): Int32Array {
  const places = new Int32Array(sorted.batch.rowCount);
  const counts = sorted.batch.columns[call.arguments[1] ?? -1];
  const nulls = call.ignoreNulls ? value.nulls : null;
  for (let i = 0; i < places.length; i += 1) {
    const stretches = includedRows(call.frame.exclude, frames, sorted, i);
    if (call.function === 'last_value') {
      places[i] = lastOf(stretches, nulls);
      continue;
    }
    const n = counts === undefined ? 1 : integerAt(counts, i);
    if (n !== null && n <= 0) failed(i, '22016');
    places[i] = n === null || n <= 0 ? -1 : nthOf(stretches, n, nulls);
  }
  return places;
}

function nthOf(stretches: Stretches, n: number, nulls: Uint8Array | null): number {
  let left = n;
  for (let s = 0; s < stretches.length; s += 2) {
    const from = stretches[s] as number;
    const to = stretches[s + 1] as number;
    if (nulls === null) {
      if (from + left <= to) return from + left - 1;
      left -= to - from;
      continue;
    }
    for (let row = from; row < to; row += 1) {
      if (nulls[row] === 0) left -= 1;
      if (left === 0) return row;
    }
  }
  return -1;
}

function lastOf(stretches: Stretches, nulls: Uint8Array | null): number {
  for (let s = stretches.length - 2; s >= 0; s -= 2) {
    const from = stretches[s] as number;
    for (let row = (stretches[s + 1] as number) - 1; row >= from; row -= 1) {
      if (nulls === null || nulls[row] === 0) return row;
    }
  }
  return -1;
}
