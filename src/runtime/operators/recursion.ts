import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Batch } from '../../data/batch.ts';
import { gatherBatch } from '../../data/gather.ts';
import type { PhysicalPlan, RecursionNode } from '../../planner/physical/physical-plan.ts';
import { type GroupKernels, GroupTable } from '../state/group-table.ts';
import { consolidate, expandWeights, rowKernels } from '../state/row-set.ts';
import type { NestedDataflow, Operator, OperatorContext, StateSize } from './operator.ts';

/** A portion of work ends after so many rows or so many rounds. */
const portionRowsMax = 16_384;
const portionRoundsMax = 256;

/** A recursion that holds more than this is taken for endless. */
const stateBytesMax = 1024 * 1024 * 1024;

/** Operators that keep nothing of the rows that they have seen. */
const statelessKinds: ReadonlySet<string> = new Set([
  'scan',
  'map',
  'hop',
  'union',
  'tableFunction',
]);

/**
 * WITH RECURSIVE in a bounded run: round after round the step is given the rows that the round
 * before has made, until it makes none. It begins when all its input is there (all watermarks at
 * +∞). The step runs as a dataflow: what it keeps of the other inputs is built once, and before each
 * round the rows of the last are taken back, so that joins and groupings see one round at a time.
 * Without ALL every row that was ever made is kept to tell new ones from old ones.
 */
export class RecursionOperator implements Operator {
  readonly #node: RecursionNode;
  readonly #context: OperatorContext;
  readonly #step: NestedDataflow;
  readonly #keepsRows: boolean;
  readonly #kernels: GroupKernels;
  readonly #seen: GroupTable;
  #seeds: Batch[] = [];
  /** The rows of the last round, none for an empty one; null before the first. */
  #working: Batch | null = null;
  #begun = false;
  /** What the step makes of no rows at all. */
  #baseline: readonly Batch[] = [];

  constructor(node: RecursionNode, context: OperatorContext) {
    this.#node = node;
    this.#context = context;
    this.#step = context.nested(node.step);
    this.#keepsRows = keepsRows(node.step);
    this.#kernels = rowKernels({ fields: node.fields });
    this.#seen = new GroupTable(this.#kernels);
  }

  take(port: number, batch: Batch): void {
    if (port === 0) this.#seeds.push(batch);
    else this.#step.take(this.#node.imports[port - 1]?.scan as number, batch);
  }

  /** @throws SqlError 53200 when it has become too large */
  work(watermarks: readonly number[]): boolean {
    if (watermarks.some((each) => each !== Number.POSITIVE_INFINITY)) return false;
    if (!this.#begun) this.#begin();
    let rows = this.#working?.rowCount ?? 0;
    for (let round = 0; this.#working !== null && round < portionRoundsMax; round += 1) {
      if (rows >= portionRowsMax) break;
      this.#round(this.#working);
      rows += this.#working?.rowCount ?? 0;
    }
    return this.#working !== null;
  }

  endStep(watermarks: readonly number[]): number {
    while (this.work(watermarks));
    return Math.min(...watermarks);
  }

  stateSize(): StateSize {
    const sizes = this.#step.stateSizes();
    return {
      rows: sizes.reduce((sum, { rows }) => sum + rows, this.#seen.size),
      bytes: sizes.reduce((sum, { bytes }) => sum + bytes, this.#seen.stateBytes),
    };
  }

  #begin(): void {
    this.#begun = true;
    this.#baseline = this.#run();
    const seeds = this.#seeds;
    this.#seeds = [];
    this.#found(seeds);
  }

  #round(working: Batch): void {
    this.#feed(working, 1);
    const changed = this.#run();
    const made = [...this.#baseline, ...changed];
    if (this.#keepsRows) {
      this.#feed(working, -1);
      this.#step.endStep(new Map());
    }
    this.#found(made);
  }

  #feed(working: Batch, weight: number): void {
    const weights = weight === 1 ? null : new Int32Array(working.rowCount).fill(weight);
    for (const scan of this.#node.working) this.#step.take(scan, { ...working, weights });
  }

  /** Ends a step of the dataflow; rows that fail in it fail here. */
  #run(): readonly Batch[] {
    const before = new Map(this.#step.failures);
    const { batches } = this.#step.endStep(new Map());
    for (const [code, weight] of this.#step.failures) {
      const failed = weight - (before.get(code) ?? 0);
      const reason = this.#step.failureReasons.get(code) ?? null;
      if (failed > 0) this.#context.fail(code, failed, () => reason);
    }
    return batches;
  }

  /** Takes the rows of a round, tells those that are new, and keeps them for the next. */
  #found(batches: readonly Batch[]): void {
    const schema = { fields: this.#node.fields };
    const all = consolidate(schema, batches, this.#kernels);
    this.#working = null;
    if (all === null) return;
    const rows = this.#node.all ? expandWeights(all) : this.#unseen(all);
    if (rows.rowCount === 0) return;
    this.#working = { ...rows, schema, late: null };
    this.#context.emit(this.#working);
    if (this.stateSize().bytes > stateBytesMax) throw tooLarge();
  }

  /** The rows that were never made before, each once. */
  #unseen(batch: Batch): Batch {
    let known = this.#seen.size;
    const groups = this.#seen.locate(batch.columns, batch.rowCount);
    const selection: number[] = [];
    for (let i = 0; i < batch.rowCount; i += 1) {
      if (batch.weights !== null && (batch.weights[i] as number) <= 0) continue;
      if ((groups[i] as number) < known) continue;
      selection.push(i);
      known = (groups[i] as number) + 1;
    }
    const rows = gatherBatch(batch, Int32Array.from(selection), selection.length);
    return { ...rows, weights: null };
  }
}

function keepsRows({ nodes }: PhysicalPlan): boolean {
  return nodes.some(({ kind }) => !statelessKinds.has(kind));
}

function tooLarge(): SqlError {
  return new SqlError(sqlState.outOfMemory, 'out of memory', {
    detail: 'The recursive query holds more than 1024 MiB of rows.',
    hint: 'Give the recursion an end: a condition that becomes false, or UNION instead of UNION ALL where rows repeat.',
  });
}
