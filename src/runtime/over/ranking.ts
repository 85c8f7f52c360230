import { assert } from '../../common/assert.ts';
import type { Vector } from '../../data/vector.ts';
import type {
  RankingFunctionName,
  SortKey,
  WindowCall,
} from '../../planner/physical/physical-plan.ts';
import { distantRows } from './distant-rows.ts';
import { framePlaces } from './frame-values.ts';
import { framesOf } from './frames.ts';
import { gatherOrNull, integerAt } from './gather-or-null.ts';
import type { SortedPartitions } from './sorted-partitions.ts';

type RankingCall = Extract<WindowCall, { kind: 'ranking' }>;

/** What a window function says of every row: its place in the partition, or the value of another row. */
export function rankingColumn(
  call: RankingCall,
  sorted: SortedPartitions,
  order: readonly SortKey[],
  failed: Failed,
): Vector {
  const name: RankingFunctionName = call.function;
  switch (name) {
    case 'row_number':
      return places(sorted, (i, first) => i - first + 1);
    case 'rank':
      return places(sorted, (i, first) => (sorted.peerStarts[i] as number) - first + 1);
    case 'dense_rank':
      return denseRanks(sorted);
    case 'percent_rank':
      return places(sorted, (i, first, last) =>
        last - first === 1 ? 0 : ((sorted.peerStarts[i] as number) - first) / (last - first - 1),
      );
    case 'cume_dist':
      return places(
        sorted,
        (i, first, last) => ((sorted.peerEnds[i] as number) - first) / (last - first),
      );
    case 'ntile':
      return buckets(call, sorted, failed);
    case 'lag':
    case 'lead':
      return distantRows(call, sorted);
    case 'first_value':
    case 'last_value':
    case 'nth_value': {
      const frames = framesOf(call.frame, sorted, order);
      const value = argument(sorted, call, 0);
      return gatherOrNull(value, framePlaces(call, sorted, frames, value, failed));
    }
  }
}

/** Rows that have no answer, with the SQLSTATE that says why. */
export type Failed = (row: number, code: string) => void;

/** A column of the input that the call is given. */
export function argument(sorted: SortedPartitions, call: RankingCall, index: number): Vector {
  const column = sorted.batch.columns[call.arguments[index] ?? -1];
  assert(column, `${call.function} has argument ${index}`);
  return column;
}

/** A number for row i of the partition [first, last). */
function places(
  { batch, starts }: SortedPartitions,
  placeOf: (i: number, first: number, last: number) => number,
): Vector {
  const values = new Float64Array(batch.rowCount);
  for (let p = 0; p + 1 < starts.length; p += 1) {
    const first = starts[p] as number;
    const last = starts[p + 1] as number;
    for (let i = first; i < last; i += 1) values[i] = placeOf(i, first, last);
  }
  return { kind: 'f64', values, nulls: null };
}

function denseRanks(sorted: SortedPartitions): Vector {
  let rank = 0;
  return places(sorted, (i, first) => {
    if (i === first) rank = 1;
    else if (sorted.peerStarts[i] === i) rank += 1;
    return rank;
  });
}

/** ntile: as even as can be, larger buckets first; the first row of a partition says how many. */
function buckets(call: RankingCall, sorted: SortedPartitions, failed: Failed): Vector {
  const counts = argument(sorted, call, 0);
  const values = new Int32Array(sorted.batch.rowCount);
  const nulls = new Uint8Array(sorted.batch.rowCount);
  for (let p = 0; p + 1 < sorted.starts.length; p += 1) {
    const first = sorted.starts[p] as number;
    const last = sorted.starts[p + 1] as number;
    const count = first < last ? integerAt(counts, first) : null;
    for (let i = first; i < last; i += 1) {
      if (count === null) nulls[i] = 1;
      else if (count <= 0) failed(i, '22014');
      else values[i] = bucketOf(i - first, last - first, count);
    }
  }
  return { kind: 'i32', values, nulls: nulls.includes(1) ? nulls : null };
}

function bucketOf(place: number, rows: number, count: number): number {
  const size = Math.floor(rows / count);
  const larger = rows % count;
  const before = larger * (size + 1);
  if (place < before) return Math.floor(place / (size + 1)) + 1;
  return larger + Math.floor((place - before) / size) + 1;
}
