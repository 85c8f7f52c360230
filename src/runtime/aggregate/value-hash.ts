import { unreachable } from '../../common/assert.ts';
import type { Vector } from '../../data/vector.ts';

const cell = new Float64Array(1);
const words = new Uint32Array(cell.buffer);
/** Bits of the second word that fit into a double besides those of the first one. */
const highBits = 21;

/**
 * A hash of 53 bits per row, as a whole number: wide enough that millions of values hardly ever
 * meet. Equal values hash equally whatever their encoding; NULL rows have any hash.
 */
export function valueHashes(vector: Vector, rowCount: number): Float64Array {
  const hashes = new Float64Array(rowCount);
  switch (vector.kind) {
    case 'u8':
    case 'i32':
    case 'f64':
      for (let i = 0; i < rowCount; i += 1) hashes[i] = hashNumber(vector.values[i] as number);
      return hashes;
    case 'i64':
      for (let i = 0; i < rowCount; i += 1) hashes[i] = hashInteger(vector.values[i] as bigint);
      return hashes;
    case 'text': {
      const { bytes, offsets } = vector;
      for (let i = 0; i < rowCount; i += 1) {
        hashes[i] = hashBytes(bytes, offsets[i] as number, offsets[i + 1] as number);
      }
      return hashes;
    }
    case 'dictionary': {
      const { bytes, offsets } = vector.dictionary;
      for (let i = 0; i < rowCount; i += 1) {
        const code = vector.codes[i] as number;
        hashes[i] = hashBytes(bytes, offsets[code] as number, offsets[code + 1] as number);
      }
      return hashes;
    }
    default:
      return unreachable(vector);
  }
}

/** Zeros of both signs are one value, and so are all NaNs. */
function hashNumber(value: number): number {
  cell[0] = Number.isNaN(value) ? Number.NaN : value + 0;
  return joined(words[0] as number, words[1] as number);
}

/** As the double of the same value where there is one. */
function hashInteger(value: bigint): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return hashNumber(number);
  return joined(Number(BigInt.asUintN(32, value)), Number(BigInt.asUintN(32, value >> 32n)));
}

function hashBytes(bytes: Uint8Array, from: number, to: number): number {
  let a = 0x811c9dc5;
  let b = 0x9747b28c ^ (to - from);
  for (let i = from; i < to; i += 1) {
    const byte = bytes[i] as number;
    a = Math.imul(a ^ byte, 0x01000193);
    b = Math.imul(b ^ byte, 0x5bd1e995);
    b ^= b >>> 13;
  }
  return joined(a, b);
}

/** Both words spread over all bits (the finishing steps of MurmurHash3). */
function joined(a: number, b: number): number {
  const low = spread(a ^ Math.imul(b, 0x9e3779b1));
  const high = spread(b ^ Math.imul(low, 0x85ebca77));
  return (high >>> (32 - highBits)) * 4294967296 + (low >>> 0);
}

function spread(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
