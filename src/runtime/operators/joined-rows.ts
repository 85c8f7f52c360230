import type { Batch, Field } from '../../data/batch.ts';
import { gatherVector } from '../../data/gather.ts';
import { nullVector } from '../../data/null-vector.ts';
import type { KeptRow } from '../state/kept-rows.ts';

/** Rows of one batch beside rows of another; −1 for none. */
type Pairs = { readonly left: number[]; readonly right: number[]; readonly weights: number[] };

/** Rows of a left side, each beside one of a right side or NULLs, gathered by the batches they lie in. */
export class JoinedRows {
  readonly #fields: readonly Field[];
  readonly #rightFields: readonly Field[];
  readonly #pairs = new Map<Batch, Map<Batch | null, Pairs>>();

  /** `fields` are those of the left side, `leftWidth` of them, then of the right one. */
  constructor(fields: readonly Field[], leftWidth: number) {
    this.#fields = fields;
    this.#rightFields = fields.slice(leftWidth);
  }

  add(left: KeptRow, right: KeptRow | null, weight: number): void {
    let byRight = this.#pairs.get(left.batch);
    if (byRight === undefined) {
      byRight = new Map();
      this.#pairs.set(left.batch, byRight);
    }
    const key = right?.batch ?? null;
    let pairs = byRight.get(key);
    if (pairs === undefined) {
      pairs = { left: [], right: [], weights: [] };
      byRight.set(key, pairs);
    }
    pairs.left.push(left.row);
    pairs.right.push(right?.row ?? -1);
    pairs.weights.push(weight);
  }

  /** What was added, and no longer here. Rows carry the late marks of the left side. */
  take(): readonly Batch[] {
    const batches = [...this.#pairs].flatMap(([left, byRight]) =>
      [...byRight].map(([right, pairs]) => this.#batch(left, right, pairs)),
    );
    this.#pairs.clear();
    return batches;
  }

  #batch(left: Batch, right: Batch | null, pairs: Pairs): Batch {
    const rowCount = pairs.left.length;
    const leftRows = Int32Array.from(pairs.left);
    const rightRows = Int32Array.from(pairs.right);
    const isPlain = pairs.weights.every((weight) => weight === 1);
    const { late } = left;
    return {
      schema: { fields: this.#fields },
      rowCount,
      columns: [
        ...left.columns.map((column) => gatherVector(column, leftRows, rowCount)),
        ...(right === null
          ? this.#rightFields.map(({ type }) => nullVector(type, rowCount))
          : right.columns.map((column) => gatherVector(column, rightRows, rowCount))),
      ],
      weights: isPlain ? null : Int32Array.from(pairs.weights),
      late: late === null ? null : Float64Array.from(leftRows, (row) => late[row] as number),
    };
  }
}
