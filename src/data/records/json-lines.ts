import type { ColumnKeys } from './column-keys.ts';
import { JsonObjects } from './json-objects.ts';
import type { RecordColumns } from './record-columns.ts';
import { brokenJson } from './record-errors.ts';
import type { RecordParser } from './record-parser.ts';

const newline = 10;
const openObject = 123;

/** JSON lines: an object on each line that is not blank. A line with an error is one rejected record. */
export class JsonLines implements RecordParser {
  readonly #columns: RecordColumns;
  readonly #objects: JsonObjects;

  constructor(columns: RecordColumns, keys: ColumnKeys) {
    this.#columns = columns;
    this.#objects = new JsonObjects(columns, keys, false);
  }

  unknownKeys(): number {
    return this.#objects.unknownKeys;
  }

  resume(): boolean {
    return true;
  }

  read(bytes: Uint8Array, from: number, isLast: boolean): number {
    let at = from;
    while (at < bytes.length) {
      const next = this.#wholeLine(bytes, at);
      if (next >= 0) {
        at = next;
        continue;
      }
      const found = bytes.indexOf(newline, at);
      if (found < 0 && !isLast) break;
      const lineEnd = found < 0 ? bytes.length : found;
      this.#line(bytes, at, lineEnd);
      at = lineEnd + 1;
    }
    return Math.min(at, bytes.length);
  }

  /**
   * Reads a line that has an object and nothing else, without looking for its end beforehand;
   * behind it, or −1 when it is not like that: then nothing was read.
   */
  #wholeLine(bytes: Uint8Array, from: number): number {
    const { scanner, unknownKeys } = this.#objects;
    if (bytes[from] !== openObject) return -1;
    const end = this.#objects.walk(bytes, from, bytes.length);
    const lineEnd = end < 0 ? bytes.length : scanner.space(bytes, end, bytes.length);
    if (bytes[lineEnd] === newline) {
      this.#columns.end(from, lineEnd, this.#objects.problem);
      return lineEnd + 1;
    }
    this.#columns.cancel();
    this.#objects.unknownKeys = unknownKeys;
    return -1;
  }

  #line(bytes: Uint8Array, lineStart: number, lineEnd: number): void {
    const { scanner } = this.#objects;
    const from = scanner.space(bytes, lineStart, lineEnd);
    if (from === lineEnd) return;
    const end = this.#objects.walk(bytes, from, lineEnd);
    const behind = end < 0 ? scanner.errorAt : scanner.space(bytes, end, lineEnd);
    const whole = end >= 0 && behind === lineEnd;
    const problem = whole ? this.#objects.problem : brokenJson(bytes, behind, from, lineEnd);
    this.#columns.end(from, lineEnd, problem);
  }
}
