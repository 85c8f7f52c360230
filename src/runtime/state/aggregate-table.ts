import type { Batch, Field, Schema } from '../../data/batch.ts';
import { concatBatches } from '../../data/concat-batches.ts';
import { gatherBatch } from '../../data/gather.ts';
import type { SqlType } from '../../data/sql-type.ts';
import type { Vector } from '../../data/vector.ts';
import type { AggregateCall } from '../../planner/physical/physical-plan.ts';
import type { Accumulator } from '../aggregate/accumulator.ts';
import { makeAccumulator } from '../aggregate/make-accumulator.ts';
import { GroupKernels, GroupTable } from './group-table.ts';
import { rowsDiffer } from './rows-differ.ts';

/** What all tables of one aggregate operator have in common. */
export class AggregateShape {
  readonly kernels: GroupKernels;
  readonly calls: readonly AggregateCall[];
  readonly inputMode: 'append' | 'updating';
  /** The keys, then one column per call. */
  readonly schema: Schema;

  constructor(
    keys: readonly Field[],
    calls: readonly AggregateCall[],
    results: readonly Field[],
    inputMode: 'append' | 'updating',
  ) {
    this.kernels = new GroupKernels(keys.map((key): SqlType => key.type));
    this.calls = calls;
    this.inputMode = inputMode;
    this.schema = { fields: [...keys, ...results] };
  }
}

/** Told how many groups more (or, negative, fewer) have a result out of range. */
export type CountFailures = (groups: number) => void;

/** One set of groups with their aggregates, and what has been told of them. */
export class AggregateTable {
  readonly #shape: AggregateShape;
  readonly #groups: GroupTable;
  readonly #accumulators: readonly Accumulator[];
  /** Rows in each group; a group without rows is not in the result. */
  #rows: Float64Array;
  /** How many groups `takeChanges` has told of: those from here on are new. */
  #told = 0;
  /** Older groups changed since the last `takeChanges`, and their results from before. */
  #dirty: number[] = [];
  #isDirty: Uint8Array;
  readonly #before: Batch[] = [];
  #beforeExists: Uint8Array[] = [];
  #failuresBefore = 0;
  readonly #track: boolean;

  /** With `track`, the results of groups that are touched are kept for `takeChanges`. */
  constructor(shape: AggregateShape, track: boolean, groupsExpected = 0) {
    this.#shape = shape;
    this.#track = track;
    this.#groups = new GroupTable(shape.kernels, groupsExpected);
    this.#accumulators = shape.calls.map((call) => makeAccumulator(call, shape.inputMode));
    this.#rows = new Float64Array(0);
    this.#isDirty = new Uint8Array(0);
    this.#fit();
  }

  get size(): number {
    return this.#groups.size;
  }

  get stateBytes(): number {
    let bytes = this.#groups.stateBytes + this.#rows.byteLength;
    for (const accumulator of this.#accumulators) bytes += accumulator.stateBytes();
    return bytes;
  }

  /**
   * Adds rows: `keys`, `args` and `others` are columns of the same rows (an argument is null for
   * count(*); `others` come with the argument of the same number).
   */
  update(
    keys: readonly Vector[],
    args: readonly (Vector | null)[],
    rowCount: number,
    weights: Int32Array | null,
    others: readonly (readonly Vector[])[] = [],
  ): void {
    const groups = this.#groups.locate(keys, rowCount);
    this.#fit();
    if (this.#track) this.#remember(groups);
    if (this.#countsRows) addWeights(this.#rows, groups, rowCount, weights);
    for (let a = 0; a < this.#accumulators.length; a += 1) {
      this.#accumulators[a]?.update(groups, rowCount, args[a] ?? null, weights, others[a]);
    }
  }

  /** Makes sure that the one group of an aggregate without keys is there, also over no rows. */
  touchOnlyGroup(): void {
    this.#groups.locate([], 1);
    this.#fit();
    this.#rows[0] = Number.MAX_SAFE_INTEGER / 2;
  }

  /** Adds all groups of another table of the same shape. */
  merge(other: AggregateTable): void {
    if (other.size === 0) return;
    const targets = this.#groups.locate(other.#groups.keyVectors(null), other.size);
    this.#fit();
    if (this.#track) this.#remember(targets);
    if (this.#countsRows) addRows(this.#rows, targets, other.#rows);
    for (let a = 0; a < this.#accumulators.length; a += 1) {
      this.#accumulators[a]?.merge(other.#accumulators[a] as Accumulator, targets);
    }
  }

  /** The result of every group, as inserts; groups whose result is out of range are counted instead. */
  results(fail: CountFailures): Batch | null {
    const all = new Int32Array(this.size);
    for (let g = 0; g < all.length; g += 1) all[g] = g;
    const { batch, exists, failures } = this.#resultsOf(all);
    if (failures > 0) fail(failures);
    return keepRows(batch, exists);
  }

  /**
   * What has changed since the last call: old results taken back, new ones inserted; null for
   * nothing. Groups that have gone out of range are counted, those that came back taken off.
   */
  takeChanges(fail: CountFailures): Batch | null {
    const touched = this.#dirty.length;
    const groups = this.#changedGroups();
    if (groups.length === 0) return null;
    const { batch: after, exists, failures } = this.#resultsOf(groups);
    if (failures !== this.#failuresBefore) fail(failures - this.#failuresBefore);
    const before = touched === 0 ? null : concatBatches(this.#before);
    const existed = joinBytes(this.#beforeExists, touched);
    this.#forgetBefore();
    if (before === null) return keepRows(after, exists);
    const differs = rowsDiffer(before.columns, after.columns, touched);
    for (let i = 0; i < touched; i += 1) {
      if (existed[i] === 1 && exists[i] === 1 && differs[i] === 0) existed[i] = exists[i] = 0;
    }
    return signed(keepRows(before, existed), keepRows(after, exists));
  }

  /** The groups touched since the last `takeChanges` that were there before, then the new ones. */
  #changedGroups(): Int32Array {
    const touched = this.#dirty.length;
    const groups = new Int32Array(touched + this.size - this.#told);
    groups.set(this.#dirty);
    for (let g = this.#told, i = touched; g < this.size; g += 1, i += 1) groups[i] = g;
    return groups;
  }

  #forgetBefore(): void {
    for (const group of this.#dirty) this.#isDirty[group] = 0;
    this.#dirty = [];
    this.#before.length = 0;
    this.#beforeExists = [];
    this.#failuresBefore = 0;
    this.#told = this.size;
  }

  /** Over appended rows every group that is there has rows. */
  get #countsRows(): boolean {
    return this.#shape.inputMode === 'updating';
  }

  #resultsOf(groups: Int32Array): { batch: Batch; exists: Uint8Array; failures: number } {
    const failed = new Uint8Array(groups.length);
    const results = this.#accumulators.map((accumulator) => accumulator.result(groups, failed));
    const exists = new Uint8Array(groups.length);
    let failures = 0;
    for (let i = 0; i < groups.length; i += 1) {
      const present = !this.#countsRows || (this.#rows[groups[i] as number] as number) > 0;
      if (present && failed[i] === 1) failures += 1;
      exists[i] = present && failed[i] === 0 ? 1 : 0;
    }
    const columns = [...this.#groups.keyVectors(groups), ...results];
    return {
      batch: {
        schema: this.#shape.schema,
        rowCount: groups.length,
        columns,
        weights: null,
        late: null,
      },
      exists,
      failures,
    };
  }

  /** Keeps the results of groups that are about to change for the first time since `takeChanges`. */
  #remember(groups: Int32Array): void {
    const fresh: number[] = [];
    const told = this.#told;
    if (told === 0) return;
    for (let i = 0; i < groups.length; i += 1) {
      const g = groups[i] as number;
      if (g >= told || this.#isDirty[g] === 1) continue;
      this.#isDirty[g] = 1;
      fresh.push(g);
    }
    if (fresh.length === 0) return;
    const { batch, exists, failures } = this.#resultsOf(Int32Array.from(fresh));
    this.#failuresBefore += failures;
    this.#before.push(batch);
    this.#beforeExists.push(exists);
    for (const group of fresh) this.#dirty.push(group);
  }

  /** The arrays beside the group table grow with it. */
  #fit(): void {
    const { capacity } = this.#groups;
    if (this.#rows.length >= capacity) return;
    const rows = new Float64Array(capacity);
    rows.set(this.#rows);
    this.#rows = rows;
    const isDirty = new Uint8Array(capacity);
    isDirty.set(this.#isDirty);
    this.#isDirty = isDirty;
    for (const accumulator of this.#accumulators) accumulator.grow(capacity);
  }
}

function addWeights(
  rows: Float64Array,
  groups: Int32Array,
  rowCount: number,
  weights: Int32Array | null,
): void {
  for (let i = 0; i < rowCount; i += 1) {
    const g = groups[i] as number;
    rows[g] = (rows[g] as number) + (weights === null ? 1 : (weights[i] as number));
  }
}

function addRows(rows: Float64Array, targets: Int32Array, added: Float64Array): void {
  for (let s = 0; s < targets.length; s += 1) {
    const g = targets[s] as number;
    rows[g] = (rows[g] as number) + (added[s] as number);
  }
}

function keepRows(batch: Batch, keep: Uint8Array): Batch | null {
  const selection = new Int32Array(batch.rowCount);
  let count = 0;
  for (let i = 0; i < batch.rowCount; i += 1) {
    if (keep[i] === 1) selection[count++] = i;
  }
  if (count === batch.rowCount) return count === 0 ? null : batch;
  return count === 0 ? null : gatherBatch(batch, selection, count);
}

function signed(minus: Batch | null, plus: Batch | null): Batch | null {
  if (minus === null) return plus;
  const taken: Batch = { ...minus, weights: new Int32Array(minus.rowCount).fill(-1) };
  return plus === null ? taken : concatBatches([taken, plus]);
}

function joinBytes(parts: readonly Uint8Array[], length: number): Uint8Array {
  const joined = new Uint8Array(length);
  let position = 0;
  for (const part of parts) {
    joined.set(part, position);
    position += part.length;
  }
  return joined;
}
