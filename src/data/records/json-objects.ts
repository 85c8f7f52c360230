import { findSpecial, wordsOf } from '../byte-words.ts';
import { DecimalScan } from '../decimal-scan.ts';
import { JsonScanner, jsonDepthMax } from '../json-scanner.ts';
import { unescapeJson } from '../json-string.ts';
import { decodeText } from '../text-bytes.ts';
import { type ColumnKeys, noColumn } from './column-keys.ts';
import type { RecordColumns } from './record-columns.ts';
import { notAnObject, type RecordProblem, tooDeep } from './record-errors.ts';

const quote = 34;
const comma = 44;
const minus = 45;
const zero = 48;
const nine = 57;
const colon = 58;
const openArray = 91;
const letterN = 110;
const openObject = 123;
const closeObject = 125;

/** Walks over JSON objects and writes their values to columns. */
export class JsonObjects {
  readonly scanner: JsonScanner;
  /** What is wrong with the object walked over last, though its end was found. */
  problem: RecordProblem | null = null;
  /** Keys without a column met so far. */
  unknownKeys = 0;
  readonly #columns: RecordColumns;
  readonly #keys: ColumnKeys;
  readonly #number = new DecimalScan();
  #bytes: Uint8Array = new Uint8Array(0);
  #words = wordsOf(this.#bytes);
  #limit = 0;
  #scratch = new Uint8Array(256);

  /** `newlines` says whether an object may stand on several lines. */
  constructor(columns: RecordColumns, keys: ColumnKeys, newlines: boolean) {
    this.scanner = new JsonScanner(newlines);
    this.#columns = columns;
    this.#keys = keys;
  }

  /**
   * Behind the value at `from`, whose members are then written if it is an object; −1 after a
   * syntax error, whose place the scanner tells.
   */
  walk(bytes: Uint8Array, from: number, limit: number): number {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#words = wordsOf(bytes);
    }
    this.#limit = limit;
    this.problem = null;
    if (bytes[from] === openObject) return this.#members(from + 1);
    this.problem = notAnObject;
    return this.scanner.value(bytes, from, limit);
  }

  #members(from: number): number {
    const bytes = this.#bytes;
    const limit = this.#limit;
    const scanner = this.scanner;
    const keys = this.#keys;
    keys.restart();
    let at = scanner.space(bytes, from, limit);
    if (at < limit && bytes[at] === closeObject) return at + 1;
    for (;;) {
      at = this.#key(at);
      if (at < 0) return -1;
      at = this.#value(keys.column, at);
      if (at < 0) return -1;
      at = scanner.space(bytes, at, limit);
      const next = at < limit ? (bytes[at] as number) : 0;
      if (next === closeObject) return at + 1;
      if (next !== comma) return scanner.fail(at);
      at = scanner.space(bytes, at + 1, limit);
    }
  }

  /** To the value of the key at `from`, whose column is then `#keys.column`. */
  #key(from: number): number {
    const guessed = this.#keys.guess(this.#words, from);
    if (guessed < 0 || guessed > this.#limit) return this.#unexpectedKey(from);
    return this.scanner.space(this.#bytes, guessed, this.#limit);
  }

  #unexpectedKey(from: number): number {
    const bytes = this.#bytes;
    const limit = this.#limit;
    const scanner = this.scanner;
    if (from >= limit || bytes[from] !== quote) return scanner.fail(from);
    const end = scanner.string(bytes, from + 1, limit);
    if (end < 0) return -1;
    const escaped = scanner.escaped;
    const colonAt = scanner.space(bytes, end, limit);
    if (colonAt >= limit || bytes[colonAt] !== colon) return scanner.fail(colonAt);
    const valueAt = scanner.space(bytes, colonAt + 1, limit);
    if (escaped) {
      const size = this.#unescape(from + 1, end - 1);
      this.#keys.column = this.#keys.byName(decodeText(this.#scratch, 0, size));
    } else this.#keys.lookUp(bytes, from, end, valueAt);
    return valueAt;
  }

  /** Behind the value at `from`, which is then written. */
  #value(column: number, from: number): number {
    const bytes = this.#bytes;
    const limit = this.#limit;
    if (column === noColumn) {
      this.unknownKeys += 1;
      return this.#skip(from);
    }
    const byte = from < limit ? (bytes[from] as number) : 0;
    if (byte === quote) return this.#string(column, from);
    if (byte === minus || (byte >= zero && byte <= nine)) {
      if (!this.#number.scan(bytes, from, limit)) return this.scanner.number(bytes, from, limit);
      this.#columns.writeNumber(column, bytes, this.#number);
      return this.#number.end;
    }
    const nested = byte === openObject || byte === openArray;
    const end = nested ? this.#skip(from) : this.scanner.literal(bytes, from, limit);
    if (end < 0) return -1;
    if (byte === letterN) this.#columns.writeNull(column);
    else this.#columns.writeJson(column, bytes, from, end);
    return end;
  }

  #string(column: number, from: number): number {
    const bytes = this.#bytes;
    const columns = this.#columns;
    const copied = columns.writeQuoted(column, this.#words, from + 1, this.#limit);
    if (copied >= 0) return copied + 1;
    const special = findSpecial(this.#words, from + 1, this.#limit);
    const isPlain = special < this.#limit && bytes[special] === quote;
    const end = isPlain ? special + 1 : this.scanner.string(bytes, from + 1, this.#limit);
    if (end < 0) return -1;
    if (columns.keepsJson(column)) columns.writeJson(column, bytes, from, end);
    else if (isPlain) columns.writeText(column, bytes, from + 1, special);
    else this.#escapedText(column, from + 1, end - 1);
    return end;
  }

  #escapedText(column: number, from: number, to: number): void {
    const size = this.#unescape(from, to);
    this.#columns.writeText(column, this.#scratch, 0, size);
  }

  /** Behind a value of any kind; one nested deeper than a record may be is its problem. */
  #skip(from: number): number {
    const end = this.scanner.value(this.#bytes, from, this.#limit);
    if (this.scanner.depth >= jsonDepthMax) this.problem = tooDeep;
    return end;
  }

  #unescape(from: number, to: number): number {
    if (this.#scratch.length < to - from) this.#scratch = new Uint8Array((to - from) * 2);
    return unescapeJson(this.#bytes, from, to, this.#scratch);
  }
}
