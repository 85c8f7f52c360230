import { SqlError, sqlState } from '../../../common/sql-error.ts';
import { protocolViolation } from '../../error-text.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads the fields of one message from the client in their order (PostgreSQL, "Message Formats").
 * @throws SqlError 08P01 where the message is shorter or longer than its fields
 */
export class BodyReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  int8(): number {
    return this.#bytes.readUInt8(this.#advance(1));
  }

  int16(): number {
    return this.#bytes.readInt16BE(this.#advance(2));
  }

  /** A count of things that follow: 0 … 65,535. */
  count(): number {
    return this.#bytes.readUInt16BE(this.#advance(2));
  }

  int32(): number {
    return this.#bytes.readInt32BE(this.#advance(4));
  }

  /** A text up to its zero byte. @throws SqlError 22021 when it is not UTF-8 */
  text(): string {
    const end = this.#bytes.indexOf(0, this.#at);
    if (end < 0) throw malformed('invalid string in message');
    const bytes = this.#bytes.subarray(this.#at, end);
    this.#at = end + 1;
    return utf8Text(bytes);
  }

  bytes(length: number): Buffer {
    if (length < 0) throw malformed('invalid message format');
    const from = this.#advance(length);
    return this.#bytes.subarray(from, from + length);
  }

  /** A value with its length in front, to be read by itself; null for NULL, whose length is −1. */
  value(): BodyReader | null {
    const length = this.int32();
    return length === -1 ? null : new BodyReader(this.bytes(length));
  }

  /** All that is left. */
  rest(): Buffer {
    return this.bytes(this.#bytes.length - this.#at);
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** Tells that all fields have been read. */
  end(): void {
    if (!this.isAtEnd) throw malformed('invalid message format');
  }

  #advance(length: number): number {
    const from = this.#at;
    if (length > this.#bytes.length - from) throw malformed('insufficient data left in message');
    this.#at = from + length;
    return from;
  }
}

/** The text of UTF-8 bytes. @throws SqlError 22021 */
export function utf8Text(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new SqlError('22021', 'invalid byte sequence for encoding "UTF8"');
  }
}

/** The error of a message that the protocol does not know: the connection cannot go on after it. */
export function malformed(message: string): ProtocolError {
  return new ProtocolError(protocolViolation, message);
}

/** An error after which nothing that the client sends can be understood. */
export class ProtocolError extends SqlError {}

/** The error of a message that is larger than allowed. */
export function tooLarge(bytes: number, bytesMax: number): ProtocolError {
  return new ProtocolError(sqlState.programLimitExceeded, 'message is too large', {
    detail: `It has ${bytes} bytes; ${bytesMax} are allowed.`,
  });
}
