import type { Batch } from '../../data/batch.ts';
import type { SetOperationNode } from '../../planner/physical/physical-plan.ts';
import { type GroupKernels, GroupTable } from '../state/group-table.ts';
import { rowKernels } from '../state/row-set.ts';
import type { Operator, OperatorContext, StateSize } from './operator.ts';

/** Below this many rows a table is not worth rebuilding. */
const rebuildRowsMin = 1024;

/** How often a row stands in the result, by how often it stands on the left and on the right. */
type Multiplicity = (left: number, right: number) => number;

/**
 * INTERSECT and EXCEPT, with ALL or without. Stateful: keeps every distinct row of both sides with
 * its two counts for as long as one of them is not zero. At the end of a step each row that was
 * touched comes out as often more, or less, as its multiplicity has changed; so the sum of outputs
 * is the set operation over the sums of the inputs.
 */
export class SetOperationOperator implements Operator {
  readonly #node: SetOperationNode;
  readonly #context: OperatorContext;
  readonly #kernels: GroupKernels;
  readonly #multiplicity: Multiplicity;
  #rows: GroupTable;
  #left = new Float64Array(64);
  #right = new Float64Array(64);
  /** What has been told of each row. */
  #told = new Float64Array(64);
  #isTouched = new Uint8Array(64);
  #touched: number[] = [];
  /** Rows whose two counts are zero, and how many they are. */
  #isGone = new Uint8Array(64);
  #gone = 0;

  constructor(node: SetOperationNode, context: OperatorContext) {
    this.#node = node;
    this.#context = context;
    this.#kernels = rowKernels({ fields: node.fields });
    this.#rows = new GroupTable(this.#kernels);
    this.#multiplicity = multiplicityOf(node);
  }

  take(port: number, batch: Batch): void {
    const groups = this.#rows.locate(batch.columns, batch.rowCount);
    this.#fit();
    const counts = port === 0 ? this.#left : this.#right;
    for (let i = 0; i < batch.rowCount; i += 1) {
      const g = groups[i] as number;
      const weight = batch.weights === null ? 1 : (batch.weights[i] as number);
      counts[g] = (counts[g] as number) + weight;
      if (this.#isTouched[g] === 1) continue;
      this.#isTouched[g] = 1;
      this.#touched.push(g);
    }
  }

  endStep(watermarks: readonly number[]): number {
    const changed = new Int32Array(this.#touched.length);
    const weights = new Int32Array(this.#touched.length);
    let count = 0;
    for (const g of this.#touched) {
      this.#isTouched[g] = 0;
      const [left, right] = [this.#left[g] as number, this.#right[g] as number];
      const now = this.#multiplicity(left, right);
      const before = this.#told[g] as number;
      const gone = left === 0 && right === 0 ? 1 : 0;
      this.#gone += gone - (this.#isGone[g] as number);
      this.#isGone[g] = gone;
      if (now === before) continue;
      this.#told[g] = now;
      changed[count] = g;
      weights[count++] = now - before;
    }
    this.#touched = [];
    if (count > 0) this.#emit(changed.subarray(0, count), weights.subarray(0, count));
    if (this.#rows.size > rebuildRowsMin && this.#gone * 2 > this.#rows.size) this.#rebuild();
    return Math.min(...watermarks);
  }

  stateSize(): StateSize {
    const bytes = this.#rows.stateBytes + this.#left.byteLength * 3 + this.#isTouched.byteLength;
    return { rows: this.#rows.size, bytes };
  }

  #emit(rows: Int32Array, weights: Int32Array): void {
    this.#context.emit({
      schema: { fields: this.#node.fields },
      rowCount: rows.length,
      columns: this.#rows.keyVectors(rows),
      weights: weights.every((weight) => weight === 1) ? null : weights,
      late: null,
    });
  }

  #fit(): void {
    const { capacity } = this.#rows;
    if (this.#left.length >= capacity) return;
    this.#left = grown(this.#left, capacity);
    this.#right = grown(this.#right, capacity);
    this.#told = grown(this.#told, capacity);
    this.#isTouched = grownBytes(this.#isTouched, capacity);
    this.#isGone = grownBytes(this.#isGone, capacity);
  }

  /** Forgets the rows that stand on neither side. Numbers the others anew. */
  #rebuild(): void {
    const kept = Int32Array.from({ length: this.#rows.size }, (_, g) => g).filter(
      (g) => this.#left[g] !== 0 || this.#right[g] !== 0,
    );
    const rows = new GroupTable(this.#kernels, kept.length);
    rows.locate(this.#rows.keyVectors(kept), kept.length);
    const pick = (from: Float64Array): Float64Array<ArrayBuffer> => {
      const picked = new Float64Array(rows.capacity);
      for (let i = 0; i < kept.length; i += 1) picked[i] = from[kept[i] as number] as number;
      return picked;
    };
    this.#left = pick(this.#left);
    this.#right = pick(this.#right);
    this.#told = pick(this.#told);
    this.#isTouched = new Uint8Array(rows.capacity);
    this.#isGone = new Uint8Array(rows.capacity);
    this.#rows = rows;
    this.#gone = 0;
  }
}

function multiplicityOf({ operator, all }: SetOperationNode): Multiplicity {
  if (operator === 'intersect') {
    return all
      ? (left, right) => Math.max(0, Math.min(left, right))
      : (left, right) => (left > 0 && right > 0 ? 1 : 0);
  }
  return all
    ? (left, right) => Math.max(0, left - Math.max(0, right))
    : (left, right) => (left > 0 && right <= 0 ? 1 : 0);
}

function grown(values: Float64Array, capacity: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(capacity);
  larger.set(values);
  return larger;
}

function grownBytes(values: Uint8Array, capacity: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(capacity);
  larger.set(values);
  return larger;
}
