/** A buffer that has grown beyond this is not kept. */
const keptBytesMax = 256 * 1024;

/** Puts bytes one behind the other until they are taken. */
export class ByteText {
  #buffer = Buffer.allocUnsafe(8192);
  #end = 0;

  byte(value: number): this {
    this.#room(1);
    this.#buffer[this.#end] = value;
    this.#end += 1;
    return this;
  }

  bytes(value: Uint8Array): this {
    this.#room(value.length);
    this.#buffer.set(value, this.#end);
    this.#end += value.length;
    return this;
  }

  /** A copy of all that was put; what follows begins anew. */
  take(): Uint8Array {
    const taken = Uint8Array.prototype.slice.call(this.#buffer, 0, this.#end);
    this.#end = 0;
    if (this.#buffer.length > keptBytesMax) this.#buffer = Buffer.allocUnsafe(8192);
    return taken;
  }

  #room(bytes: number): void {
    const needed = this.#end + bytes;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(larger, 0, 0, this.#end);
    this.#buffer = larger;
  }
}
