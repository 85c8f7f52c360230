import type { Vector } from '../../data/vector.ts';

/** A 32-bit hash per row over some columns; rows with a NULL among them are marked in `nulls`. */
export type RowHashes = { readonly hashes: Int32Array; readonly nulls: Uint8Array | null };

/**
 * Hashes rows by their key columns. Equal values hash equally whatever their encoding: double or
 * int64, text or dictionary.
 */
export function hashRows(columns: readonly Vector[], rowCount: number): RowHashes {
  const hashes = new Int32Array(rowCount);
  let nulls: Uint8Array | null = null;
  for (const column of columns) {
    hashColumn(column, hashes, rowCount);
    if (column.nulls === null) continue;
    nulls ??= new Uint8Array(rowCount);
    for (let i = 0; i < rowCount; i += 1)
      nulls[i] = (nulls[i] as number) | (column.nulls[i] as number);
  }
  for (let i = 0; i < rowCount; i += 1)
    hashes[i] = (hashes[i] as number) ^ ((hashes[i] as number) >>> 15);
  return { hashes, nulls };
}

function hashColumn(column: Vector, hashes: Int32Array, rowCount: number): void {
  switch (column.kind) {
    case 'u8':
    case 'i32':
      for (let i = 0; i < rowCount; i += 1)
        hashes[i] = mix(hashes[i] as number, column.values[i] as number);
      return;
    case 'f64':
      hashDoubles(column.values, hashes, rowCount);
      return;
    case 'i64':
      for (let i = 0; i < rowCount; i += 1) {
        hashes[i] = mix(hashes[i] as number, hashInt64(column.values[i] as bigint));
      }
      return;
    case 'text':
      for (let i = 0; i < rowCount; i += 1) {
        const text = hashText(
          column.bytes,
          column.offsets[i] as number,
          column.offsets[i + 1] as number,
        );
        hashes[i] = mix(hashes[i] as number, text);
      }
      return;
    case 'dictionary': {
      const { offsets, bytes } = column.dictionary;
      for (let i = 0; i < rowCount; i += 1) {
        const code = column.codes[i] as number;
        const text = hashText(bytes, offsets[code] as number, offsets[code + 1] as number);
        hashes[i] = mix(hashes[i] as number, text);
      }
    }
  }
}

/** Whole numbers by their low 32 bits and the quotient by 2^32, as int64 gives them; −0 as 0. */
function hashDoubles(values: Float64Array, hashes: Int32Array, rowCount: number): void {
  for (let i = 0; i < rowCount; i += 1) {
    const value = (values[i] as number) + 0;
    const high = (value * 2.3283064365386963e-10) | 0;
    const fraction = (value - Math.trunc(value)) * 4294967296;
    hashes[i] = mix(hashes[i] as number, value ^ Math.imul(high ^ fraction, 0x85ebca6b));
  }
}

function hashInt64(value: bigint): number {
  const high = Number(value / 4294967296n) | 0;
  return Number(BigInt.asIntN(32, value)) ^ Math.imul(high, 0x85ebca6b);
}

function hashText(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let i = from; i < to; i += 1) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  return hash;
}

function mix(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ value, 0x9e3779b1);
  return mixed ^ (mixed >>> 16);
}
