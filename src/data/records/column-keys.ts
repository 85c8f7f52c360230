import type { Field } from '../batch.ts';
import { hasWordsAt, wordsOf } from '../byte-words.ts';
import { decodeText } from '../text-bytes.ts';

/** How many keys' places are remembered: records of more keys are looked up by name from there on. */
const placesMax = 512;

/** How many names that are no columns are kept; PostgreSQL's limit of columns. */
const strangersMax = 1600;

/** How many of the next remembered keys are tried before a key is looked up by its name. */
const guessesMax = 3;

/** The column that no key has. */
export const noColumn = -1;

const newline = 10;

/** Bytes from a key to its value that are compared as words, and not too many of them. */
const leadBytesMin = 4;
const leadBytesMax = 256;

/**
 * Finds the columns that keys name: the one of exactly that name, else the first that is equal
 * when case is ignored. Records of one source have the same keys in the same order, written in the
 * same way: so the stretch from the next key to its value is tried first, by its bytes.
 */
export class ColumnKeys {
  /** The column of the key that was found last, or `noColumn`. */
  column = noColumn;
  readonly #exact = new Map<string, number>();
  readonly #folded = new Map<string, number>();
  /** The columns of keys in the order they were met. */
  readonly #columns: number[] = [];
  /** What stood last from the opening quote of each of these keys to its value; null for the unusual. */
  readonly #leads: (DataView | null)[] = [];
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
   * The place of the value when one of the keys expected next stands at `from`, the place of an
   * opening quote; then `column` is of that key. −1 when it must be looked up.
   */
  guess(words: DataView, from: number): number {
    const last = Math.min(this.#next + guessesMax, this.#leads.length);
    for (let place = this.#next; place < last; place += 1) {
      const lead = this.#leads[place] as DataView | null;
      if (lead === null || !hasWordsAt(words, from, lead, 0, lead.byteLength)) continue;
      this.#next = place + 1;
      this.column = this.#columns[place] as number;
      return from + lead.byteLength;
    }
    return -1;
  }

  /**
   * Looks up the key between the quotes at `from` and `to` − 1, whose value is at `valueAt`, and
   * remembers how it was written.
   */
  lookUp(bytes: Uint8Array, from: number, to: number, valueAt: number): void {
    const name = decodeText(bytes, from + 1, to - 1);
    const place = this.#places.get(name) ?? this.#add(name);
    if (place === null) return;
    this.column = this.#columns[place] as number;
    this.#next = place + 1;
    this.#leads[place] = leadOf(bytes.subarray(from, valueAt));
  }

  /** The place of a new key; null when there is no room for it. */
  #add(name: string): number | null {
    this.column = this.byName(name);
    const place = this.#columns.length;
    if (place === placesMax) return null;
    this.#places.set(name, place);
    this.#columns.push(this.column);
    this.#leads.push(null);
    return place;
  }
}

/** A copy, for the piece that it stood in goes; null when it is too short or long, or not on one line. */
function leadOf(written: Uint8Array): DataView | null {
  if (written.length < leadBytesMin || written.length > leadBytesMax) return null;
  return written.includes(newline) ? null : wordsOf(new Uint8Array(written));
}
