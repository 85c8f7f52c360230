import { invalidInput } from './cell-error.ts';
import type { DecimalScan } from './decimal-scan.ts';
import { Integer64Builder } from './integer64-builder.ts';
import { datumFromJsonText } from './json-datum.ts';
import { JsonScanner } from './json-scanner.ts';
import type { SqlType, TimedType } from './sql-type.ts';
import { TextBuilder } from './text-builder.ts';
import { decodeText } from './text-bytes.ts';
import { datumFromText } from './text-input.ts';
import { parseTime } from './time-text.ts';
import type { TimeUnit } from './time-unit.ts';
import { fitDatum, withoutModifiers } from './type-modifier.ts';
import { textOf } from './vector-datum.ts';

const brace = 123;
const bracket = 91;

/**
 * ARRAY, STRUCT, MAP and JSONB, kept as the text of their one form. Arrays, structs and maps come
 * as JSON or as PostgreSQL's text of them.
 */
export class NestedColumn {
  readonly builder = new TextBuilder();
  readonly takesJson: boolean;
  readonly #type: SqlType;
  readonly #timeUnit: TimeUnit;
  readonly #scanner = new JsonScanner();

  constructor(type: SqlType, timeUnit: TimeUnit) {
    this.#type = type;
    this.#timeUnit = timeUnit;
    this.takesJson = type.kind === 'jsonb';
  }

  writeText(bytes: Uint8Array, from: number, to: number): void {
    const text = decodeText(bytes, from, to);
    const datum = this.#isJson(bytes, from, to)
      ? datumFromJsonText(this.#type, text, this.#timeUnit)
      : datumFromText(this.#type, text);
    const fitting = fitDatum(datum, withoutModifiers(this.#type), this.#type, false);
    if (fitting === null) this.builder.appendNull();
    else this.builder.appendString(textOf(this.#type, fitting));
  }

  writeNumber(bytes: Uint8Array, scan: DecimalScan): void {
    this.writeText(bytes, scan.start, scan.end);
  }

  /** '{}' is both: an empty array or map either way. */
  #isJson(bytes: Uint8Array, from: number, to: number): boolean {
    const first = bytes[from];
    const mayBe = this.takesJson || first === brace || first === bracket;
    return mayBe && this.#scanner.isValue(bytes, from, to);
  }
}

/** UUID and BYTEA, kept as PostgreSQL's text of them. */
export class FormColumn {
  readonly builder = new TextBuilder();
  readonly takesJson = false;
  readonly #type: SqlType;

  constructor(type: SqlType) {
    this.#type = type;
  }

  writeText(bytes: Uint8Array, from: number, to: number): void {
    this.builder.appendString(datumFromText(this.#type, decodeText(bytes, from, to)) as string);
  }

  writeNumber(bytes: Uint8Array, scan: DecimalScan): void {
    throw invalidInput(this.#type, scan.text(bytes));
  }
}

/** TIME. */
export class TimeColumn {
  readonly builder = new Integer64Builder();
  readonly takesJson = false;
  readonly #type: TimedType;

  constructor(type: TimedType) {
    this.#type = type;
  }

  writeText(bytes: Uint8Array, from: number, to: number): void {
    const micros = parseTime(decodeText(bytes, from, to));
    this.builder.appendNumber(Number(fitDatum(micros, { kind: 'time' }, this.#type, false)));
  }

  writeNumber(bytes: Uint8Array, scan: DecimalScan): void {
    throw invalidInput({ kind: 'time' }, scan.text(bytes));
  }
}
