import { type Datum, type SqlType, storageOf } from '../../data/sql-type.ts';
import { TextBuilder } from '../../data/text-builder.ts';
import type { Nulls, Vector } from '../../data/vector.ts';
import { vectorFromDatums } from '../../data/vector-datum.ts';
import type { Expression } from '../../planner/expression/expression.ts';
import { isKeptAsBytes } from './bytes-operand.ts';
import type { OutputArray } from './instantiate-kernel.ts';
import type { KernelMode } from './kernel-source.ts';

/** Where a kernel writes the values of its projections, and what vectors they make. */
export class MapOutputs {
  readonly #projections: readonly Expression[];
  readonly #rowCount: number;
  #values: readonly OutputArray[] = [];
  #nullMasks: readonly Uint8Array[] = [];

  constructor(projections: readonly Expression[], rowCount: number) {
    this.#projections = projections;
    this.#rowCount = rowCount;
  }

  /** Fresh arrays for a run of the kernel in a mode. */
  allocate(mode: KernelMode): { values: readonly OutputArray[]; nullMasks: readonly Uint8Array[] } {
    this.#values = this.#projections.map(({ type }) => arrayFor(type, mode, this.#rowCount));
    this.#nullMasks = this.#projections.map(() => new Uint8Array(this.#rowCount));
    return { values: this.#values, nullMasks: this.#nullMasks };
  }

  /** What the kernel has written, as one vector per projection. */
  vectors(): Vector[] {
    return this.#projections.map(({ type }, c) => {
      const mask = this.#nullMasks[c] as Uint8Array;
      const values = this.#values[c] as OutputArray;
      if (values instanceof TextBuilder) return textsOf(values, this.#rowCount);
      return vectorOf(type, values, mask.includes(1) ? mask : null);
    });
  }
}

function arrayFor(type: SqlType, mode: KernelMode, rowCount: number): OutputArray {
  switch (storageOf(type)) {
    case 'u8':
      return new Uint8Array(rowCount);
    case 'i32':
      return new Int32Array(rowCount);
    case 'f64':
      return new Float64Array(rowCount);
    case 'integer64':
      return mode === 'exact' ? new BigInt64Array(rowCount) : new Float64Array(rowCount);
    case 'text':
      if (isKeptAsBytes(type)) return new TextBuilder();
      return new Array<Datum>(rowCount).fill(null);
  }
}

/** The texts of all rows, also of failed ones at the end. */
function textsOf(texts: TextBuilder, rowCount: number): Vector {
  while (texts.length < rowCount) texts.appendNull();
  return texts.lend();
}

function vectorOf(type: SqlType, values: Exclude<OutputArray, TextBuilder>, nulls: Nulls): Vector {
  if (values instanceof Float64Array) return { kind: 'f64', values, nulls };
  if (values instanceof Int32Array) return { kind: 'i32', values, nulls };
  if (values instanceof Uint8Array) return { kind: 'u8', values, nulls };
  if (values instanceof BigInt64Array) return narrowest(values, nulls);
  return vectorFromDatums(type, values);
}

/** One column that needs 64 bits must not make int64 of the others: doubles are many times faster. */
function narrowest(values: BigInt64Array, nulls: Nulls): Vector {
  const doubles = new Float64Array(values.length);
  for (let i = 0; i < values.length; i += 1) {
    const value = Number(values[i]);
    if (!Number.isSafeInteger(value)) return { kind: 'i64', values, nulls };
    doubles[i] = value;
  }
  return { kind: 'f64', values: doubles, nulls };
}
