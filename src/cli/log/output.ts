import type { LogWorld } from './log-world.ts';

const chunkBytes = 64 * 1024;

/** Gathers what goes to the standard output and waits for its reader. */
export class Output {
  readonly #world: LogWorld;
  #chunk = Buffer.allocUnsafe(chunkBytes);
  #end = 0;
  #isOpen = true;

  constructor(world: LogWorld) {
    this.#world = world;
  }

  /** Whether somebody still reads. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Whether so much is gathered that it should be written. */
  get isFull(): boolean {
    return this.#end >= chunkBytes;
  }

  /** Adds bytes. */
  add(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#chunk.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** Adds one byte. */
  addByte(byte: number): void {
    this.#reserve(1);
    this.#chunk[this.#end] = byte;
    this.#end += 1;
  }

  /** Adds a text. */
  addText(text: string): void {
    this.#reserve(text.length * 3);
    this.#end += this.#chunk.write(text, this.#end);
  }

  /** Writes what is gathered; whether somebody still reads. */
  async flush(): Promise<boolean> {
    if (this.#end > 0 && this.#isOpen) {
      const chunk = this.#chunk.subarray(0, this.#end);
      this.#isOpen = await this.#world.out(chunk);
      // What was written may still be on its way.
      this.#chunk = Buffer.allocUnsafe(chunkBytes);
    }
    this.#end = 0;
    return this.#isOpen;
  }

  #reserve(bytes: number): void {
    if (this.#end + bytes <= this.#chunk.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#chunk.length * 2, this.#end + bytes));
    grown.set(this.#chunk.subarray(0, this.#end));
    this.#chunk = grown;
  }
}
