import type { Field } from '../batch.ts';
import { decodeText, hasBytesAt } from '../text-bytes.ts';

const quote = 34;

/** How many keys' places are remembered: records of more keys are looked up by name from there on. */
const placesMax = 512;

/** How many names that are no columns are kept; PostgreSQL's limit of columns. */
const strangersMax = 1600;

/** How many of the next remembered keys are tried before a key is looked up by its name. */
const guessesMax = 3;

/** The column that no key has. */
export const noColumn = -1;

/**
 * Finds the columns that keys name: the one of exactly that name, else the first that is equal
 * when case is ignored. Records of one source have the same keys in the same order, so the key
 * that followed the last one before is tried first, by its bytes.
 */
export class ColumnKeys {
  /** Bytes of the key that `guess` found. */
  length = 0;
  /** Its column, or `noColumn`. */
  column = noColumn;
  readonly #exact = new Map<string, number>();
  readonly #folded = new Map<string, number>();
  /** Keys as they stood between their quotes, in the order they were met, and their columns. */
  readonly #keys: Uint8Array[] = [];
  readonly #columns: number[] = [];
  readonly #strangers = new Set<string>();
  readonly #places = new Map<string, number>();
  #next = 0;

  constructor(fields: readonly Field[]) {
    for (const [column, { name }] of fields.entries()) {
      this.#exact.set(name, column);
      const folded = name.toLowerCase();
      if (!this.#folded.has(folded)) this.#folded.set(folded, column);
    }
  }

  /** The column of a name, or `noColumn`. */
  byName(name: string): number {
    const column = this.#exact.get(name) ?? this.#folded.get(name.toLowerCase());
    if (column !== undefined) return column;
    if (this.#strangers.size < strangersMax) this.#strangers.add(name);
    return noColumn;
  }

  /** Names met that are no columns, in the order they came. */
  strangers(): readonly string[] {
    return [...this.#strangers];
  }

  /** Tells that a record begins. */
  restart(): void {
    this.#next = 0;
  }

  /**
   * Whether one of the keys expected next stands at `from`, the place behind an opening quote.
   * Then `length` and `column` are of that key.
   */
  guess(bytes: Uint8Array, from: number): boolean {
    const last = Math.min(this.#next + guessesMax, this.#keys.length);
    for (let place = this.#next; place < last; place += 1) {
      const key = this.#keys[place] as Uint8Array;
      if (bytes[from + key.length] !== quote || !hasBytesAt(bytes, from, key)) continue;
      this.#next = place + 1;
      this.length = key.length;
      this.column = this.#columns[place] as number;
      return true;
    }
    return false;
  }

  /** The column of a key without escapes that `guess` did not know; remembers its place. */
  lookUp(bytes: Uint8Array, from: number, to: number): number {
    const name = decodeText(bytes, from, to);
    const known = this.#places.get(name);
    if (known !== undefined) {
      this.#next = known + 1;
      return this.#columns[known] as number;
    }
    const column = this.byName(name);
    if (this.#keys.length < placesMax) {
      this.#places.set(name, this.#keys.length);
      this.#keys.push(bytes.slice(from, to));
      this.#columns.push(column);
      this.#next = this.#keys.length;
    }
    return column;
  }
}
