import { SqlError } from '../../common/sql-error.ts';
import type { Batch, Field, Schema } from '../../data/batch.ts';
import { concatBatches } from '../../data/concat-batches.ts';
import type { SortKey } from '../../planner/physical/physical-plan.ts';
import { type SortedPartitions, sortPartitions } from '../over/sorted-partitions.ts';
import type { GroupKernels } from '../state/group-table.ts';
import { PartitionRows } from '../state/partition-rows.ts';
import { consolidate, rowKernels } from '../state/row-set.ts';
import type { Operator, OperatorContext, StateSize } from './operator.ts';

/** What an operator answers over whole partitions, and how many of their rows fail by SQLSTATE. */
export type PartitionAnswer = {
  readonly rows: Batch | null;
  readonly failures: ReadonlyMap<string, number>;
  /** The rows that can still matter, by their numbers in the state; null for all of them. */
  readonly kept: Int32Array | null;
};

/** What there is to know of an operator over partitions. */
export type PartitionTask = {
  readonly input: readonly Field[];
  readonly output: Schema;
  readonly partition: readonly number[];
  readonly order: readonly SortKey[];
  readonly answer: (sorted: SortedPartitions) => PartitionAnswer;
};

/**
 * What is answered for whole partitions in an order. Stateful: keeps every row, or those that can
 * still matter. At the end of a step, for every partition that was touched, the answer over the
 * rows as they were is taken back and the answer over the rows as they are is inserted, consolidated:
 * the sum of outputs is the answer over the sum of inputs. The work of a step grows with the size of
 * the partitions that it touches.
 */
export class PartitionOperator implements Operator {
  readonly #task: PartitionTask;
  readonly #context: OperatorContext;
  readonly #rows: PartitionRows;
  readonly #kernels: GroupKernels;

  constructor(task: PartitionTask, context: OperatorContext) {
    this.#task = task;
    this.#context = context;
    this.#rows = new PartitionRows(task.input, task.partition);
    this.#kernels = rowKernels(task.output);
  }

  take(_port: number, batch: Batch): void {
    this.#rows.add(batch.columns, batch.rowCount, batch.weights);
  }

  endStep(watermarks: readonly number[]): number {
    if (this.#rows.isTouched) this.#tellChanges();
    return watermarks[0] as number;
  }

  stateSize(): StateSize {
    return { rows: this.#rows.size, bytes: this.#rows.stateBytes };
  }

  #tellChanges(): void {
    const before = this.#answer('told');
    const after = this.#answer('now');
    this.#tellFailures(before, after);
    if (after.kept !== null) this.#rows.keepOnly(after.kept);
    this.#rows.settle();
    const changes = this.#difference(before.rows, after.rows);
    if (changes !== null) this.#context.emit(changes);
  }

  #answer(which: 'told' | 'now'): PartitionAnswer {
    const runs = this.#rows.touchedRows(which);
    const { input, order, answer } = this.#task;
    if (runs.rows.length === 0) return nothing;
    return answer(sortPartitions(this.#rows, runs, { fields: input }, order));
  }

  #tellFailures(before: PartitionAnswer, after: PartitionAnswer): void {
    for (const [code, rows] of before.failures) this.#context.fail(code, -rows);
    for (const [code, rows] of after.failures) {
      this.#context.fail(code, rows, () => reasonOf(code));
    }
  }

  #difference(before: Batch | null, after: Batch | null): Batch | null {
    if (before === null) return after;
    const taken = { ...before, weights: new Int32Array(before.rowCount).fill(-1) };
    const all = after === null ? [taken] : [concatBatches([taken, after])];
    return consolidate(this.#task.output, all, this.#kernels);
  }
}

const nothing: PartitionAnswer = { rows: null, failures: new Map(), kept: null };

/** What can fail over a partition besides a sum. */
const reasons: ReadonlyMap<string, string> = new Map([
  ['22014', 'argument of ntile must be greater than zero'],
  ['22016', 'argument of nth_value must be greater than zero'],
]);

function reasonOf(code: string): SqlError | null {
  const message = reasons.get(code);
  return message === undefined ? null : new SqlError(code, message);
}
