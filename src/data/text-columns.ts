import { parseBoolean } from './boolean-text.ts';
import { invalidInput } from './cell-error.ts';
import type { DecimalScan } from './decimal-scan.ts';
import { ByteBuilder } from './fixed-builders.ts';
import { JsonScanner } from './json-scanner.ts';
import type { SqlType, TextType } from './sql-type.ts';
import { TextBuilder } from './text-builder.ts';
import { decodeText, encodeText, hasBytesAt } from './text-bytes.ts';
import { fitDatum } from './type-modifier.ts';

/** TEXT. */
export class TextColumn {
  readonly builder = new TextBuilder();
  readonly takesJson = false;

  writeText(bytes: Uint8Array, from: number, to: number): void {
    this.builder.appendBytes(bytes, from, to);
  }

  writeNumber(bytes: Uint8Array, scan: DecimalScan): void {
    this.builder.appendBytes(bytes, scan.start, scan.end);
  }
}

/** VARCHAR and CHAR with a length. */
export class LimitedTextColumn {
  readonly builder = new TextBuilder();
  readonly takesJson = false;
  readonly #type: TextType;

  constructor(type: TextType) {
    this.#type = type;
  }

  writeText(bytes: Uint8Array, from: number, to: number): void {
    const text = decodeText(bytes, from, to);
    this.builder.appendString(fitDatum(text, { kind: 'text' }, this.#type, false) as string);
  }

  writeNumber(bytes: Uint8Array, scan: DecimalScan): void {
    this.writeText(bytes, scan.start, scan.end);
  }
}

/** BOOLEAN. */
export class BooleanColumn {
  readonly builder = new ByteBuilder();
  readonly takesJson = false;
  readonly #type: SqlType;

  constructor(type: SqlType) {
    this.#type = type;
  }

  writeText(bytes: Uint8Array, from: number, to: number): void {
    const value = booleanOf(bytes, from, to);
    if (value === null) throw invalidInput(this.#type, decodeText(bytes, from, to));
    this.builder.appendNumber(value ? 1 : 0);
  }

  writeNumber(bytes: Uint8Array, scan: DecimalScan): void {
    this.writeText(bytes, scan.start, scan.end);
  }
}

/** The words that JSON knows need no string. */
function booleanOf(bytes: Uint8Array, from: number, to: number): boolean | null {
  if (to - from === 4 && hasBytesAt(bytes, from, words.true)) return true;
  if (to - from === 5 && hasBytesAt(bytes, from, words.false)) return false;
  return parseBoolean(decodeText(bytes, from, to));
}

const words = { true: encodeText('true'), false: encodeText('false') };

/** JSON: the text of a value, kept as it is. */
export class JsonColumn {
  readonly builder = new TextBuilder();
  readonly takesJson = true;
  readonly #type: SqlType;
  readonly #scanner = new JsonScanner();

  constructor(type: SqlType) {
    this.#type = type;
  }

  writeText(bytes: Uint8Array, from: number, to: number): void {
    if (!this.#scanner.isValue(bytes, from, to)) {
      throw invalidInput(this.#type, decodeText(bytes, from, to));
    }
    this.builder.appendBytes(bytes, from, to);
  }

  writeNumber(bytes: Uint8Array, scan: DecimalScan): void {
    this.builder.appendBytes(bytes, scan.start, scan.end);
  }
}
