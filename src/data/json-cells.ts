import { assert } from '../common/assert.ts';
import { jsonOfDatum } from './datum-json.ts';
import type { JsonBytes } from './json-bytes.ts';
import type { JsonCell, TimeFormat } from './json-cell.ts';
import { JsonDateCell, JsonTimestampCell } from './json-time-cells.ts';
import { type SqlType, typeName } from './sql-type.ts';
import { decodeText, encodeText } from './text-bytes.ts';
import { datumFromText } from './text-input.ts';
import { formatReal, formatTime, formatUnits } from './text-output.ts';
import type { Nulls, Vector } from './vector.ts';

const quote = 34;
const point = 46;

/** Up to this scale a decimal's units can be split at the point in doubles without loss. */
const splitScaleMax = 15;

type Integers = Float64Array | BigInt64Array;

/** The writer of a vector that carries the type. */
export function jsonCell(type: SqlType, vector: Vector, time: TimeFormat): JsonCell {
  switch (vector.kind) {
    case 'u8':
      return new BooleanCell(vector.values, vector.nulls);
    case 'i32':
      return type.kind === 'date'
        ? new JsonDateCell(vector.values, vector.nulls)
        : new NumberCell(vector.values, vector.nulls);
    case 'f64':
    case 'i64':
      return numberCell(type, vector.values, vector.nulls, time);
    case 'text':
      return textCell(type, vector, time);
    case 'dictionary':
      return new CodeCell(vector, type, time);
  }
}

function textCell(type: SqlType, vector: Texts, time: TimeFormat): JsonCell {
  switch (type.kind) {
    case 'json':
    case 'jsonb':
      return new TextCell(vector.offsets, vector.bytes, vector.nulls, true);
    case 'array':
    case 'struct':
    case 'map':
    case 'bytea':
      return new ValueCell(vector, type, time);
    default:
      return new TextCell(vector.offsets, vector.bytes, vector.nulls, false);
  }
}

/** Bytes and offsets of a vector or of a dictionary. */
type Texts = {
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
  readonly nulls: Nulls;
};

function numberCell(type: SqlType, values: Integers, nulls: Nulls, time: TimeFormat): JsonCell {
  switch (type.kind) {
    case 'timestamp':
    case 'timestamptz':
      return time === 'us'
        ? new IntegerCell(values, nulls, false)
        : new JsonTimestampCell(values, nulls, type.kind === 'timestamptz');
    case 'bigint':
      return new IntegerCell(values, nulls, true);
    case 'numeric':
      return new DecimalCell(values, nulls, type.scale ?? 0);
    case 'time':
      return new TimeCell(values, nulls);
    default:
      assert(values instanceof Float64Array, `${typeName(type)} comes as doubles`);
      return type.kind === 'real' ? new RealCell(values, nulls) : new NumberCell(values, nulls);
  }
}

class BooleanCell implements JsonCell {
  readonly nulls: Nulls;
  readonly #values: Uint8Array;

  constructor(values: Uint8Array, nulls: Nulls) {
    this.#values = values;
    this.nulls = nulls;
  }

  write(out: JsonBytes, row: number): void {
    out.writeAscii(this.#values[row] === 1 ? 'true' : 'false');
  }
}

/** SMALLINT, INTEGER and DOUBLE PRECISION. */
class NumberCell implements JsonCell {
  readonly nulls: Nulls;
  readonly #values: Int32Array | Float64Array;

  constructor(values: Int32Array | Float64Array, nulls: Nulls) {
    this.#values = values;
    this.nulls = nulls;
  }

  write(out: JsonBytes, row: number): void {
    const value = this.#values[row] as number;
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) out.writeInteger(value);
    else writeFloat(out, value, String(value));
  }
}

/** REAL: the shortest digits that read back as the same single-precision value. */
class RealCell implements JsonCell {
  readonly nulls: Nulls;
  readonly #values: Float64Array;

  constructor(values: Float64Array, nulls: Nulls) {
    this.#values = values;
    this.nulls = nulls;
  }

  write(out: JsonBytes, row: number): void {
    const value = this.#values[row] as number;
    writeFloat(out, value, formatReal(value));
  }
}

/** JSON has no numbers for what is not finite: these are strings. */
function writeFloat(out: JsonBytes, value: number, text: string): void {
  if (Number.isFinite(value)) out.writeAscii(Object.is(value, -0) ? '-0' : text);
  else out.writeAscii(`"${text}"`);
}

/** BIGINT in quotes, or microseconds without. */
class IntegerCell implements JsonCell {
  readonly nulls: Nulls;
  readonly #values: Integers;
  readonly #quoted: boolean;

  constructor(values: Integers, nulls: Nulls, quoted: boolean) {
    this.#values = values;
    this.nulls = nulls;
    this.#quoted = quoted;
  }

  write(out: JsonBytes, row: number): void {
    const value = this.#values[row] as number | bigint;
    if (this.#quoted) out.writeByte(quote);
    if (typeof value === 'bigint') out.writeAscii(String(value));
    else out.writeInteger(value);
    if (this.#quoted) out.writeByte(quote);
  }
}

/** NUMERIC(p,s), kept as unscaled integers. */
class DecimalCell implements JsonCell {
  readonly nulls: Nulls;
  readonly #values: Integers;
  readonly #scale: number;
  readonly #factor: number;

  constructor(values: Integers, nulls: Nulls, scale: number) {
    this.#values = values;
    this.nulls = nulls;
    this.#scale = scale;
    this.#factor = 10 ** scale;
  }

  write(out: JsonBytes, row: number): void {
    const units = this.#values[row] as number | bigint;
    out.writeByte(quote);
    if (typeof units === 'bigint' || this.#scale > splitScaleMax) {
      out.writeAscii(formatUnits(BigInt(units), this.#scale));
    } else this.#writeUnits(out, units);
    out.writeByte(quote);
  }

  #writeUnits(out: JsonBytes, units: number): void {
    if (units < 0) out.writeByte(45);
    const size = Math.abs(units);
    const whole = Math.floor(size / this.#factor);
    out.writeDigits(whole, 1);
    if (this.#scale === 0) return;
    out.writeByte(point);
    out.writeDigits(size - whole * this.#factor, this.#scale);
  }
}

/** TIME. */
class TimeCell implements JsonCell {
  readonly nulls: Nulls;
  readonly #values: Integers;

  constructor(values: Integers, nulls: Nulls) {
    this.#values = values;
    this.nulls = nulls;
  }

  write(out: JsonBytes, row: number): void {
    out.writeAscii(`"${formatTime(BigInt(this.#values[row] as number | bigint))}"`);
  }
}

/** Values whose JSON is another text than the one that they are kept as. */
class ValueCell implements JsonCell {
  readonly nulls: Nulls;
  readonly #texts: Texts;
  readonly #type: SqlType;
  readonly #time: TimeFormat;

  constructor(texts: Texts, type: SqlType, time: TimeFormat) {
    this.#texts = texts;
    this.#type = type;
    this.#time = time;
    this.nulls = texts.nulls;
  }

  write(out: JsonBytes, row: number): void {
    const { bytes, offsets } = this.#texts;
    const text = decodeText(bytes, offsets[row] as number, offsets[row + 1] as number);
    const json = jsonOfDatum(this.#type, datumFromText(this.#type, text), this.#time);
    const encoded = encodeText(json);
    out.writeJson(encoded, 0, encoded.length);
  }
}

/** TEXT, INTERVAL, UUID, NUMERIC without a scale, JSON and JSONB. */
class TextCell implements JsonCell {
  readonly nulls: Nulls;
  readonly #offsets: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #json: boolean;

  constructor(offsets: Int32Array, bytes: Uint8Array, nulls: Nulls, json: boolean) {
    this.#offsets = offsets;
    this.#bytes = bytes;
    this.nulls = nulls;
    this.#json = json;
  }

  write(out: JsonBytes, row: number): void {
    const from = this.#offsets[row] as number;
    const to = this.#offsets[row + 1] as number;
    if (this.#json) out.writeJson(this.#bytes, from, to);
    else out.writeString(this.#bytes, from, to);
  }
}

/** Texts by the codes of a dictionary. */
class CodeCell implements JsonCell {
  readonly nulls: Nulls;
  readonly #codes: Int32Array;
  readonly #texts: JsonCell;

  constructor(vector: Extract<Vector, { kind: 'dictionary' }>, type: SqlType, time: TimeFormat) {
    const { offsets, bytes } = vector.dictionary;
    this.#codes = vector.codes;
    this.#texts = textCell(type, { offsets, bytes, nulls: null }, time);
    this.nulls = vector.nulls;
  }

  write(out: JsonBytes, row: number): void {
    this.#texts.write(out, this.#codes[row] as number);
  }
}
