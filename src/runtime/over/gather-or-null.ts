import { gatherVector } from '../../data/gather.ts';
import type { Vector } from '../../data/vector.ts';

/** The rows of a vector that are named, NULL where −1 is. */
export function gatherOrNull(vector: Vector, rows: Int32Array): Vector {
  const missing = rows.includes(-1);
  if (!missing) return gatherVector(vector, rows, rows.length);
  const nulls = new Uint8Array(rows.length);
  const safe = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i += 1) {
    const row = rows[i] as number;
    if (row < 0) nulls[i] = 1;
    else {
      safe[i] = row;
      nulls[i] = vector.nulls === null ? 0 : (vector.nulls[row] as number);
    }
  }
  return { ...gatherVector(vector, safe, safe.length), nulls };
}

/** The integer in a row of a vector; null for NULL. */
export function integerAt(vector: Vector, row: number): number | null {
  if (vector.nulls !== null && vector.nulls[row] === 1) return null;
  return vector.kind === 'i32' || vector.kind === 'f64' || vector.kind === 'i64'
    ? Number(vector.values[row])
    : null;
}
