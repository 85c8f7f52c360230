import type { ColumnKeys } from './column-keys.ts';
import { JsonObjects } from './json-objects.ts';
import type { RecordColumns } from './record-columns.ts';
import { brokenText } from './record-errors.ts';
import type { RecordParser } from './record-parser.ts';

const comma = 44;
const openArray = 91;
const closeArray = 93;

/** An error so near the end of a piece may come of the cut: no token of JSON but a string is longer. */
const cutBytes = 8;

/** What stands at the place where reading goes on. */
type Place = 'start' | 'first element' | 'behind element' | 'end';

/** One JSON text: an array of objects, or a single object. */
export class JsonDocument implements RecordParser {
  readonly #columns: RecordColumns;
  readonly #objects: JsonObjects;
  #place: Place = 'start';
  /** Bytes of earlier pieces. */
  #before = 0;

  constructor(columns: RecordColumns, keys: ColumnKeys) {
    this.#columns = columns;
    this.#objects = new JsonObjects(columns, keys, true);
  }

  unknownKeys(): number {
    return this.#objects.unknownKeys;
  }

  resume(head: Uint8Array, from: number): boolean {
    const at = this.#objects.scanner.space(head, from, head.length);
    if (at === head.length) return false;
    this.#place = head[at] === openArray ? 'behind element' : 'end';
    return true;
  }

  read(bytes: Uint8Array, from: number, isLast: boolean): number {
    const { scanner } = this.#objects;
    let consumed = from;
    for (;;) {
      const at = scanner.space(bytes, consumed, bytes.length);
      if (at === bytes.length) break;
      const next = this.#step(bytes, at, isLast);
      if (next < 0) break;
      consumed = next;
    }
    if (!isLast && this.#place === 'first element') {
      this.#place = 'start';
      return from;
    }
    const inside = this.#place === 'first element' || this.#place === 'behind element';
    if (isLast && inside) throw brokenText(bytes, bytes.length, this.#before);
    this.#before += consumed;
    return consumed;
  }

  /** Reads what stands at `at`: the place behind it; −1 when it is not all there yet. */
  #step(bytes: Uint8Array, at: number, isLast: boolean): number {
    const byte = bytes[at];
    switch (this.#place) {
      case 'start':
        if (byte !== openArray) return this.#element(bytes, at, isLast, 'end');
        this.#place = 'first element';
        return at + 1;
      case 'first element':
        if (byte === closeArray) return this.#close(at, isLast);
        return this.#element(bytes, at, isLast, 'behind element');
      case 'behind element': {
        if (byte === closeArray) return this.#close(at, isLast);
        if (byte !== comma) throw brokenText(bytes, at, this.#before);
        const next = this.#objects.scanner.space(bytes, at + 1, bytes.length);
        if (next === bytes.length) return -1;
        return this.#element(bytes, next, isLast, 'behind element');
      }
      case 'end':
        throw brokenText(bytes, at, this.#before);
    }
  }

  /** Where reading may be taken up again there must be no doubt that the array goes on. */
  #close(at: number, isLast: boolean): number {
    if (!isLast) return -1;
    this.#place = 'end';
    return at + 1;
  }

  #element(bytes: Uint8Array, at: number, isLast: boolean, then: Place): number {
    const { scanner } = this.#objects;
    const { unknownKeys } = this.#objects;
    const end = this.#objects.walk(bytes, at, bytes.length);
    const cut = end < 0 ? scanner.errorAt > bytes.length - cutBytes : end === bytes.length;
    if (cut && !isLast) {
      this.#columns.cancel();
      this.#objects.unknownKeys = unknownKeys;
      return -1;
    }
    if (end < 0) throw brokenText(bytes, scanner.errorAt, this.#before);
    this.#columns.end(at, end, this.#objects.problem);
    this.#place = then;
    return end;
  }
}
