import type { RowPairs } from './pairs.ts';

/** So many pairs are looked at together: what a join without keys holds at a time does not grow with its sides. */
const pairsMax = 65_536;

/** Every row of one batch with every row of another, some at a time. */
export function crossPairs(
  leftCount: number,
  rightCount: number,
  found: (pairs: RowPairs) => void,
): void {
  const total = leftCount * rightCount;
  for (let from = 0; from < total; from += pairsMax) {
    const count = Math.min(pairsMax, total - from);
    const left = new Int32Array(count);
    const right = new Int32Array(count);
    let i = Math.floor(from / rightCount);
    let j = from - i * rightCount;
    for (let n = 0; n < count; n += 1) {
      left[n] = i;
      right[n] = j;
      j += 1;
      if (j === rightCount) {
        j = 0;
        i += 1;
      }
    }
    found({ left, right });
  }
}
