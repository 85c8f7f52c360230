import { decodeText } from './text-bytes.ts';

const quote = 34;
const backslash = 92;
const minus = 45;
const zero = 48;
const space = 32;
const bytesInitial = 1024;

/** An integer is written in pieces of this many digits, so that its arithmetic stays in 32 bits. */
const pieceDigits = 8;
const piece = 10 ** pieceDigits;

/** How many bytes each byte takes in a JSON string: more than one where it must be escaped. */
const escapedSize = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte === quote || byte === backslash) return 2;
  if (byte >= space) return 1;
  return shortEscape(byte) === 0 ? 6 : 2;
});

/** A growing JSON text in UTF-8. Commas and brackets are the caller's. */
export class JsonBytes {
  #bytes: Uint8Array;
  #end = 0;

  /** `bytesExpected` is how long the text may become: a guess that saves growing. */
  constructor(bytesExpected: number) {
    this.#bytes = new Uint8Array(Math.max(bytesExpected, bytesInitial));
  }

  /** The text so far. */
  text(): string {
    return decodeText(this.#bytes, 0, this.#end);
  }

  writeByte(byte: number): void {
    if (this.#end === this.#bytes.length) this.#grow(1);
    this.#bytes[this.#end] = byte;
    this.#end += 1;
  }

  /** Writes a string of ASCII as it is. */
  writeAscii(text: string): void {
    this.#reserve(text.length);
    for (let i = 0; i < text.length; i += 1) this.#bytes[this.#end + i] = text.charCodeAt(i);
    this.#end += text.length;
  }

  /** Writes an integer within ±2^53. */
  writeInteger(value: number): void {
    if (value < 0) this.writeByte(minus);
    this.writeDigits(Math.abs(value), 1);
  }

  /** Writes an integer of 0 … 2^53 with at least `width` digits. */
  writeDigits(value: number, width: number): void {
    if (value < piece) {
      this.#writePiece(value, width);
      return;
    }
    const high = Math.floor(value / piece);
    this.writeDigits(high, width - pieceDigits);
    this.#writePiece(value - high * piece, pieceDigits);
  }

  /** Writes the UTF-8 bytes source[from … to) as a string. */
  writeString(source: Uint8Array, from: number, to: number): void {
    this.#reserve(6 * (to - from) + 2);
    const bytes = this.#bytes;
    let end = this.#end;
    bytes[end] = quote;
    end += 1;
    for (let i = from; i < to; i += 1) {
      const byte = source[i] as number;
      if (escapedSize[byte] === 1) {
        bytes[end] = byte;
        end += 1;
      } else end = writeEscape(bytes, end, byte);
    }
    bytes[end] = quote;
    this.#end = end + 1;
  }

  /** Writes a JSON text source[from … to) as it is, but on one line. */
  writeJson(source: Uint8Array, from: number, to: number): void {
    this.#reserve(to - from);
    const bytes = this.#bytes;
    let end = this.#end;
    for (let i = from; i < to; i += 1) {
      const byte = source[i] as number;
      bytes[end] = byte < space ? space : byte;
      end += 1;
    }
    this.#end = end;
  }

  /** Writes an integer of 0 … 10^8 − 1 with at least `width` digits. */
  #writePiece(value: number, width: number): void {
    this.#reserve(Math.max(width, pieceDigits));
    const bytes = this.#bytes;
    let digits = 1;
    for (let bound = 10; value >= bound; bound *= 10) digits += 1;
    digits = Math.max(digits, width);
    let rest = value;
    for (let at = this.#end + digits - 1; at >= this.#end; at -= 1) {
      const next = (rest / 10) | 0;
      bytes[at] = zero + rest - next * 10;
      rest = next;
    }
    this.#end += digits;
  }

  #reserve(size: number): void {
    if (this.#end + size > this.#bytes.length) this.#grow(size);
  }

  #grow(size: number): void {
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#end + size));
    grown.set(this.#bytes.subarray(0, this.#end));
    this.#bytes = grown;
  }
}

/** Writes a byte that must be escaped; the place behind it. */
function writeEscape(bytes: Uint8Array, at: number, byte: number): number {
  bytes[at] = backslash;
  if (byte === quote || byte === backslash) {
    bytes[at + 1] = byte;
    return at + 2;
  }
  const letter = shortEscape(byte);
  if (letter !== 0) {
    bytes[at + 1] = letter;
    return at + 2;
  }
  const code = byte.toString(16).padStart(4, '0');
  bytes[at + 1] = 117;
  for (let i = 0; i < 4; i += 1) bytes[at + 2 + i] = code.charCodeAt(i);
  return at + 6;
}

/** The letter behind the backslash of a control character; 0 where only \u will do. */
function shortEscape(byte: number): number {
  const at = [8, 9, 10, 12, 13].indexOf(byte);
  return at < 0 ? 0 : 'btnfr'.charCodeAt(at);
}
