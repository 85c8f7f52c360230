import { malformed, tooLarge } from './body-reader.ts';

/** Bytes of a message at most: statements, parameters and pieces of COPY. */
export const messageBytesMax = 16 * 1024 * 1024;

/** Bytes of the first message at most, as in PostgreSQL. */
const startupBytesMax = 10_000;

/** One message from the client: its type, or null for one that begins a connection, and its fields. */
export type Frame = { readonly type: string | null; readonly body: Buffer };

/**
 * Cuts the bytes of a connection into messages. Holds only the message that is not whole yet. The
 * first messages have no type: `startupIsOver` tells that the others have.
 */
export class FrameReader {
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #hasTypes = false;

  /** Bytes that wait for the rest of their message. */
  get heldBytes(): number {
    return this.#bytes;
  }

  startupIsOver(): void {
    this.#hasTypes = true;
  }

  add(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#chunks.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
    this.#bytes += chunk.length;
  }

  /** The next message that is whole; null when there is none. @throws ProtocolError 08P01, 54000 */
  next(): Frame | null {
    const head = this.#hasTypes ? 1 : 0;
    if (this.#bytes < head + 4) return null;
    const first = this.#atFront(head + 4);
    const length = first.readInt32BE(head);
    this.#check(length, head === 1 ? String.fromCharCode(first[0] as number) : null);
    if (this.#bytes < head + length) return null;
    const whole = this.#atFront(head + length);
    const type = head === 1 ? String.fromCharCode(whole[0] as number) : null;
    this.#drop(head + length);
    return { type, body: whole.subarray(head + 4, head + length) };
  }

  #check(length: number, type: string | null): void {
    const lengthMax = type === null ? startupBytesMax : messageBytesMax;
    if (type === null && (length < 8 || length > lengthMax)) {
      throw malformed('invalid length of startup packet');
    }
    if (length < 4) throw malformed('invalid message length');
    if (type !== null && !clientTypes.has(type)) {
      throw malformed(`invalid frontend message type ${type.charCodeAt(0)}`);
    }
    if (length > lengthMax) throw tooLarge(length, lengthMax);
  }

  /** The first piece, made to hold at least so many bytes. Each byte is copied a few times at most. */
  #atFront(bytes: number): Buffer {
    const [first] = this.#chunks;
    if (first !== undefined && first.length >= bytes) return first;
    const joined = Buffer.concat(this.#chunks);
    this.#chunks.length = 0;
    this.#chunks.push(joined);
    return joined;
  }

  #drop(bytes: number): void {
    const [first] = this.#chunks as [Buffer];
    this.#bytes -= bytes;
    if (first.length === bytes) this.#chunks.shift();
    else this.#chunks[0] = first.subarray(bytes);
  }
}

/** The types that clients send. */
const clientTypes: ReadonlySet<string> = new Set('BCDEFHPQSXcdfp');
