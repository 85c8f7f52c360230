import type { Encoding, StoredKind, ValueRange } from './column-directory.ts';
import { plainText } from './concat-batches.ts';
import { type DistinctTexts, distinctTexts } from './distinct-texts.ts';
import { integerRange, numberRange } from './value-range.ts';
import type { DictionaryVector, Nulls, TextVector, Vector } from './vector.ts';
import { vectorLength } from './vector.ts';

/** How a vector will be written: chosen before the body is allocated. */
export type ColumnPlan = {
  readonly kind: StoredKind;
  readonly encoding: Encoding;
  readonly range: ValueRange | null;
  readonly nulls: Nulls;
  readonly nullCount: number;
  /** Buffers that follow the null bitmap, each at a multiple of 8. */
  readonly buffers: readonly Uint8Array[];
};

/** Rounds up to a multiple of 8. */
export function aligned(bytes: number): number {
  return (bytes + 7) & ~7;
}

/** Bytes of a column's range: null bitmap and buffers, each padded. */
export function plannedBytes(plan: ColumnPlan, rows: number): number {
  const bitmap = hasBitmap(plan, rows) ? aligned((rows + 7) >> 3) : 0;
  return plan.buffers.reduce((sum, buffer) => sum + aligned(buffer.length), bitmap);
}

/** Writes a column's range; the target holds zeros. */
export function writeColumn(plan: ColumnPlan, rows: number, target: Uint8Array): void {
  let at = 0;
  if (plan.nulls !== null && hasBitmap(plan, rows)) {
    for (let row = 0; row < rows; row += 1) {
      if (plan.nulls[row] === 1) target[row >> 3] = (target[row >> 3] as number) | (1 << (row & 7));
    }
    at = aligned((rows + 7) >> 3);
  }
  for (const buffer of plan.buffers) {
    target.set(buffer, at);
    at += aligned(buffer.length);
  }
}

/** When all rows are NULL, or none, the count says so. */
function hasBitmap(plan: ColumnPlan, rows: number): boolean {
  return plan.nullCount > 0 && plan.nullCount < rows;
}

/**
 * Chooses the encoding of a vector. `integers` says that its numbers are 64-bit integers, not
 * doubles: only these may become narrow.
 */
export function planColumn(vector: Vector, integers: boolean): ColumnPlan {
  const nullCount = countNulls(vector.nulls);
  const nulls = { nulls: nullCount === 0 ? null : vector.nulls, nullCount };
  const allNull = nullCount > 0 && nullCount === vectorLength(vector);
  if (allNull) return { ...planAllNull(vector, integers), ...nulls };
  return { ...planValues({ ...vector, nulls: nulls.nulls }, integers), ...nulls };
}

type ValuesPlan = Omit<ColumnPlan, 'nulls' | 'nullCount'>;

function planAllNull(vector: Vector, integers: boolean): ValuesPlan {
  return { kind: storedKind(vector, integers), encoding: 'constant', range: null, buffers: [] };
}

function storedKind(vector: Vector, integers: boolean): StoredKind {
  if (vector.kind === 'dictionary') return 'text';
  if (vector.kind === 'i64') return 'int64';
  return vector.kind === 'f64' && integers ? 'integers' : vector.kind;
}

function planValues(vector: Vector, integers: boolean): ValuesPlan {
  switch (vector.kind) {
    case 'u8':
    case 'i32':
      return planIntegers(vector.kind, vector.values, numberRange(vector.values, vector.nulls));
    case 'f64':
      return integers
        ? planIntegers('integers', vector.values, numberRange(vector.values, vector.nulls))
        : planDoubles(vector.values, vector.nulls);
    case 'i64':
      return planInt64(vector.values, vector.nulls);
    case 'text':
      return planText(vector);
    case 'dictionary':
      return planDictionary(vector);
  }
}

function planIntegers(
  kind: 'u8' | 'i32' | 'integers',
  values: Uint8Array | Int32Array | Float64Array,
  range: { readonly min: number; readonly max: number } | null,
): ValuesPlan {
  if (range === null) return { kind, encoding: 'plain', range, buffers: [bytesOf(values)] };
  const width = narrowWidth(range.min, range.max);
  if (width === 0) return { kind, encoding: 'constant', range, buffers: [] };
  if (width >= values.BYTES_PER_ELEMENT) {
    return { kind, encoding: 'plain', range, buffers: [bytesOf(values)] };
  }
  return { kind, encoding: 'narrow', range, buffers: [narrowed(values, range.min, width)] };
}

/** Bytes of the unsigned distances from `min` up to `max`: 0, 1, 2, 4, or 8 when they do not fit into less. */
export function narrowWidth(min: number, max: number): 0 | 1 | 2 | 4 | 8 {
  const span = max - min;
  if (span === 0) return 0;
  if (span <= 0xff) return 1;
  if (span <= 0xffff) return 2;
  return span <= 0xffff_ffff ? 4 : 8;
}

function narrowed(
  values: Int32Array | Float64Array | Uint8Array,
  min: number,
  width: number,
): Uint8Array {
  const target = narrowArray(width, values.length);
  for (let i = 0; i < values.length; i += 1) target[i] = (values[i] as number) - min;
  return bytesOf(target);
}

function narrowArray(width: number, length: number): Uint8Array | Uint16Array | Uint32Array {
  if (width === 1) return new Uint8Array(length);
  return width === 2 ? new Uint16Array(length) : new Uint32Array(length);
}

function planDoubles(values: Float64Array, nulls: Nulls): ValuesPlan {
  const range = numberRange(values, nulls);
  const constant =
    range !== null &&
    range.min === range.max &&
    (range.min !== 0 || onlyPositiveZeros(values, nulls));
  if (constant) return { kind: 'f64', encoding: 'constant', range, buffers: [] };
  return { kind: 'f64', encoding: 'plain', range, buffers: [bytesOf(values)] };
}

function onlyPositiveZeros(values: Float64Array, nulls: Nulls): boolean {
  return values.every((value, row) => Object.is(value, 0) || nulls?.[row] === 1);
}

function planInt64(values: BigInt64Array, nulls: Nulls): ValuesPlan {
  const range = integerRange(values, nulls);
  if (range === null) return { kind: 'int64', encoding: 'plain', range, buffers: [] };
  if (range.min >= -(2n ** 53n) && range.max <= 2n ** 53n) {
    const doubles = Float64Array.from(values, Number);
    return planIntegers('integers', doubles, { min: Number(range.min), max: Number(range.max) });
  }
  if (range.min === range.max) return { kind: 'int64', encoding: 'constant', range, buffers: [] };
  return { kind: 'int64', encoding: 'plain', range, buffers: [bytesOf(values)] };
}

function planText(vector: TextVector): ValuesPlan {
  const distinct = distinctTexts(vector);
  if (distinct !== null) return planDistinct(distinct);
  const { offsets, bytes } = vector;
  const rows = offsets.length - 1;
  const start = offsets[0] as number;
  return {
    kind: 'text',
    encoding: 'plain',
    range: null,
    buffers: [bytesOf(rebased(offsets)), bytes.subarray(start, offsets[rows])],
  };
}

function planDistinct({ codes, offsets, bytes }: DistinctTexts): ValuesPlan {
  const count = Int32Array.of(offsets.length - 1);
  const texts = [bytesOf(count), bytesOf(offsets), bytes];
  const constant = offsets.length === 2;
  return {
    kind: 'text',
    encoding: constant ? 'constant' : 'dictionary',
    range: null,
    buffers: constant ? texts : [...texts, codes],
  };
}

/** A dictionary goes along with its codes when that takes no more room than the texts of the rows. */
function planDictionary(vector: DictionaryVector): ValuesPlan {
  const { codes, dictionary } = vector;
  const count = dictionary.offsets.length - 1;
  const first = dictionary.offsets[0] as number;
  const textBytes = (dictionary.offsets[count] as number) - first;
  const width = codeWidth(count);
  if (count * 4 + textBytes + codes.length * width > plainBytes(vector))
    return planText(plainText(vector));
  return {
    kind: 'text',
    encoding: 'dictionary',
    range: null,
    buffers: [
      bytesOf(Int32Array.of(count)),
      bytesOf(rebased(dictionary.offsets)),
      dictionary.bytes.subarray(first, first + textBytes),
      bytesOf(width === 4 ? codes : narrowCodes(codes, width)),
    ],
  };
}

/** Bytes of a code into a dictionary of so many texts. */
export function codeWidth(texts: number): 1 | 2 | 4 {
  if (texts <= 0x100) return 1;
  return texts <= 0x1_0000 ? 2 : 4;
}

function narrowCodes(codes: Int32Array, width: number): Uint8Array | Uint16Array {
  return width === 1 ? Uint8Array.from(codes) : Uint16Array.from(codes);
}

function plainBytes({ codes, dictionary, nulls }: DictionaryVector): number {
  const { offsets } = dictionary;
  let bytes = codes.length * 4;
  for (let row = 0; row < codes.length; row += 1) {
    if (nulls !== null && nulls[row] === 1) continue;
    const code = codes[row] as number;
    bytes += (offsets[code + 1] as number) - (offsets[code] as number);
  }
  return bytes;
}

function rebased(offsets: Int32Array): Int32Array {
  const first = offsets[0] as number;
  return first === 0 ? offsets : offsets.map((offset) => offset - first);
}

function countNulls(nulls: Nulls): number {
  if (nulls === null) return 0;
  let count = 0;
  for (let i = 0; i < nulls.length; i += 1) count += nulls[i] as number;
  return count;
}

function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
