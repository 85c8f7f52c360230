import { invalidInput, outOfRange } from './cell-error.ts';
import { decimalDatum, specialDatum } from './decimal.ts';
import { DecimalScan } from './decimal-scan.ts';
import { integerOf, parseDecimal, parseSpecial, rescale } from './decimal-text.ts';
import { parseDouble } from './double-text.ts';
import { Float64Builder, Int32Builder } from './fixed-builders.ts';
import { Integer64Builder } from './integer64-builder.ts';
import type { SqlType } from './sql-type.ts';
import { TextBuilder } from './text-builder.ts';
import { decodeText } from './text-bytes.ts';

type NumericType = Extract<SqlType, { kind: 'numeric' }>;

const noDecimal = { units: 0n, scale: 0 };
const int64Max = 2n ** 63n - 1n;
const int64Min = -(2n ** 63n);

/** SMALLINT and INTEGER. */
export class Int32Column {
  readonly builder = new Int32Builder();
  readonly takesJson = false;
  readonly #type: SqlType;
  readonly #max: number;
  readonly #scan = new DecimalScan();

  constructor(type: SqlType) {
    this.#type = type;
    this.#max = type.kind === 'smallint' ? 0x7fff : 0x7fff_ffff;
  }

  writeText(bytes: Uint8Array, from: number, to: number): void {
    const scan = this.#scan;
    if (scan.scan(bytes, from, to) && scan.end === to) this.writeNumber(bytes, scan);
    else this.#append(integerText(decodeText(bytes, from, to), this.#type));
  }

  writeNumber(bytes: Uint8Array, scan: DecimalScan): void {
    if (scan.exact && scan.fraction === 0 && scan.mantissa <= this.#max) {
      this.builder.appendNumber(scan.negative ? 0 - scan.mantissa : scan.mantissa);
    } else this.#append(integerText(scan.text(bytes), this.#type));
  }

  #append(value: bigint): void {
    const max = BigInt(this.#max);
    if (value > max || value < -max - 1n) throw outOfRange(this.#type, String(value));
    this.builder.appendNumber(Number(value));
  }
}

/** BIGINT. */
export class Integer64Column {
  readonly builder = new Integer64Builder();
  readonly takesJson = false;
  readonly #type: SqlType;
  readonly #scan = new DecimalScan();

  constructor(type: SqlType) {
    this.#type = type;
  }

  writeText(bytes: Uint8Array, from: number, to: number): void {
    const scan = this.#scan;
    if (scan.scan(bytes, from, to) && scan.end === to) this.writeNumber(bytes, scan);
    else this.#append(integerText(decodeText(bytes, from, to), this.#type));
  }

  writeNumber(bytes: Uint8Array, scan: DecimalScan): void {
    if (scan.exact && scan.fraction === 0) {
      this.builder.appendNumber(scan.negative ? 0 - scan.mantissa : scan.mantissa);
    } else this.#append(integerText(scan.text(bytes), this.#type));
  }

  #append(value: bigint): void {
    if (value > int64Max || value < int64Min) throw outOfRange(this.#type, String(value));
    this.builder.appendBigInt(value);
  }
}

/** Nothing is rounded silently: a number with a fraction is no integer. */
function integerText(text: string, type: SqlType): bigint {
  const decimal = parseDecimal(text);
  const integer = decimal === null ? null : integerOf(decimal);
  if (integer === null) throw invalidInput(type, text);
  return integer;
}

/** NUMERIC(p,s): unscaled integers; more decimals than the scale are rounded, as in PostgreSQL. */
export class NumericColumn {
  readonly builder = new Integer64Builder();
  readonly takesJson = false;
  readonly #type: NumericType;
  readonly #scale: number;
  readonly #factors: readonly number[];
  readonly #unitsMax: bigint;
  readonly #unitsFastMax: number;
  readonly #scan = new DecimalScan();

  constructor(type: NumericType, scale: number) {
    this.#type = type;
    this.#scale = scale;
    this.#factors = Array.from({ length: scale + 1 }, (_, fraction) => 10 ** (scale - fraction));
    const unitsMax = 10n ** BigInt(type.precision ?? 18) - 1n;
    this.#unitsMax = unitsMax < int64Max ? unitsMax : int64Max;
    this.#unitsFastMax = Math.min(Number(this.#unitsMax), Number.MAX_SAFE_INTEGER);
  }

  writeText(bytes: Uint8Array, from: number, to: number): void {
    const scan = this.#scan;
    if (scan.scan(bytes, from, to) && scan.end === to) this.writeNumber(bytes, scan);
    else this.#appendText(decodeText(bytes, from, to));
  }

  writeNumber(bytes: Uint8Array, scan: DecimalScan): void {
    if (scan.exact && scan.fraction <= this.#scale) {
      const units = scan.mantissa * (this.#factors[scan.fraction] as number);
      if (units <= this.#unitsFastMax) {
        this.builder.appendNumber(scan.negative ? 0 - units : units);
        return;
      }
    }
    this.#appendText(scan.text(bytes));
  }

  #appendText(text: string): void {
    const decimal = parseDecimal(text);
    if (decimal === null) throw invalidInput(this.#type, text);
    const units = rescale(decimal, this.#scale);
    if (units > this.#unitsMax || units < -this.#unitsMax) throw outOfRange(this.#type, text);
    this.builder.appendBigInt(units);
  }
}

/** NUMERIC whose values are decimal texts: without a scale, or of a large precision. */
export class DecimalTextColumn {
  readonly builder = new TextBuilder();
  readonly takesJson = false;
  readonly #type: SqlType;

  constructor(type: SqlType) {
    this.#type = type;
  }

  writeText(bytes: Uint8Array, from: number, to: number): void {
    this.#append(decodeText(bytes, from, to));
  }

  writeNumber(bytes: Uint8Array, scan: DecimalScan): void {
    const isPlain = this.#type.kind === 'numeric' && this.#type.scale === null;
    if (isPlain && scan.exponent === 0 && !scan.negative) {
      this.builder.appendBytes(bytes, scan.start, scan.end);
    } else this.#append(scan.text(bytes));
  }

  #append(text: string): void {
    const special = parseSpecial(text);
    const decimal = special === null ? parseDecimal(text) : null;
    if (special === null && decimal === null) throw invalidInput(this.#type, text);
    const datum =
      special === null
        ? decimalDatum(decimal ?? noDecimal, this.#type)
        : specialDatum(special, this.#type);
    this.builder.appendString(datum as string);
  }
}

/** REAL and DOUBLE PRECISION. */
export class DoubleColumn {
  readonly builder = new Float64Builder();
  readonly takesJson = false;
  readonly #type: SqlType;
  readonly #scan = new DecimalScan();

  constructor(type: SqlType) {
    this.#type = type;
  }

  writeText(bytes: Uint8Array, from: number, to: number): void {
    const scan = this.#scan;
    if (scan.scan(bytes, from, to) && scan.end === to) this.writeNumber(bytes, scan);
    else this.#appendText(decodeText(bytes, from, to));
  }

  writeNumber(bytes: Uint8Array, scan: DecimalScan): void {
    this.#append(scan.toDouble(bytes), bytes, scan);
  }

  #append(value: number, bytes: Uint8Array, scan: DecimalScan): void {
    const rounded = this.#type.kind === 'real' ? Math.fround(value) : value;
    if (Math.abs(rounded) === Number.POSITIVE_INFINITY) {
      throw outOfRange(this.#type, scan.text(bytes));
    }
    this.builder.appendNumber(rounded);
  }

  #appendText(text: string): void {
    const value = parseDouble(text.trim());
    if (value === null) throw invalidInput(this.#type, text);
    const rounded = this.#type.kind === 'real' ? Math.fround(value) : value;
    if (Math.abs(rounded) === Number.POSITIVE_INFINITY && /\d/.test(text)) {
      throw outOfRange(this.#type, text);
    }
    this.builder.appendNumber(rounded);
  }
}
