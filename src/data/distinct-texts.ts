import { hasWordsAt, wordsOf } from './byte-words.ts';
import { sameBytes } from './text-bytes.ts';
import type { TextVector } from './vector.ts';

/** The distinct texts of a vector and for each row the number of its text. */
export type DistinctTexts = {
  readonly codes: Uint8Array;
  /** The texts, from offset 0. */
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
};

/** One byte counts the texts. */
const textsMax = 255;
const slots = 1024;

/** Below this the directory of a batch outweighs its values. */
const rowsMin = 16;

/**
 * The distinct texts of a vector when there are at most 255; null when there are more, or when it
 * soon looks like it: more than a quarter of the rows so far brought a new text.
 */
export function distinctTexts(vector: TextVector): DistinctTexts | null {
  const rows = vector.offsets.length - 1;
  if (rows < rowsMin) return null;
  const { offsets, nulls } = vector;
  const table = new TextTable(vector);
  const codes = new Uint8Array(rows);
  for (let row = 0; row < rows; row += 1) {
    if (nulls !== null && nulls[row] === 1) continue;
    codes[row] = table.codeOf(row, offsets[row] as number, offsets[row + 1] as number);
    if (table.count > textsMax || table.count > rowsMin + (row >> 2)) return null;
  }
  return { codes, ...table.texts() };
}

/** An open-addressing table of the first rows with each text. */
class TextTable {
  count = 0;
  readonly #vector: TextVector;
  readonly #words: DataView;
  /** Number of the text plus one, 0 where free. */
  readonly #slots = new Uint16Array(slots);
  readonly #hashes = new Int32Array(textsMax + 1);
  readonly #rows = new Int32Array(textsMax + 1);

  constructor(vector: TextVector) {
    this.#vector = vector;
    this.#words = wordsOf(vector.bytes);
  }

  codeOf(row: number, start: number, end: number): number {
    const hash = hashWords(this.#words, start, end);
    let slot = hash & (slots - 1);
    for (;;) {
      const code = (this.#slots[slot] as number) - 1;
      if (code < 0) return this.#add(slot, hash, row);
      if (this.#hashes[code] === hash && this.#isText(code, start, end)) return code;
      slot = (slot + 1) & (slots - 1);
    }
  }

  texts(): { readonly offsets: Int32Array; readonly bytes: Uint8Array } {
    const { offsets: from, bytes: source } = this.#vector;
    const offsets = new Int32Array(this.count + 1);
    for (let code = 0; code < this.count; code += 1) {
      const row = this.#rows[code] as number;
      const size = (from[row + 1] as number) - (from[row] as number);
      offsets[code + 1] = (offsets[code] as number) + size;
    }
    const bytes = new Uint8Array(offsets[this.count] as number);
    for (let code = 0; code < this.count; code += 1) {
      const row = this.#rows[code] as number;
      bytes.set(source.subarray(from[row], from[row + 1]), offsets[code]);
    }
    return { offsets, bytes };
  }

  #add(slot: number, hash: number, row: number): number {
    const code = this.count;
    this.#slots[slot] = code + 1;
    this.#hashes[code] = hash;
    this.#rows[code] = row;
    this.count += 1;
    return code;
  }

  #isText(code: number, start: number, end: number): boolean {
    const { offsets } = this.#vector;
    const row = this.#rows[code] as number;
    const other = offsets[row] as number;
    if ((offsets[row + 1] as number) - other !== end - start) return false;
    if (end - start >= 4) return hasWordsAt(this.#words, other, this.#words, start, end);
    return sameBytes(this.#vector.bytes, start, end, this.#vector.bytes, other);
  }
}

/** FNV-1a (Fowler, Noll, Vo) over words, stirred so that the low bits depend on all bytes. */
function hashWords(words: DataView, start: number, end: number): number {
  let hash = 0x811c9dc5;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    hash = Math.imul(hash ^ words.getInt32(at, true), 0x01000193);
    hash ^= hash >>> 15;
  }
  for (; at < end; at += 1) hash = Math.imul(hash ^ words.getUint8(at), 0x01000193);
  return hash ^ (hash >>> 15);
}
