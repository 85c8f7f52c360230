import { assert } from '../../common/assert.ts';
import { compareDatums, compareDoubles } from '../../data/compare-datums.ts';
import { compareNumerics } from '../../data/decimal.ts';
import { intervalMicros, parseInterval } from '../../data/interval-text.ts';
import { type SqlType, storageOf } from '../../data/sql-type.ts';
import { datumFromText } from '../../data/text-input.ts';
import type { Nulls, Vector } from '../../data/vector.ts';
import { isCompared } from '../row-order.ts';
import { TextInterner } from '../state/text-interner.ts';

/** Which end of a type's order is wanted: 1 for the greatest, −1 for the least. */
export type ValueOrder = { readonly type: SqlType; readonly sign: 1 | -1 };

/**
 * Values of one type as numbers that can be kept in typed arrays and compared: numbers as
 * themselves, texts as codes of an interner.
 */
export type OrderedValues = {
  /** The column's rows as numbers. */
  readonly keys: (vector: Vector, rowCount: number) => Float64Array | Int32Array | Uint8Array;
  readonly compare: (a: number, b: number) => number;
  /** The number here of a number of `other`. */
  readonly adopt: (other: OrderedValues, key: number) => number;
  readonly vector: (keys: Float64Array, nulls: Nulls) => Vector;
  /** Whether comparing is subtracting: no NaN, no texts. */
  readonly plain: boolean;
  readonly interner: TextInterner | null;
  readonly stateBytes: () => number;
  /** Set when a value beyond ±2^53 was seen: the owner then keeps bigints. */
  exact: boolean;
};

/** The ordering of a type; text is ordered by its bytes, NaN is the greatest number. */
export function orderedValues(type: SqlType): OrderedValues {
  return storageOf(type) === 'text' ? textValues(type) : numberValues(type);
}

function numberValues(type: SqlType): OrderedValues {
  const plain = storageOf(type) !== 'f64';
  return {
    plain,
    interner: null,
    exact: false,
    stateBytes: () => 0,
    keys: (vector) => {
      assert(
        vector.kind === 'f64' || vector.kind === 'i32' || vector.kind === 'u8',
        'numbers are expected',
      );
      return vector.values;
    },
    compare: plain ? (a, b) => a - b : compareDoubles,
    adopt: (_, key) => key,
    vector: (keys, nulls) => numberVector(type, keys, nulls),
  };
}

function textValues(type: SqlType): OrderedValues {
  const interner = new TextInterner();
  const compareMeanings = meaningOrder(type, interner);
  return {
    plain: false,
    interner,
    exact: false,
    stateBytes: () => interner.stateBytes,
    keys: (vector, rowCount) => {
      assert(vector.kind === 'text' || vector.kind === 'dictionary', 'texts are expected');
      return interner.internVector(vector, rowCount);
    },
    // Of values that mean the same, such as 1.0 and 1.00, the bytes decide.
    compare: (a, b) => compareMeanings(a, b) || interner.compare(a, b),
    adopt: (other, key) => {
      assert(other.interner, 'texts come from texts');
      return interner.adopt(other.interner, key);
    },
    vector: (keys, nulls) => interner.vector(Int32Array.from(keys), keys.length, nulls),
  };
}

/** The order of texts that stand for something else; 0 for plain texts. */
function meaningOrder(type: SqlType, interner: TextInterner): (a: number, b: number) => number {
  if (type.kind === 'numeric') {
    const values = remembered((code) => interner.text(code));
    return (a, b) => compareNumerics(values(a), type, values(b), type);
  }
  if (type.kind === 'interval') {
    const values = remembered((code) => intervalMicros(parseInterval(interner.text(code))));
    return (a, b) => Number(values(a) - values(b));
  }
  if (isCompared(type)) {
    const values = remembered((code) => datumFromText(type, interner.text(code)));
    return (a, b) => compareDatums(values(a), type, values(b), type);
  }
  return () => 0;
}

/** A function of codes that is computed once for each. */
function remembered<T>(compute: (code: number) => T): (code: number) => T {
  const known: T[] = [];
  return (code) => {
    known[code] ??= compute(code);
    return known[code] as T;
  };
}

function numberVector(type: SqlType, keys: Float64Array, nulls: Nulls): Vector {
  switch (storageOf(type)) {
    case 'u8':
      return { kind: 'u8', values: Uint8Array.from(keys), nulls };
    case 'i32':
      return { kind: 'i32', values: Int32Array.from(keys), nulls };
    default:
      return { kind: 'f64', values: keys, nulls };
  }
}
