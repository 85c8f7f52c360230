import type { Batch } from '../../data/batch.ts';
import { gatherVector } from '../../data/gather.ts';
import type { Vector } from '../../data/vector.ts';
import type { EvaluationEnv } from '../../functions/scalar-function.ts';
import type { Expression } from '../../planner/expression/expression.ts';
import { mapColumns } from '../../planner/expression/map-columns.ts';
import { columnsOf } from '../../planner/expression/properties.ts';
import { FilterKernel, type FilterResult } from '../compile/filter-kernel.ts';
import type { MatchedRows } from './matched-rows.ts';

/** The condition of a join beyond equal keys, over the left columns and then the right ones. */
export class JoinResidual {
  readonly #columns: readonly number[];
  readonly #filter: FilterKernel;

  constructor(residual: Expression) {
    const columns = columnsOf(residual);
    this.#columns = columns;
    this.#filter = new FilterKernel(mapColumns(residual, (index) => columns.indexOf(index)));
  }

  /** The numbers of the pairs that pass, and of those that fail. */
  run({ left, right, leftRows, rightRows }: MatchedRows, env: EvaluationEnv): FilterResult {
    const rowCount = leftRows.length;
    const leftWidth = left.columns.length;
    const columns = this.#columns.map((column) =>
      column < leftWidth
        ? gatherVector(left.columns[column] as Vector, leftRows, rowCount)
        : gatherVector(right.columns[column - leftWidth] as Vector, rightRows, rowCount),
    );
    const pairs: Batch = { schema: { fields: [] }, rowCount, columns, weights: null, late: null };
    return this.#filter.run(pairs, env);
  }
}
