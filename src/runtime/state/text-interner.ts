import { copyBytes, decodeText } from '../../data/text-bytes.ts';
import type { DictionaryVector, TextVector } from '../../data/vector.ts';

/**
 * Gives every distinct text a small number, so that state holds and compares numbers. Keeps the
 * bytes of each text once; forgets nothing: it lives and dies with the table that owns it.
 */
export class TextInterner {
  #slots = new Int32Array(64);
  #hashes = new Int32Array(32);
  #offsets = new Int32Array(33);
  #bytes = new Uint8Array(512);
  #count = 0;

  /** How many distinct texts there are; codes are 0 … size − 1. */
  get size(): number {
    return this.#count;
  }

  get stateBytes(): number {
    const { byteLength } = this.#bytes;
    return byteLength + this.#slots.byteLength + this.#hashes.byteLength + this.#offsets.byteLength;
  }

  /** The codes of a column's rows; of NULL rows any number. */
  internVector(vector: TextVector | DictionaryVector, rowCount: number): Int32Array {
    if (vector.kind === 'dictionary') return this.#internDictionary(vector, rowCount);
    const codes = new Int32Array(rowCount);
    const { offsets, bytes } = vector;
    for (let i = 0; i < rowCount; i += 1) {
      codes[i] = this.intern(bytes, offsets[i] as number, offsets[i + 1] as number);
    }
    return codes;
  }

  /** The code of bytes[from … to), new or known. */
  intern(bytes: Uint8Array, from: number, to: number): number {
    const hash = hashBytes(bytes, from, to);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const code = (this.#slots[slot] as number) - 1;
      if (code < 0) return this.#add(slot, hash, bytes, from, to);
      if (this.#hashes[code] === hash && this.#equals(code, bytes, from, to)) return code;
      slot = (slot + 1) & mask;
    }
  }

  /** The texts of the given codes as one column. */
  vector(codes: Int32Array, rowCount: number, nulls: Uint8Array | null): TextVector {
    const offsets = new Int32Array(rowCount + 1);
    let length = 0;
    for (let i = 0; i < rowCount; i += 1) {
      offsets[i] = length;
      if (nulls === null || nulls[i] === 0) length += this.#length(codes[i] as number);
    }
    offsets[rowCount] = length;
    const bytes = new Uint8Array(length);
    for (let i = 0; i < rowCount; i += 1) {
      const from = offsets[i] as number;
      if (from === offsets[i + 1]) continue;
      const start = this.#offsets[codes[i] as number] as number;
      copyBytes(this.#bytes, start, start + (offsets[i + 1] as number) - from, bytes, from);
    }
    return { kind: 'text', offsets, bytes, nulls };
  }

  /** The text of a code. */
  text(code: number): string {
    const { [code]: from, [code + 1]: to } = this.#offsets;
    return decodeText(this.#bytes, from as number, to as number);
  }

  /** Orders two codes by their bytes: negative, zero or positive. */
  compare(a: number, b: number): number {
    const lengthA = this.#length(a);
    const lengthB = this.#length(b);
    const startA = this.#offsets[a] as number;
    const startB = this.#offsets[b] as number;
    const shorter = Math.min(lengthA, lengthB);
    for (let i = 0; i < shorter; i += 1) {
      const difference = (this.#bytes[startA + i] as number) - (this.#bytes[startB + i] as number);
      if (difference !== 0) return difference;
    }
    return lengthA - lengthB;
  }

  /** The code in this interner of a code of another one. */
  adopt(other: TextInterner, code: number): number {
    return this.intern(
      other.#bytes,
      other.#offsets[code] as number,
      other.#offsets[code + 1] as number,
    );
  }

  #internDictionary(vector: DictionaryVector, rowCount: number): Int32Array {
    const { offsets, bytes } = vector.dictionary;
    const known = new Int32Array(offsets.length - 1).fill(-1);
    const codes = new Int32Array(rowCount);
    for (let i = 0; i < rowCount; i += 1) {
      if (vector.nulls !== null && vector.nulls[i] === 1) continue;
      const entry = vector.codes[i] as number;
      let code = known[entry] as number;
      if (code < 0) {
        code = this.intern(bytes, offsets[entry] as number, offsets[entry + 1] as number);
        known[entry] = code;
      }
      codes[i] = code;
    }
    return codes;
  }

  #length(code: number): number {
    return (this.#offsets[code + 1] as number) - (this.#offsets[code] as number);
  }

  #equals(code: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.#offsets[code] as number;
    if ((this.#offsets[code + 1] as number) - start !== to - from) return false;
    for (let i = from, j = start; i < to; i += 1, j += 1) {
      if (bytes[i] !== this.#bytes[j]) return false;
    }
    return true;
  }

  #add(slot: number, hash: number, bytes: Uint8Array, from: number, to: number): number {
    const code = this.#count;
    if (code >= this.#hashes.length) this.#growCodes();
    const start = this.#offsets[code] as number;
    const end = start + to - from;
    if (end > this.#bytes.length) this.#bytes = grown(this.#bytes, end);
    copyBytes(bytes, from, to, this.#bytes, start);
    this.#hashes[code] = hash;
    this.#offsets[code + 1] = end;
    this.#slots[slot] = code + 1;
    this.#count = code + 1;
    if (this.#count * 2 > this.#slots.length) this.#rehash();
    return code;
  }

  #growCodes(): void {
    const hashes = new Int32Array(this.#hashes.length * 2);
    hashes.set(this.#hashes);
    this.#hashes = hashes;
    const offsets = new Int32Array(hashes.length + 1);
    offsets.set(this.#offsets);
    this.#offsets = offsets;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let code = 0; code < this.#count; code += 1) {
      let slot = (this.#hashes[code] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = code + 1;
    }
    this.#slots = slots;
  }
}

/** FNV-1a over the bytes with a final mix, so that the low bits depend on all of them. */
function hashBytes(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let i = from; i < to; i += 1) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x9e3779b1) ^ (hash >>> 13);
}

function grown(bytes: Uint8Array, needed: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(bytes.length * 2, needed));
  larger.set(bytes);
  return larger;
}
