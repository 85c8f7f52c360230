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
const letterN = 110;
const openObject = 123;
const closeObject = 125;

/** Walks over JSON objects and writes their values to columns. */
export class JsonObjects {
  readonly scanner = new JsonScanner();
  /** What is wrong with the object walked over last, though its end was found. */
  problem: RecordProblem | null = null;
  /** Keys without a column met so far. */
  unknownKeys = 0;
  readonly #columns: RecordColumns;
  readonly #keys: ColumnKeys;
  readonly #number = new DecimalScan();
  #bytes: Uint8Array = new Uint8Array(0);
  #limit = 0;
  #scratch = new Uint8Array(256);

  constructor(columns: RecordColumns, keys: ColumnKeys) {
    this.#columns = columns;
    this.#keys = keys;
  }

  /**
   * Behind the value at `from`, whose members are then written if it is an object; −1 after a
   * syntax error, whose place the scanner tells.
   */
  walk(bytes: Uint8Array, from: number, limit: number): number {
    this.#bytes = bytes;
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
    this.#keys.restart();
    let at = scanner.space(bytes, from, limit);
    if (at < limit && bytes[at] === closeObject) return at + 1;
    for (;;) {
      at = this.#member(at);
      if (at < 0) return -1;
      at = scanner.space(bytes, at, limit);
      const next = at < limit ? (bytes[at] as number) : 0;
      if (next === closeObject) return at + 1;
      if (next !== comma) return scanner.fail(at);
      at = scanner.space(bytes, at + 1, limit);
    }
  }

  /** Behind the key and value at `from`. */
  #member(from: number): number {
    const bytes = this.#bytes;
    const limit = this.#limit;
    const scanner = this.scanner;
    if (from >= limit || bytes[from] !== quote) return scanner.fail(from);
    let at = this.#key(from + 1);
    if (at < 0) return -1;
    at = scanner.space(bytes, at, limit);
    if (at >= limit || bytes[at] !== colon) return scanner.fail(at);
    return this.#value(this.#keys.column, scanner.space(bytes, at + 1, limit));
  }

  /** Behind the closing quote of a key, whose column is then `#keys.column`. */
  #key(from: number): number {
    const keys = this.#keys;
    if (keys.guess(this.#bytes, from)) return from + keys.length + 1;
    const end = this.scanner.string(this.#bytes, from, this.#limit);
    if (end < 0) return -1;
    if (this.scanner.escaped) {
      const size = this.#unescape(from, end - 1);
      keys.column = keys.byName(decodeText(this.#scratch, 0, size));
    } else keys.column = keys.lookUp(this.#bytes, from, end - 1);
    return end;
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
    const end = this.#skip(from);
    if (end < 0) return -1;
    if (byte === letterN) this.#columns.writeNull(column);
    else this.#columns.writeJson(column, bytes, from, end);
    return end;
  }

  #string(column: number, from: number): number {
    const end = this.scanner.string(this.#bytes, from + 1, this.#limit);
    if (end < 0) return -1;
    if (this.#columns.keepsJson(column)) {
      this.#columns.writeJson(column, this.#bytes, from, end);
    } else if (this.scanner.escaped) {
      const size = this.#unescape(from + 1, end - 1);
      this.#columns.writeText(column, this.#scratch, 0, size);
    } else this.#columns.writeText(column, this.#bytes, from + 1, end - 1);
    return end;
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
