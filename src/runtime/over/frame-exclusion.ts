import type { WindowFrame } from '../../planner/physical/physical-plan.ts';
import type { Frames } from './frames.ts';
import type { SortedPartitions } from './sorted-partitions.ts';

/** A stretch of rows: from, to, from, to, … */
export type Stretches = readonly number[];

/** What EXCLUDE takes out of the frame of row i: up to two stretches that lie within it. */
export function excludedRows(
  exclude: WindowFrame['exclude'],
  { from, to }: Frames,
  { peerStarts, peerEnds }: SortedPartitions,
  i: number,
): Stretches {
  const within = (start: number, end: number): Stretches => {
    const low = Math.max(start, from[i] as number);
    const high = Math.min(end, to[i] as number);
    return low < high ? [low, high] : [];
  };
  switch (exclude) {
    case null:
      return [];
    case 'current row':
      return within(i, i + 1);
    case 'group':
      return within(peerStarts[i] as number, peerEnds[i] as number);
    case 'ties':
      return [...within(peerStarts[i] as number, i), ...within(i + 1, peerEnds[i] as number)];
  }
}

/** The rows of the frame that are left: up to three stretches in order. */
export function includedRows(
  exclude: WindowFrame['exclude'],
  frames: Frames,
  sorted: SortedPartitions,
  i: number,
): Stretches {
  const included: number[] = [];
  let at = frames.from[i] as number;
  const excluded = excludedRows(exclude, frames, sorted, i);
  for (let s = 0; s < excluded.length; s += 2) {
    if (at < (excluded[s] as number)) included.push(at, excluded[s] as number);
    at = excluded[s + 1] as number;
  }
  const end = frames.to[i] as number;
  if (at < end) included.push(at, end);
  return included;
}
