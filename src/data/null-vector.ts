import { type SqlType, storageOf } from './sql-type.ts';
import type { Vector } from './vector.ts';

/** A column of NULLs. */
export function nullVector(type: SqlType, count: number): Vector {
  const nulls = new Uint8Array(count).fill(1);
  switch (storageOf(type)) {
    case 'u8':
      return { kind: 'u8', values: new Uint8Array(count), nulls };
    case 'i32':
      return { kind: 'i32', values: new Int32Array(count), nulls };
    case 'text':
      return { kind: 'text', offsets: new Int32Array(count + 1), bytes: new Uint8Array(0), nulls };
    default:
      return { kind: 'f64', values: new Float64Array(count), nulls };
  }
}
