import type { Vector } from '../../data/vector.ts';

/** For every row, 1 where two sets of columns hold different values: NULL equals NULL, NaN equals NaN. */
export function rowsDiffer(
  a: readonly Vector[],
  b: readonly Vector[],
  rowCount: number,
): Uint8Array {
  const differs = new Uint8Array(rowCount);
  for (let c = 0; c < a.length; c += 1) markDifferences(a[c] as Vector, b[c] as Vector, differs);
  return differs;
}

function markDifferences(a: Vector, b: Vector, differs: Uint8Array): void {
  const same = comparer(a, b);
  for (let i = 0; i < differs.length; i += 1) {
    const nullA = a.nulls !== null && a.nulls[i] === 1;
    const nullB = b.nulls !== null && b.nulls[i] === 1;
    if (nullA !== nullB || (!nullA && !same(i, i))) differs[i] = 1;
  }
}

/** Whether row i of one vector equals row j of another of the same type, NULLs left aside. */
export function comparer(a: Vector, b: Vector): (i: number, j: number) => boolean {
  if (
    a.kind === 'text' ||
    a.kind === 'dictionary' ||
    b.kind === 'text' ||
    b.kind === 'dictionary'
  ) {
    return textComparer(a, b);
  }
  const left = a.values;
  const right = b.values;
  if (a.kind === 'i64' || b.kind === 'i64') {
    return (i, j) => BigInt(left[i] as number | bigint) === BigInt(right[j] as number | bigint);
  }
  return (i, j) => {
    const x = left[i];
    const y = right[j];
    return x === y || (Number.isNaN(x) && Number.isNaN(y));
  };
}

function textComparer(a: Vector, b: Vector): (i: number, j: number) => boolean {
  const left = textRange(a);
  const right = textRange(b);
  return (i, j) => {
    const startA = left.start(i);
    const startB = right.start(j);
    const length = left.end(i) - startA;
    if (length !== right.end(j) - startB) return false;
    for (let k = 0; k < length; k += 1) {
      if (left.bytes[startA + k] !== right.bytes[startB + k]) return false;
    }
    return true;
  };
}

type TextRange = {
  bytes: Uint8Array;
  start: (row: number) => number;
  end: (row: number) => number;
};

function textRange(vector: Vector): TextRange {
  if (vector.kind === 'text') {
    const { offsets, bytes } = vector;
    return {
      bytes,
      start: (row) => offsets[row] as number,
      end: (row) => offsets[row + 1] as number,
    };
  }
  if (vector.kind !== 'dictionary')
    throw new Error('assertion failed: texts are compared with texts');
  const { codes } = vector;
  const { offsets, bytes } = vector.dictionary;
  return {
    bytes,
    start: (row) => offsets[codes[row] as number] as number,
    end: (row) => offsets[(codes[row] as number) + 1] as number,
  };
}
