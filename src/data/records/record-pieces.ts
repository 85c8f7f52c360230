import type { RecordReader } from './record-reader.ts';

/**
 * Hands a reader a text that comes in pieces cut anywhere. A piece is read when the next one is
 * there, or at the end; what is left of it, the beginning of a record, is put in front of the next.
 */
export class RecordPieces {
  readonly #reader: RecordReader;
  /** What has not been read yet. */
  #rest: Uint8Array = new Uint8Array(0);
  /** Memory for pieces with something in front of them. */
  #joined: Uint8Array = new Uint8Array(0);
  /** Nothing can be read before there are so many bytes: of a long record not every piece is tried. */
  #bytesMin = 0;

  constructor(reader: RecordReader) {
    this.#reader = reader;
  }

  /** Takes the next piece, which is not to be changed before the next call. @throws SqlError as the reader does */
  add(piece: Uint8Array): void {
    if (this.#rest.length > 0 && this.#rest.length >= this.#bytesMin) this.#read();
    this.#rest = this.#rest.length === 0 ? piece : this.#join(piece);
  }

  /** Nothing comes behind the pieces that were added. @throws SqlError as the reader does */
  end(): void {
    this.#reader.read(this.#rest, true);
  }

  #read(): void {
    const bytes = this.#rest;
    const consumed = this.#reader.read(bytes, false);
    this.#rest = bytes.subarray(consumed);
    this.#bytesMin = consumed === 0 ? bytes.length * 2 : 0;
  }

  #join(piece: Uint8Array): Uint8Array {
    const rest = this.#rest;
    const bytes = rest.length + piece.length;
    if (this.#joined.length < bytes) this.#joined = new Uint8Array(bytes * 2);
    const joined = this.#joined;
    const isInPlace = rest.buffer === joined.buffer && rest.byteOffset === joined.byteOffset;
    if (!isInPlace) joined.set(rest);
    joined.set(piece, rest.length);
    return joined.subarray(0, bytes);
  }
}
