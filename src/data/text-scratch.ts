import { copyBytes } from './text-bytes.ts';

const bytesInitial = 1024;

const zero = 48;

const encoder = new TextEncoder();

/**
 * Where the texts that are made for one row lie until they are stored. What lies in `bytes` stays
 * as it is until `length` is set back, also when the scratch grows into another array.
 */
export class TextScratch {
  bytes = new Uint8Array(bytesInitial);
  length = 0;

  addByte(byte: number): void {
    if (this.length === this.bytes.length) this.#grow(1);
    this.bytes[this.length] = byte;
    this.length += 1;
  }

  /** Adds source[from … to). */
  addBytes(source: Uint8Array, from: number, to: number): void {
    const size = to - from;
    if (this.length + size > this.bytes.length) this.#grow(size);
    copyBytes(source, from, to, this.bytes, this.length);
    this.length += size;
  }

  /** Adds a string; lone surrogates become U+FFFD. */
  addString(text: string): void {
    const room = text.length * 3;
    if (this.length + room > this.bytes.length) this.#grow(room);
    this.length += encoder.encodeInto(text, this.bytes.subarray(this.length)).written;
  }

  /** Adds a whole number from 0 to 2^53, filled up with zeros to a width. */
  addNumber(value: number, width: number): void {
    let digits = width;
    for (let above = 10 ** width; above <= value; above *= 10) digits += 1;
    if (this.length + digits > this.bytes.length) this.#grow(digits);
    let rest = value;
    for (let at = this.length + digits - 1; at >= this.length; at -= 1) {
      const tens = Math.floor(rest / 10);
      this.bytes[at] = zero + (rest - tens * 10);
      rest = tens;
    }
    this.length += digits;
  }

  #grow(size: number): void {
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + size));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }
}
