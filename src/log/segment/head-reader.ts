import type { DiskFile } from '../../common/disk.ts';
import {
  type BatchHead,
  batchBytes,
  decodeHead,
  frameMagicBytes,
  headBytes,
} from '../format/batch-head.ts';

const windowBytesMin = 4 * 1024;
const windowBytesMax = 64 * 1024;

/**
 * Reads the heads of a segment one after the other through a window, so that many small batches
 * cost few reads and the bodies of large ones are not read.
 */
export class HeadReader {
  readonly #file: DiskFile;
  readonly #salt: number;
  readonly #size: number;
  #window: Uint8Array = new Uint8Array(0);
  #windowAt = 0;

  constructor(file: DiskFile, size: number, salt: number) {
    this.#file = file;
    this.#size = size;
    this.#salt = salt;
  }

  /** The head at a position; null when none is there, or its batch goes beyond the end. */
  async headAt(position: number): Promise<BatchHead | null> {
    if (position + headBytes > this.#size) return null;
    if (!this.#holds(position, headBytes)) await this.#fill(position);
    const head = decodeHead(this.#window, position - this.#windowAt, this.#salt);
    if (head === null || position + batchBytes(head.bodyBytes) > this.#size) return null;
    return head;
  }

  /** The first position from `from` on, at a multiple of 8 below `to`, that a head is at. */
  async findHead(from: number, to: number): Promise<number | null> {
    let position = from;
    while (position < to) {
      if (!this.#holds(position, headBytes)) await this.#fill(position);
      const found = this.#findMagic(position);
      if (found === null) {
        position = this.#windowAt + this.#window.length - frameMagicBytes.length + 1;
        if (this.#windowAt + this.#window.length >= this.#size) return null;
        position -= position % 8;
        continue;
      }
      if (found >= to) return null;
      if (found % 8 === 0 && (await this.headAt(found)) !== null) return found;
      position = found + 1;
    }
    return null;
  }

  #findMagic(position: number): number | null {
    const window = Buffer.from(
      this.#window.buffer,
      this.#window.byteOffset,
      this.#window.byteLength,
    );
    const index = window.indexOf(frameMagicBytes, position - this.#windowAt);
    return index < 0 ? null : this.#windowAt + index;
  }

  #holds(position: number, bytes: number): boolean {
    return position >= this.#windowAt && position + bytes <= this.#windowAt + this.#window.length;
  }

  /** Reads on in large pieces, jumps in small ones: what is jumped over is not wanted. */
  async #fill(position: number): Promise<void> {
    const end = this.#windowAt + this.#window.length;
    const near = position >= this.#windowAt && position <= end;
    const bytes = Math.min(near ? windowBytesMax : windowBytesMin, this.#size - position);
    const window = new Uint8Array(bytes);
    const got = await this.#file.read(window, position);
    this.#window = window.subarray(0, got);
    this.#windowAt = position;
  }
}
