import { SqlError, sqlState } from '../../common/sql-error.ts';
import { encodeText } from '../../data/text-bytes.ts';
import { ByteText } from './byte-text.ts';
import type { CopyFormat } from './copy-format.ts';

/** Bytes of one line at most. */
const lineBytesMax = 16 * 1024 * 1024;

const newline = 10;
const carriageReturn = 13;
const backslash = 92;
const doubleQuote = 34;
const dot = 46;

/**
 * Turns the data of COPY FROM, in PostgreSQL's text format or in CSV, into CSV with a header as the
 * engine reads it: every value in double quotes, NULL as nothing. Bytes come in pieces cut anywhere.
 */
export class CopyReader {
  readonly #format: CopyFormat;
  readonly #columns: readonly string[];
  readonly #out = new ByteText();
  readonly #cell = new ByteText();
  readonly #null: Uint8Array;
  readonly #delimiter: number;
  readonly #quote: number;
  readonly #escape: number;
  #held: Buffer = Buffer.alloc(0);
  /** How far the line that is not whole has been looked at, and whether it is inside quotes there. */
  #looked = 0;
  #isQuoted = false;
  #line = 0;
  #isOver = false;

  constructor(format: CopyFormat, columns: readonly string[]) {
    this.#format = format;
    this.#columns = columns;
    this.#null = encodeText(format.nullText);
    this.#delimiter = format.delimiter.charCodeAt(0);
    this.#quote = format.quote.charCodeAt(0);
    this.#escape = format.escape.charCodeAt(0);
    for (const [i, name] of columns.entries()) this.#put(encodeText(name), i === 0);
    this.#out.byte(newline);
  }

  /** The records that are whole now. @throws SqlError 22P04 for a line that is none, 54000 for one too long */
  add(bytes: Buffer): Uint8Array {
    if (!this.#isOver) {
      this.#held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
      this.#readLines();
      if (this.#held.length > lineBytesMax) throw this.#error('line is too long');
    }
    return this.#out.take();
  }

  /** The rest. @throws SqlError 22P04 */
  end(): Uint8Array {
    if (!this.#isOver && this.#held.length > 0) {
      if (this.#isQuoted) throw this.#error('unterminated CSV quoted field');
      this.#readLine(this.#held);
    }
    return this.#out.take();
  }

  #readLines(): void {
    for (;;) {
      const end = this.#format.kind === 'csv' ? this.#csvEnd() : this.#textEnd();
      if (end < 0 || this.#isOver) return;
      const line = this.#held.subarray(0, end);
      this.#held = this.#held.subarray(end + 1);
      this.#looked = 0;
      this.#readLine(line);
    }
  }

  /** The line end behind the first line; one behind a backslash belongs to the value. −1 when it is not there yet. */
  #textEnd(): number {
    for (;;) {
      const end = this.#held.indexOf(newline, this.#looked);
      if (end < 0) {
        this.#looked = this.#held.length;
        return -1;
      }
      let from = end;
      while (from > 0 && this.#held[from - 1] === backslash) from -= 1;
      if ((end - from) % 2 === 0) return end;
      this.#looked = end + 1;
    }
  }

  #csvEnd(): number {
    const end = this.#isQuoted ? -1 : this.#held.indexOf(newline, this.#looked);
    if (end < 0) return this.#quotedEnd();
    const quote = this.#held.indexOf(this.#quote, this.#looked);
    return quote < 0 || quote > end ? end : this.#quotedEnd();
  }

  #quotedEnd(): number {
    const held = this.#held;
    for (let at = this.#looked; at < held.length; at += 1) {
      const byte = held[at] as number;
      if (byte === newline && !this.#isQuoted) return at;
      if (this.#isQuoted && byte === this.#escape && this.#escape !== this.#quote) {
        // What is escaped is looked at together with its escape.
        if (at + 1 === held.length) {
          this.#looked = at;
          return -1;
        }
        at += 1;
      } else if (byte === this.#quote) this.#isQuoted = !this.#isQuoted;
    }
    this.#looked = held.length;
    return -1;
  }

  #readLine(whole: Buffer): void {
    this.#line += 1;
    const line = whole.at(-1) === carriageReturn ? whole.subarray(0, -1) : whole;
    if (line.length === 2 && line[0] === backslash && line[1] === dot) {
      this.#isOver = true;
      return;
    }
    if (this.#line === 1 && this.#format.header) return;
    if (this.#format.kind === 'csv') this.#readCsv(line);
    else this.#readText(line);
    this.#out.byte(newline);
  }

  #readText(line: Buffer): void {
    if (!line.includes(backslash)) {
      this.#readPlain(line);
      return;
    }
    let column = 0;
    let from = 0;
    for (let at = 0; at <= line.length; at += 1) {
      if (at < line.length && line[at] === backslash) {
        at += 1;
        if (at < line.length) continue;
      }
      if (at < line.length && line[at] !== this.#delimiter) continue;
      const end = Math.min(at, line.length);
      this.#textField(line.subarray(from, end), column);
      column += 1;
      from = end + 1;
    }
    this.#checkCount(column);
  }

  #textField(field: Buffer, column: number): void {
    this.#checkColumn(column);
    if (isSame(field, this.#null)) this.#putNull(column === 0);
    else if (field.includes(backslash)) this.#put(this.#unescaped(field), column === 0);
    else this.#put(field, column === 0);
  }

  #unescaped(field: Buffer): Uint8Array {
    for (let at = 0; at < field.length; at += 1) {
      const byte = field[at] as number;
      if (byte !== backslash || at + 1 === field.length) {
        this.#cell.byte(byte);
        continue;
      }
      const digits = /^(?:x[\da-f]{1,2}|[0-7]{1,3})/i.exec(
        field.toString('latin1', at + 1, at + 4),
      );
      if (digits !== null) {
        const [text] = digits;
        const code = /^x/i.test(text)
          ? Number.parseInt(text.slice(1), 16)
          : Number.parseInt(text, 8);
        this.#cell.byte(code & 0xff);
        at += text.length;
        continue;
      }
      at += 1;
      const escaped = field[at] as number;
      this.#cell.byte(letters.get(escaped) ?? escaped);
    }
    return this.#cell.take();
  }

  /** A line in which every delimiter is one. */
  #readPlain(line: Buffer): void {
    let column = 0;
    for (let from = 0; from <= line.length; ) {
      const found = line.indexOf(this.#delimiter, from);
      const end = found < 0 ? line.length : found;
      this.#checkColumn(column);
      const field = line.subarray(from, end);
      if (isSame(field, this.#null)) this.#putNull(column === 0);
      else this.#put(field, column === 0);
      column += 1;
      from = end + 1;
    }
    this.#checkCount(column);
  }

  #readCsv(line: Buffer): void {
    if (!line.includes(this.#quote)) {
      this.#readPlain(line);
      return;
    }
    let column = 0;
    let isQuoted = false;
    let hadQuotes = false;
    for (let at = 0; at < line.length; at += 1) {
      const byte = line[at] as number;
      if (isQuoted && byte === this.#escape && this.#isEscapable(line[at + 1])) {
        at += 1;
        this.#cell.byte(line[at] as number);
      } else if (byte === this.#quote) {
        isQuoted = !isQuoted;
        hadQuotes = true;
      } else if (byte === this.#delimiter && !isQuoted) {
        this.#csvField(column, hadQuotes);
        column += 1;
        hadQuotes = false;
      } else this.#cell.byte(byte);
    }
    if (isQuoted) throw this.#error('unterminated CSV quoted field');
    this.#csvField(column, hadQuotes);
    this.#checkCount(column + 1);
  }

  #isEscapable(byte: number | undefined): boolean {
    return byte === this.#quote || byte === this.#escape;
  }

  #csvField(column: number, hadQuotes: boolean): void {
    this.#checkColumn(column);
    const value = this.#cell.take();
    if (!hadQuotes && isSame(value, this.#null)) this.#putNull(column === 0);
    else this.#put(value, column === 0);
  }

  #putNull(isFirst: boolean): void {
    if (!isFirst) this.#out.byte(44);
    // A line of nothing would be skipped as blank.
    else if (this.#columns.length === 1) throw this.#error('NULL alone in a line is not supported');
  }

  #put(value: Uint8Array, isFirst: boolean): void {
    const out = this.#out;
    if (!isFirst) out.byte(44);
    out.byte(doubleQuote);
    let from = 0;
    for (let at = value.indexOf(doubleQuote); at >= 0; at = value.indexOf(doubleQuote, from)) {
      out.bytes(value.subarray(from, at + 1)).byte(doubleQuote);
      from = at + 1;
    }
    out.bytes(value.subarray(from)).byte(doubleQuote);
  }

  #checkColumn(column: number): void {
    if (column >= this.#columns.length) throw this.#error('extra data after last expected column');
  }

  #checkCount(count: number): void {
    const missing = this.#columns[count];
    if (missing !== undefined) throw this.#error(`missing data for column "${missing}"`);
  }

  #error(message: string): SqlError {
    return new SqlError(sqlState.badCopyFileFormat, message, {
      detail: `The error is in line ${this.#line}; nothing was written.`,
    });
  }
}

/** What letters behind a backslash mean. */
const letters: ReadonlyMap<number, number> = new Map([
  [98, 8],
  [102, 12],
  [110, 10],
  [114, 13],
  [116, 9],
  [118, 11],
]);

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}
