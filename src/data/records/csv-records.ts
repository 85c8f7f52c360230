import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Field } from '../batch.ts';
import { DecimalScan } from '../decimal-scan.ts';
import { decodeText } from '../text-bytes.ts';
import { type ColumnKeys, noColumn } from './column-keys.ts';
import type { RecordColumns } from './record-columns.ts';
import type { RecordProblem } from './record-errors.ts';
import type { RecordParser } from './record-parser.ts';

const quote = 34;
const comma = 44;
const newline = 10;
const carriageReturn = 13;

/**
 * Reads CSV as of RFC 4180 with a header: lines end in LF or CRLF, a field in double quotes may
 * hold commas and line ends and doubled quotes, a field of nothing is NULL where one of `""` is an
 * empty text, blank lines are skipped.
 */
export class CsvRecords implements RecordParser {
  readonly #columns: RecordColumns;
  readonly #keys: ColumnKeys;
  readonly #fields: readonly Field[];
  readonly #number = new DecimalScan();
  #bytes: Uint8Array = new Uint8Array(0);
  #scratch = new Uint8Array(256);
  #unknownKeys = 0;
  /** The columns of the header's names; null before it was read. */
  #header: readonly number[] | null = null;
  #problem: RecordProblem | null = null;
  /** Of the field found last: whether it has quotes, and where its text lies, in `#source`. */
  #quoted = false;
  #source: Uint8Array = this.#bytes;
  #from = 0;
  #to = 0;

  constructor(columns: RecordColumns, keys: ColumnKeys, fields: readonly Field[]) {
    this.#columns = columns;
    this.#keys = keys;
    this.#fields = fields;
  }

  unknownKeys(): number {
    return this.#unknownKeys;
  }

  resume(head: Uint8Array, from: number): boolean {
    this.#bytes = head;
    this.#readHeader(from, false);
    return this.#header !== null;
  }

  read(bytes: Uint8Array, from: number, isLast: boolean): number {
    this.#bytes = bytes;
    let consumed = this.#header === null ? this.#readHeader(from, isLast) : from;
    const header = this.#header;
    while (header !== null) {
      const start = this.#behindBlank(consumed);
      if (start === bytes.length) return start;
      const unknownKeys = this.#unknownKeys;
      const end = this.#record(start, header);
      if (!isLast && this.#mayGoOn(end)) {
        this.#columns.cancel();
        this.#unknownKeys = unknownKeys;
        break;
      }
      this.#columns.end(start, end, this.#problem);
      consumed = this.#behindLineEnd(end);
    }
    return consumed;
  }

  /** Behind the header, or its beginning when it is not all there yet. */
  #readHeader(from: number, isLast: boolean): number {
    const names: number[] = [];
    const start = this.#behindBlank(from);
    if (start === this.#bytes.length) return start;
    this.#problem = null;
    let at = start;
    for (;;) {
      at = this.#field(at);
      names.push(this.#keys.byName(decodeText(this.#source, this.#from, this.#to)));
      if (this.#bytes[at] !== comma) break;
      at += 1;
    }
    if (!isLast && this.#mayGoOn(at)) return start;
    if (this.#problem !== null) {
      const { code, message } = this.#problem as RecordProblem;
      throw new SqlError(code, message, { detail: 'The error is in the header line.' });
    }
    this.#header = names;
    return this.#behindLineEnd(at);
  }

  /** The end of the record at `from`, whose cells are then written. */
  #record(from: number, header: readonly number[]): number {
    const bytes = this.#bytes;
    const names = header.length;
    let at = from;
    let place = 0;
    this.#problem = null;
    for (;;) {
      at = this.#field(at);
      if (place < names) this.#write(header[place] as number);
      place += 1;
      if (at >= bytes.length || bytes[at] !== comma) break;
      at += 1;
    }
    if (place < names) {
      this.#problem ??= badFormat(`record has ${place} fields where the header has ${names}`);
    } else if (place > names) this.#problem ??= badFormat('extra data after last expected column');
    return at;
  }

  #write(column: number): void {
    if (column === noColumn) {
      this.#unknownKeys += 1;
      return;
    }
    const { kind } = (this.#fields[column] as Field).type;
    if (this.#from === this.#to && !this.#quoted) this.#columns.writeNull(column);
    else if ((kind === 'timestamp' || kind === 'timestamptz') && this.#isNumber()) {
      this.#columns.writeNumber(column, this.#source, this.#number);
    } else this.#columns.writeText(column, this.#source, this.#from, this.#to);
  }

  /** In CSV everything is text: a number in a column of times is the time since 1970. */
  #isNumber(): boolean {
    const found = this.#number.scan(this.#source, this.#from, this.#to);
    return found && this.#number.end === this.#to;
  }

  /** Finds the field at `from`; the place of the comma or line end behind it. */
  #field(from: number): number {
    const bytes = this.#bytes;
    if (from < bytes.length && bytes[from] === quote) return this.#quotedField(from + 1);
    let at = from;
    while (at < bytes.length) {
      const byte = bytes[at] as number;
      if (byte === comma || byte === newline) break;
      at += 1;
    }
    const crlf = bytes[at] !== comma && at > from && bytes[at - 1] === carriageReturn;
    this.#quoted = false;
    this.#source = bytes;
    this.#from = from;
    this.#to = crlf ? at - 1 : at;
    return this.#to;
  }

  #quotedField(from: number): number {
    const bytes = this.#bytes;
    let doubled = false;
    let at = from;
    for (;;) {
      at = bytes.indexOf(quote, at);
      if (at < 0) {
        this.#problem ??= badFormat('unterminated CSV quoted field');
        at = bytes.length;
        break;
      }
      if (bytes[at + 1] !== quote) break;
      doubled = true;
      at += 2;
    }
    this.#quoted = true;
    this.#source = bytes;
    this.#from = from;
    this.#to = at;
    if (doubled) this.#undouble(from, at);
    return this.#behindQuote(at + 1);
  }

  /** Only a comma or a line end may follow a closing quote. */
  #behindQuote(from: number): number {
    const bytes = this.#bytes;
    let at = Math.min(from, bytes.length);
    while (at < bytes.length) {
      const byte = bytes[at] as number;
      if (byte === comma || byte === newline) return at;
      if (byte === carriageReturn && (at + 1 === bytes.length || bytes[at + 1] === newline)) {
        return at;
      }
      this.#problem ??= badFormat('unexpected text behind the closing quote of a CSV field');
      at += 1;
    }
    return at;
  }

  #undouble(from: number, to: number): void {
    if (this.#scratch.length < to - from) this.#scratch = new Uint8Array((to - from) * 2);
    let end = 0;
    for (let at = from; at < to; at += 1) {
      const byte = this.#bytes[at] as number;
      this.#scratch[end] = byte;
      end += 1;
      if (byte === quote) at += 1;
    }
    this.#source = this.#scratch;
    this.#from = 0;
    this.#to = end;
  }

  /** Whether what ends at the end of this piece may go on in the next. */
  #mayGoOn(end: number): boolean {
    const rest = this.#bytes.length - end;
    return rest === 0 || (rest === 1 && this.#bytes[end] === carriageReturn);
  }

  #behindBlank(from: number): number {
    let at = from;
    while (at < this.#bytes.length) {
      const byte = this.#bytes[at];
      if (byte !== newline && byte !== carriageReturn) break;
      at += 1;
    }
    return at;
  }

  #behindLineEnd(from: number): number {
    const at = this.#bytes[from] === carriageReturn ? from + 1 : from;
    return this.#bytes[at] === newline ? at + 1 : at;
  }
}

function badFormat(message: string): RecordProblem {
  return { code: sqlState.badCopyFileFormat, message };
}
