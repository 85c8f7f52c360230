import type { Batch, Field } from '../../data/batch.ts';
import type { Vector } from '../../data/vector.ts';
import { GroupKernels, GroupTable } from './group-table.ts';

/** Below this many rows a table is not worth rebuilding. */
const rebuildRowsMin = 1024;

/** Whether a row is settled: neither it nor its partners will change any more. */
export type Settled = (columns: readonly Vector[]) => (row: number) => boolean;

/**
 * One side of an outer, semi or anti join: every distinct row with its weight and with the summed
 * weights of the pairs it is in. The join's pairs are bilinear, so both are sums of changes: a row
 * of weight w that meets partners of weight m is in pairs of weight w·m, and without a partner just
 * when that is zero. Late marks are part of a row: a late row meets others than its equal in time
 * does. Grows with the distinct rows of the side; those that are gone or settled are dropped when
 * they outnumber the others.
 */
export class MatchTable {
  readonly #fields: readonly Field[];
  readonly #kernels: GroupKernels;
  readonly #tells: 'matched' | 'unmatched';
  #rows: GroupTable;
  #weights = new Float64Array(64);
  #pairs = new Float64Array(64);
  /** The weight with which each row stands in what was told so far. */
  #told = new Float64Array(64);
  #isDirty = new Uint8Array(64);
  #dirty: number[] = [];
  /** The numbers of the rows of batches that pairs are found in again and again. */
  #known = new WeakMap<Batch, Int32Array>();
  #sizeAfterRebuild = 0;

  /** A table that tells the rows with a partner, or those without. */
  constructor(fields: readonly Field[], tells: 'matched' | 'unmatched') {
    this.#fields = fields;
    this.#tells = tells;
    this.#kernels = new GroupKernels([...fields.map(({ type }) => type), { kind: 'double' }]);
    this.#rows = new GroupTable(this.#kernels);
  }

  get size(): number {
    return this.#rows.size;
  }

  get stateBytes(): number {
    return this.#rows.stateBytes + this.#weights.byteLength * 3 + this.#isDirty.byteLength;
  }

  /** Adds rows of the side. */
  addRows(batch: Batch): void {
    const groups = this.#groupsOf(batch);
    const { weights } = batch;
    for (let i = 0; i < batch.rowCount; i += 1) {
      const g = groups[i] as number;
      this.#weights[g] =
        (this.#weights[g] as number) + (weights === null ? 1 : (weights[i] as number));
      this.#touch(g);
    }
  }

  /** Adds pairs, by the numbers of their rows in a batch of the side. */
  addPairs(batch: Batch, rows: Int32Array, weights: Int32Array | null): void {
    const groups = this.#groupsOf(batch);
    for (let n = 0; n < rows.length; n += 1) {
      const g = groups[rows[n] as number] as number;
      this.#pairs[g] = (this.#pairs[g] as number) + (weights === null ? 1 : (weights[n] as number));
      this.#touch(g);
    }
  }

  /** What has changed among the rows that this table tells since the last call; null for nothing. */
  takeChanges(): Batch | null {
    const groups = new Int32Array(this.#dirty.length);
    const weights = new Int32Array(this.#dirty.length);
    let count = 0;
    let ones = true;
    for (const g of this.#dirty) {
      this.#isDirty[g] = 0;
      const isMatched = this.#pairs[g] !== 0;
      const now = isMatched === (this.#tells === 'matched') ? (this.#weights[g] as number) : 0;
      const change = now - (this.#told[g] as number);
      if (change === 0) continue;
      this.#told[g] = now;
      groups[count] = g;
      weights[count] = change;
      count += 1;
      if (change !== 1) ones = false;
    }
    this.#dirty = [];
    if (count === 0) return null;
    const columns = this.#rows.keyVectors(groups.subarray(0, count));
    const late = marksOf(columns.pop());
    return {
      schema: { fields: this.#fields },
      rowCount: count,
      columns,
      weights: ones ? null : weights.subarray(0, count),
      late,
    };
  }

  /** Drops rows that are gone or settled, if there are many. Only after `takeChanges`. */
  forget(settled: Settled | null): void {
    const { size } = this.#rows;
    if (size < rebuildRowsMin || size < this.#sizeAfterRebuild * 2) return;
    const columns = this.#rows.keyVectors(null);
    const isSettled = settled?.(columns) ?? (() => false);
    const kept = new Int32Array(size);
    let count = 0;
    for (let g = 0; g < size; g += 1) {
      const isGone = this.#weights[g] === 0 && this.#pairs[g] === 0;
      if (!isGone && !isSettled(g)) kept[count++] = g;
    }
    if (count < size) this.#rebuild(kept.subarray(0, count));
    this.#sizeAfterRebuild = count;
  }

  #rebuild(kept: Int32Array): void {
    const columns = this.#rows.keyVectors(kept);
    const [weights, pairs, told] = [this.#weights, this.#pairs, this.#told];
    this.#rows = new GroupTable(this.#kernels, kept.length);
    this.#weights = new Float64Array(0);
    this.#pairs = new Float64Array(0);
    this.#told = new Float64Array(0);
    this.#isDirty = new Uint8Array(0);
    this.#known = new WeakMap();
    const groups = this.#rows.locate(columns, kept.length);
    this.#fit();
    for (let i = 0; i < kept.length; i += 1) {
      const [g, old] = [groups[i] as number, kept[i] as number];
      this.#weights[g] = weights[old] as number;
      this.#pairs[g] = pairs[old] as number;
      this.#told[g] = told[old] as number;
    }
  }

  #groupsOf(batch: Batch): Int32Array {
    const known = this.#known.get(batch);
    if (known !== undefined) return known;
    const marks = batch.late ?? new Float64Array(batch.rowCount).fill(-Infinity);
    const mark: Vector = { kind: 'f64', values: marks, nulls: null };
    const groups = this.#rows.locate([...batch.columns, mark], batch.rowCount);
    this.#fit();
    this.#known.set(batch, groups);
    return groups;
  }

  #touch(group: number): void {
    if (this.#isDirty[group] === 1) return;
    this.#isDirty[group] = 1;
    this.#dirty.push(group);
  }

  #fit(): void {
    const { capacity } = this.#rows;
    if (this.#weights.length >= capacity) return;
    this.#weights = grown(this.#weights, capacity);
    this.#pairs = grown(this.#pairs, capacity);
    this.#told = grown(this.#told, capacity);
    const isDirty = new Uint8Array(capacity);
    isDirty.set(this.#isDirty.subarray(0, capacity));
    this.#isDirty = isDirty;
  }
}

function grown(values: Float64Array, capacity: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(capacity);
  larger.set(values.subarray(0, capacity));
  return larger;
}

/** The marks of rows; null where none is late. */
function marksOf(column: Vector | undefined): Float64Array | null {
  if (column?.kind !== 'f64') return null;
  return column.values.every((mark) => mark === -Infinity) ? null : column.values;
}
