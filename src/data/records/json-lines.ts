import type { ColumnKeys } from './column-keys.ts';
import { JsonObjects } from './json-objects.ts';
import type { RecordColumns } from './record-columns.ts';
import { brokenJson } from './record-errors.ts';
import type { RecordParser } from './record-parser.ts';

const newline = 10;

/** JSON lines: an object on each line that is not blank. A line with an error is one rejected record. */
export class JsonLines implements RecordParser {
  readonly #columns: RecordColumns;
  readonly #objects: JsonObjects;

  constructor(columns: RecordColumns, keys: ColumnKeys) {
    this.#columns = columns;
    this.#objects = new JsonObjects(columns, keys);
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
      const found = bytes.indexOf(newline, at);
      if (found < 0 && !isLast) break;
      const lineEnd = found < 0 ? bytes.length : found;
      const start = this.#objects.scanner.space(bytes, at, lineEnd);
      if (start < lineEnd) this.#line(bytes, start, lineEnd);
      at = lineEnd + 1;
    }
    return Math.min(at, bytes.length);
  }

  #line(bytes: Uint8Array, from: number, lineEnd: number): void {
    const { scanner } = this.#objects;
    const end = this.#objects.walk(bytes, from, lineEnd);
    const behind = end < 0 ? scanner.errorAt : scanner.space(bytes, end, lineEnd);
    const whole = end >= 0 && behind === lineEnd;
    const problem = whole ? this.#objects.problem : brokenJson(bytes, behind, from, lineEnd);
    this.#columns.end(from, lineEnd, problem);
  }
}
