import type { Batch } from '../../data/batch.ts';
import type { EvaluationEnv } from '../../functions/scalar-function.ts';
import type { Expression } from '../../planner/expression/expression.ts';
import { columnsOf } from '../../planner/expression/properties.ts';
import { FewRows, fewRowsMax, interpretFilter, readColumns } from './few-rows.ts';
import { KernelFamily } from './kernel-family.ts';
import type { RowError } from './kernel-run.ts';
import { filterSource } from './write-kernel.ts';

/** The rows that pass a filter, in order. */
export type FilterResult = {
  /** Null when all rows pass. Valid until the next run. */
  readonly selection: Int32Array | null;
  readonly count: number;
  readonly errors: readonly RowError[];
};

/** A compiled predicate. Only the columns that it reads need be in the batches. */
export class FilterKernel {
  readonly #predicate: Expression;
  readonly #columns: ReturnType<typeof readColumns>;
  readonly #family: KernelFamily;
  readonly #few: FewRows;
  #selection = new Int32Array(0);

  /** The first `interpretedMax` rows are interpreted. */
  constructor(predicate: Expression, interpretedMax = fewRowsMax) {
    this.#predicate = predicate;
    this.#columns = readColumns([predicate]);
    this.#few = new FewRows(interpretedMax);
    this.#family = new KernelFamily(columnsOf(predicate), (mode, inputs, _selected, zoned) =>
      filterSource(predicate, mode, inputs, zoned),
    );
  }

  run(batch: Batch, env: EvaluationEnv): FilterResult {
    if (this.#selection.length < batch.rowCount) this.#selection = new Int32Array(batch.rowCount);
    const { count, errors } = this.#select(batch, env);
    const all = count === batch.rowCount;
    return { selection: all ? null : this.#selection.subarray(0, count), count, errors };
  }

  #select(batch: Batch, env: EvaluationEnv): Pick<FilterResult, 'count' | 'errors'> {
    const selection = this.#selection;
    if (this.#few.take(batch.rowCount)) {
      return interpretFilter(this.#predicate, this.#columns, batch, env, selection);
    }
    return this.#family.run(batch, {
      rowCount: batch.rowCount,
      selection,
      selected: false,
      env,
      outputs: () => ({ values: [], nullMasks: [] }),
    });
  }
}
