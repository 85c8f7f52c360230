import type { Batch } from '../../src/data/batch.ts';
import type { Vector } from '../../src/data/vector.ts';

/**
 * Folds every value of every row into one number that does not depend on the order of rows: the
 * sum of row hashes, each counted as often as its weight says, modulo 2^48. NULL, numbers by value
 * whatever their encoding, texts by their bytes.
 */
export class Digest {
  #sum = 0;
  rows = 0;

  add(batch: Batch): void {
    const hashes = new Int32Array(batch.rowCount);
    for (const column of batch.columns) mixColumn(column, hashes);
    const { weights } = batch;
    for (let i = 0; i < batch.rowCount; i += 1) {
      const weight = weights === null ? 1 : (weights[i] as number);
      this.#sum = (this.#sum + weight * ((hashes[i] as number) >>> 0)) % 281_474_976_710_656;
      this.rows += weight;
    }
  }

  text(): string {
    const positive = this.#sum < 0 ? this.#sum + 281_474_976_710_656 : this.#sum;
    return positive.toString(16).padStart(12, '0');
  }
}

function mixColumn(column: Vector, hashes: Int32Array): void {
  const { nulls } = column;
  const valueHash = hasher(column);
  for (let i = 0; i < hashes.length; i += 1) {
    const value = nulls !== null && nulls[i] === 1 ? 0x5bd1e995 : valueHash(i);
    hashes[i] = Math.imul((hashes[i] as number) ^ value, 0x9e3779b1) ^ (value >>> 15);
  }
}

function hasher(column: Vector): (row: number) => number {
  switch (column.kind) {
    case 'text':
      return (row) =>
        hashBytes(column.bytes, column.offsets[row] as number, column.offsets[row + 1] as number);
    case 'dictionary': {
      const { bytes, offsets } = column.dictionary;
      return (row) => {
        const code = column.codes[row] as number;
        return hashBytes(bytes, offsets[code] as number, offsets[code + 1] as number);
      };
    }
    case 'i64':
      return (row) => hashNumber(Number(column.values[row]));
    default:
      return (row) => hashNumber(column.values[row] as number);
  }
}

function hashNumber(value: number): number {
  const low = value | 0;
  const high = Math.trunc(value / 4294967296) | 0;
  const fraction = ((value - Math.trunc(value)) * 4294967296) | 0;
  return Math.imul(low ^ Math.imul(high, 0x85ebca6b) ^ fraction, 0xc2b2ae35) ^ (low >>> 13);
}

function hashBytes(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let i = from; i < to; i += 1) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  return hash;
}
