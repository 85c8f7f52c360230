import { bytesBefore, specialBytes, wordsOf } from './byte-words.ts';
import { NullMask } from './null-mask.ts';
import type { TextVector } from './vector.ts';

const capacityInitial = 1024;
const bytesInitial = 16 * 1024;

/** Shorter texts are copied in a loop, which beats the fixed cost of a native copy. */
const loopBytesMax = 40;

const quote = 34;

const encoder = new TextEncoder();

/** Grows a vector of UTF-8 texts. */
export class TextBuilder {
  readonly kind = 'text';
  length = 0;
  #offsets = new Int32Array(capacityInitial + 1);
  #bytes = new Uint8Array(bytesInitial);
  #words = wordsOf(this.#bytes);
  #end = 0;
  readonly #nulls = new NullMask();

  /** Appends a row of the UTF-8 bytes source[from … to). */
  appendBytes(source: Uint8Array, from: number, to: number): void {
    const size = to - from;
    const at = this.#end;
    if (at + size > this.#bytes.length) this.#growBytes(size);
    const bytes = this.#bytes;
    if (size > loopBytesMax) bytes.set(source.subarray(from, to), at);
    else for (let i = 0; i < size; i += 1) bytes[at + i] = source[from + i] as number;
    this.#end = at + size;
    this.endRow();
  }

  /**
   * Appends a row of the inside of a JSON string whose first character is at `from`; the place of
   * its closing quote. −1, and nothing is appended, for a string with a backslash or a control
   * character, one that ends near `limit` or not before it, and one that there is no room for yet.
   */
  appendQuoted(source: DataView, from: number, limit: number): number {
    const target = this.#words;
    const shift = this.#end - from;
    const last = Math.min(limit, target.byteLength - shift) - 4;
    for (let at = from; at <= last; at += 4) {
      const word = source.getInt32(at, true);
      target.setInt32(at + shift, word, true);
      const marks = specialBytes(word);
      if (marks === 0) continue;
      const end = at + bytesBefore(marks);
      if (source.getUint8(end) !== quote) return -1;
      this.#end = end + shift;
      this.endRow();
      return end;
    }
    return -1;
  }

  /** Appends a row of a string; lone surrogates become U+FFFD. */
  appendString(text: string): void {
    this.addString(text);
    this.endRow();
  }

  appendNull(): void {
    this.endRow();
    this.#nulls.mark(this.length - 1, this.#offsets.length);
  }

  /** Adds a byte to the row that `endRow` will end. */
  addByte(byte: number): void {
    if (this.#end === this.#bytes.length) this.#growBytes(1);
    this.#bytes[this.#end] = byte;
    this.#end += 1;
  }

  /** Adds bytes to the row that `endRow` will end. */
  addBytes(source: Uint8Array, from: number, to: number): void {
    if (this.#end + to - from > this.#bytes.length) this.#growBytes(to - from);
    const bytes = this.#bytes;
    let at = this.#end;
    for (let i = from; i < to; i += 1) {
      bytes[at] = source[i] as number;
      at += 1;
    }
    this.#end = at;
  }

  /** Adds a string to the row that `endRow` will end. */
  addString(text: string): void {
    if (this.#end + text.length * 3 > this.#bytes.length) this.#growBytes(text.length * 3);
    const target = this.#bytes;
    const start = this.#end;
    const loop = text.length <= loopBytesMax ? text.length : 0;
    let i = 0;
    while (i < loop) {
      const unit = text.charCodeAt(i);
      if (unit > 127) break;
      target[start + i] = unit;
      i += 1;
    }
    if (i === text.length) this.#end = start + i;
    else this.#end = start + encoder.encodeInto(text, target.subarray(start)).written;
  }

  /** Ends the row whose bytes were added. */
  endRow(): void {
    this.length += 1;
    if (this.length === this.#offsets.length) this.#growOffsets();
    this.#offsets[this.length] = this.#end;
  }

  /** Takes back every row from `rows` on, and bytes that no row was made of yet. */
  truncate(rows: number): void {
    this.#nulls.truncate(rows, this.length);
    this.length = rows;
    this.#end = this.#offsets[rows] as number;
  }

  finish(): TextVector {
    const vector = this.lend();
    this.#offsets = new Int32Array(this.#offsets.length);
    this.#bytes = new Uint8Array(this.#bytes.length);
    this.#words = wordsOf(this.#bytes);
    return vector;
  }

  /** A view of the rows, valid until the next one is appended; the builder is then empty. */
  lend(): TextVector {
    const offsets = this.#offsets.subarray(0, this.length + 1);
    const bytes = this.#bytes.subarray(0, this.#end);
    const nulls = this.#nulls.finish(this.length);
    this.#end = 0;
    this.length = 0;
    return { kind: 'text', offsets, bytes, nulls };
  }

  #growOffsets(): void {
    const grown = new Int32Array(this.#offsets.length * 2);
    grown.set(this.#offsets);
    this.#offsets = grown;
  }

  #growBytes(size: number): void {
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#end + size));
    grown.set(this.#bytes.subarray(0, this.#end));
    this.#bytes = grown;
    this.#words = wordsOf(grown);
  }
}
