import type { Nulls } from './vector.ts';

/** The NULLs of a growing vector: nothing is allocated until the first one. */
export class NullMask {
  #bytes: Uint8Array | null = null;

  /** Marks a row as NULL; `capacity` is how many rows its builder has room for. */
  mark(row: number, capacity: number): void {
    this.#bytes ??= new Uint8Array(capacity);
    if (row >= this.#bytes.length) {
      const grown = new Uint8Array(capacity);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes[row] = 1;
  }

  /** Forgets the marks of the rows [rows, length). */
  truncate(rows: number, length: number): void {
    this.#bytes?.fill(0, rows, length);
  }

  /** Hands over the marks of the first `rows` rows and starts anew. */
  finish(rows: number): Nulls {
    const bytes = this.#bytes;
    this.#bytes = null;
    if (bytes === null || !bytes.includes(1)) return null;
    if (bytes.length >= rows) return bytes.subarray(0, rows);
    const grown = new Uint8Array(rows);
    grown.set(bytes);
    return grown;
  }
}
