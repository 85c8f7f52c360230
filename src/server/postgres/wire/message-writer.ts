import { encodeText } from '../../../data/text-bytes.ts';

/** A buffer of the writer that has grown beyond this is not kept. */
const keptBytesMax = 256 * 1024;

/** Puts messages to the client together, one behind the other, until they are taken. */
export class MessageWriter {
  #buffer = Buffer.allocUnsafe(8192);
  #end = 0;
  /** Where the length of the message under way stands. */
  #lengthAt = 0;

  /** Bytes that wait to be taken. */
  get bytes(): number {
    return this.#end;
  }

  /** Begins a message of a type. */
  begin(type: string): this {
    this.#room(5);
    this.#buffer[this.#end] = type.charCodeAt(0);
    this.#lengthAt = this.#end + 1;
    this.#end += 5;
    return this;
  }

  /** Ends the message that was begun last. */
  end(): void {
    this.#buffer.writeInt32BE(this.#end - this.#lengthAt, this.#lengthAt);
  }

  int8(value: number): this {
    this.#room(1);
    this.#buffer[this.#end] = value;
    this.#end += 1;
    return this;
  }

  int16(value: number): this {
    this.#room(2);
    this.#end = this.#buffer.writeInt16BE(value, this.#end);
    return this;
  }

  /** A count of things that follow: 0 … 65,535. */
  count(value: number): this {
    this.#room(2);
    this.#end = this.#buffer.writeUInt16BE(value, this.#end);
    return this;
  }

  int32(value: number): this {
    this.#room(4);
    this.#end = this.#buffer.writeInt32BE(value, this.#end);
    return this;
  }

  int64(value: bigint): this {
    this.#room(8);
    this.#end = this.#buffer.writeBigInt64BE(value, this.#end);
    return this;
  }

  float32(value: number): this {
    this.#room(4);
    this.#end = this.#buffer.writeFloatBE(value, this.#end);
    return this;
  }

  float64(value: number): this {
    this.#room(8);
    this.#end = this.#buffer.writeDoubleBE(value, this.#end);
    return this;
  }

  /** A text and its zero byte; one inside would end it. */
  text(value: string): this {
    return this.rawBytes(encodeText(value.replaceAll('\0', ''))).int8(0);
  }

  rawBytes(bytes: Uint8Array): this {
    this.#room(bytes.length);
    this.#buffer.set(bytes, this.#end);
    this.#end += bytes.length;
    return this;
  }

  /** A value: its length, then its bytes [from, to) of `source`. */
  value(source: Uint8Array, from: number, to: number): this {
    this.#room(4 + to - from);
    this.#end = this.#buffer.writeInt32BE(to - from, this.#end);
    if (to > from) this.#buffer.set(source.subarray(from, to), this.#end);
    this.#end += to - from;
    return this;
  }

  /** Begins a value whose length is not known yet; answers what `endValue` needs. */
  beginValue(): number {
    this.int32(0);
    return this.#end;
  }

  /** Ends a value; others may have been written inside. */
  endValue(from: number): void {
    this.#buffer.writeInt32BE(this.#end - from, from - 4);
  }

  /** A value of ASCII characters. */
  ascii(value: string): this {
    this.#room(4 + value.length);
    this.#end = this.#buffer.writeInt32BE(value.length, this.#end);
    this.#end += this.#buffer.write(value, this.#end, 'latin1');
    return this;
  }

  /** What has been written since the last time; it is the taker's. */
  take(): Buffer {
    const taken = Buffer.from(this.#buffer.subarray(0, this.#end));
    if (this.#buffer.length > keptBytesMax) this.#buffer = Buffer.allocUnsafe(8192);
    this.#end = 0;
    return taken;
  }

  /** Takes back what has been written beyond so many bytes. */
  truncate(bytes: number): void {
    this.#end = bytes;
  }

  #room(bytes: number): void {
    const needed = this.#end + bytes;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(larger, 0, 0, this.#end);
    this.#buffer = larger;
  }
}
