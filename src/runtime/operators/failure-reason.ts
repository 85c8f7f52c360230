import { assert } from '../../common/assert.ts';
import { SqlError } from '../../common/sql-error.ts';
import type { Batch } from '../../data/batch.ts';
import { datumAt } from '../../data/vector-datum.ts';
import type { EvaluationEnv } from '../../functions/scalar-function.ts';
import { evaluate } from '../../planner/expression/evaluate.ts';
import type { MapNode } from '../../planner/physical/physical-plan.ts';

/**
 * Why a row fails in a filter or projection, in words: kernels only know the SQLSTATE, so the row
 * is computed once more, expression by expression. Null when it does not fail that way.
 */
export function failureReason(
  { predicate, projections }: Pick<MapNode, 'predicate' | 'projections'>,
  batch: Batch,
  row: number,
  env: EvaluationEnv,
): SqlError | null {
  const values = batch.columns.map((column, index) => {
    const field = batch.schema.fields[index];
    assert(field, 'a field per column');
    return datumAt(column, field.type, row);
  });
  try {
    if (predicate !== null) evaluate(predicate, values, env);
    for (const projection of projections) evaluate(projection, values, env);
    return null;
  } catch (error) {
    if (error instanceof SqlError) return error;
    throw error;
  }
}
