import { isUtf8 } from 'node:buffer';
import { DecimalScan } from '../decimal-scan.ts';
import { JsonScanner, jsonDepthMax } from '../json-scanner.ts';
import { unescapeJson } from '../json-string.ts';
import { decodeText } from '../text-bytes.ts';
import { type ColumnKeys, noColumn } from './column-keys.ts';
import type { RecordColumns } from './record-columns.ts';
import {
  brokenBody,
  brokenJson,
  notAnObject,
  notUtf8,
  type RecordProblem,
  tooDeep,
} from './record-errors.ts';

const quote = 34;
const comma = 44;
const minus = 45;
const zero = 48;
const colon = 58;
const openArray = 91;
const closeArray = 93;
const letterN = 110;
const openObject = 123;
const closeObject = 125;
const newline = 10;

/** Reads the JSON objects of a body straight into columns. Each body needs a reader of its own. */
export class JsonRecords {
  /** Keys without a column met so far. */
  unknownKeys = 0;
  readonly #bytes: Uint8Array;
  readonly #columns: RecordColumns;
  readonly #keys: ColumnKeys;
  /** Whether the whole body is UTF-8, so that its records need no look. */
  readonly #utf8: boolean;
  readonly #scanner = new JsonScanner();
  readonly #number = new DecimalScan();
  #scratch = new Uint8Array(256);
  /** What is wrong with the current record as a whole, though its end was found. */
  #problem: RecordProblem | null = null;

  constructor(body: Uint8Array, columns: RecordColumns, keys: ColumnKeys) {
    this.#bytes = body;
    this.#columns = columns;
    this.#keys = keys;
    this.#utf8 = isUtf8(body);
  }

  /**
   * Reads an array of objects, or a single object, from a place on.
   * @throws SqlError 22P02 when it ends too early or has a syntax error
   */
  readDocument(from: number): void {
    const bytes = this.#bytes;
    const limit = bytes.length;
    let at = this.#scanner.space(bytes, from, limit);
    if (at === limit) return;
    at = bytes[at] === openArray ? this.#elements(at + 1) : this.#element(at);
    at = this.#scanner.space(bytes, at, limit);
    if (at < limit) throw brokenBody(bytes, at);
  }

  /** Reads an object from each line that is not blank, from a place on. */
  readLines(from: number): void {
    const bytes = this.#bytes;
    let at = from;
    while (at < bytes.length) {
      const found = bytes.indexOf(newline, at);
      const lineEnd = found < 0 ? bytes.length : found;
      const start = this.#scanner.space(bytes, at, lineEnd);
      if (start < lineEnd) this.#line(start, lineEnd);
      at = lineEnd + 1;
    }
  }

  #elements(from: number): number {
    const bytes = this.#bytes;
    const limit = bytes.length;
    let at = this.#scanner.space(bytes, from, limit);
    if (bytes[at] === closeArray) return at + 1;
    for (;;) {
      at = this.#scanner.space(bytes, this.#element(at), limit);
      if (bytes[at] === closeArray) return at + 1;
      if (bytes[at] !== comma) throw brokenBody(bytes, at);
      at = this.#scanner.space(bytes, at + 1, limit);
    }
  }

  #element(from: number): number {
    const end = this.#walk(from, this.#bytes.length);
    if (end < 0) throw brokenBody(this.#bytes, this.#scanner.errorAt);
    this.#end(from, end);
    return end;
  }

  #line(from: number, lineEnd: number): void {
    const end = this.#walk(from, lineEnd);
    const behind = end < 0 ? this.#scanner.errorAt : this.#scanner.space(this.#bytes, end, lineEnd);
    if (end < 0 || behind < lineEnd) {
      this.#problem = brokenJson(this.#bytes, behind, from, lineEnd);
    }
    this.#end(from, lineEnd);
  }

  #end(from: number, to: number): void {
    let problem = this.#problem;
    if (!this.#utf8 && !isUtf8(this.#bytes.subarray(from, to))) problem = notUtf8;
    if (problem === null) this.#columns.end(this.#bytes, from, to);
    else this.#columns.reject(this.#bytes, from, to, problem.code, problem.message);
  }

  /** Behind the record at `from`, whose cells are then written; −1 after a syntax error. */
  #walk(from: number, limit: number): number {
    this.#problem = null;
    if (this.#bytes[from] === openObject) return this.#object(from + 1, limit);
    this.#problem = notAnObject;
    return this.#scanner.value(this.#bytes, from, limit);
  }

  #object(from: number, limit: number): number {
    const bytes = this.#bytes;
    const scanner = this.#scanner;
    this.#keys.restart();
    let at = scanner.space(bytes, from, limit);
    if (at < limit && bytes[at] === closeObject) return at + 1;
    for (;;) {
      at = this.#member(at, limit);
      if (at < 0) return -1;
      at = scanner.space(bytes, at, limit);
      const next = at < limit ? (bytes[at] as number) : 0;
      if (next === closeObject) return at + 1;
      if (next !== comma) return scanner.fail(at);
      at = scanner.space(bytes, at + 1, limit);
    }
  }

  /** Behind the key and value at `from`. */
  #member(from: number, limit: number): number {
    const bytes = this.#bytes;
    const scanner = this.#scanner;
    if (from >= limit || bytes[from] !== quote) return scanner.fail(from);
    let at = this.#key(from + 1, limit);
    if (at < 0) return -1;
    at = scanner.space(bytes, at, limit);
    if (at >= limit || bytes[at] !== colon) return scanner.fail(at);
    return this.#value(this.#keys.column, scanner.space(bytes, at + 1, limit), limit);
  }

  /** Behind the closing quote of a key, whose column is then `#keys.column`. */
  #key(from: number, limit: number): number {
    const keys = this.#keys;
    if (keys.guess(this.#bytes, from)) return from + keys.length + 1;
    const end = this.#scanner.string(this.#bytes, from, limit);
    if (end < 0) return -1;
    if (this.#scanner.escaped) {
      const size = this.#unescape(from, end - 1);
      keys.column = keys.byName(decodeText(this.#scratch, 0, size));
    } else keys.column = keys.lookUp(this.#bytes, from, end - 1);
    return end;
  }

  /** Behind the value at `from`, which is then written. */
  #value(column: number, from: number, limit: number): number {
    const bytes = this.#bytes;
    if (column === noColumn) {
      this.unknownKeys += 1;
      return this.#skip(from, limit);
    }
    const byte = from < limit ? (bytes[from] as number) : 0;
    if (byte === quote) return this.#string(column, from, limit);
    if (byte === minus || (byte >= zero && byte <= 57)) {
      if (!this.#number.scan(bytes, from, limit)) return this.#scanner.number(bytes, from, limit);
      this.#columns.writeNumber(column, bytes, this.#number);
      return this.#number.end;
    }
    const end = this.#skip(from, limit);
    if (end < 0) return -1;
    if (byte === letterN) this.#columns.writeNull(column);
    else this.#columns.writeJson(column, bytes, from, end);
    return end;
  }

  #string(column: number, from: number, limit: number): number {
    const end = this.#scanner.string(this.#bytes, from + 1, limit);
    if (end < 0) return -1;
    if (this.#columns.keepsJson(column)) {
      this.#columns.writeJson(column, this.#bytes, from, end);
    } else if (this.#scanner.escaped) {
      const size = this.#unescape(from + 1, end - 1);
      this.#columns.writeText(column, this.#scratch, 0, size);
    } else this.#columns.writeText(column, this.#bytes, from + 1, end - 1);
    return end;
  }

  /** Behind a value of any kind, nested not deeper than a record may be. */
  #skip(from: number, limit: number): number {
    const end = this.#scanner.value(this.#bytes, from, limit);
    if (this.#scanner.depth >= jsonDepthMax) this.#problem = tooDeep;
    return end;
  }

  #unescape(from: number, to: number): number {
    if (this.#scratch.length < to - from) this.#scratch = new Uint8Array((to - from) * 2);
    return unescapeJson(this.#bytes, from, to, this.#scratch);
  }
}
