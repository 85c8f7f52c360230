import type { Batch } from '../../data/batch.ts';
import type { Vector } from '../../data/vector.ts';
import type { Forget } from '../../planner/physical/physical-plan.ts';
import { timesOf } from './hop.ts';

/** Rows of two batches that belong together: the n-th pair is leftRows[n] and rightRows[n]. */
export type MatchedRows = {
  readonly left: Batch;
  readonly right: Batch;
  readonly leftRows: Int32Array;
  readonly rightRows: Int32Array;
};

/** Some of the pairs, by their numbers. */
export function selectRows(matched: MatchedRows, selection: Int32Array): MatchedRows {
  const { leftRows, rightRows } = matched;
  return {
    ...matched,
    leftRows: selection.map((n) => leftRows[n] as number),
    rightRows: selection.map((n) => rightRows[n] as number),
  };
}

/**
 * The pairs in which neither row was late for the other: a late row does not meet what its
 * watermark would have made the join forget.
 */
export function openRows(
  matched: MatchedRows,
  leftForget: Forget | null,
  rightForget: Forget | null,
): MatchedRows {
  const { left, right, leftRows, rightRows } = matched;
  if (left.late === null && right.late === null) return matched;
  const leftClosed = closedTest(left, leftForget, right.late);
  const rightClosed = closedTest(right, rightForget, left.late);
  const open: number[] = [];
  for (let n = 0; n < leftRows.length; n += 1) {
    const l = leftRows[n] as number;
    const r = rightRows[n] as number;
    if (!leftClosed(l, r) && !rightClosed(r, l)) open.push(n);
  }
  return open.length === leftRows.length ? matched : selectRows(matched, Int32Array.from(open));
}

/** Whether a row may have been forgotten at the watermark with which a late row of the other side came. */
function closedTest(
  batch: Batch,
  forget: Forget | null,
  otherLate: Float64Array | null,
): (row: number, other: number) => boolean {
  if (forget === null || otherLate === null) return () => false;
  const { values, nulls } = timesOf(batch.columns[forget.column] as Vector);
  return (row, other) => {
    if (nulls !== null && nulls[row] === 1) return false;
    return (values[row] as number) + forget.slackMicros < (otherLate[other] as number);
  };
}

/** The weights of the pairs: products; null when all are 1. */
export function joinedWeights({
  left,
  right,
  leftRows,
  rightRows,
}: MatchedRows): Int32Array | null {
  const a = left.weights;
  const b = right.weights;
  if (a === null && b === null) return null;
  const weights = new Int32Array(leftRows.length);
  for (let n = 0; n < weights.length; n += 1) {
    const x = a === null ? 1 : (a[leftRows[n] as number] as number);
    const y = b === null ? 1 : (b[rightRows[n] as number] as number);
    weights[n] = x * y;
  }
  return weights;
}

/** The late marks of the pairs: the later watermark of the two. */
export function joinedLate({ left, right, leftRows, rightRows }: MatchedRows): Float64Array | null {
  const a = left.late;
  const b = right.late;
  if (a === null && b === null) return null;
  const late = new Float64Array(leftRows.length);
  for (let n = 0; n < late.length; n += 1) {
    const x = a === null ? -Infinity : (a[leftRows[n] as number] as number);
    const y = b === null ? -Infinity : (b[rightRows[n] as number] as number);
    late[n] = Math.max(x, y);
  }
  return late;
}
