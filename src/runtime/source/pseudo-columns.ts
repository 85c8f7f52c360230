import { assert } from '../../common/assert.ts';
import { type SqlType, storageOf } from '../../data/sql-type.ts';
import type { Vector } from '../../data/vector.ts';

/** Record times (milliseconds) as times of SQL (microseconds). */
export function timestampVector(recordTimes: Vector | null): Vector {
  assert(recordTimes?.kind === 'f64', 'a body has record times');
  return { kind: 'f64', values: recordTimes.values.map((ms) => ms * 1000), nulls: null };
}

/** The number of the partition in every row. */
export function partitionVector(type: SqlType, partition: number, rows: number): Vector {
  if (storageOf(type) === 'i32') {
    return { kind: 'i32', values: new Int32Array(rows).fill(partition), nulls: null };
  }
  return { kind: 'f64', values: new Float64Array(rows).fill(partition), nulls: null };
}

/** The offsets of rows; consecutive ones unless relative ones are given. */
export function offsetVector(
  baseOffset: number,
  rows: number,
  relative: Float64Array | null,
): Vector {
  const values = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) values[row] = baseOffset + (relative?.[row] ?? row);
  return { kind: 'f64', values, nulls: null };
}
