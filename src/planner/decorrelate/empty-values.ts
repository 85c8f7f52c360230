import type { Field } from '../../data/batch.ts';
import { literalOf } from '../bind/coerce.ts';
import type { Expression } from '../expression/expression.ts';
import { valueOr } from './unnested.ts';

/**
 * For each aggregate: its result where there may be no group, given the column that has it where
 * there is one. Over no rows aggregates are NULL; those that never are count, and count nothing.
 */
export function emptyValues(
  results: readonly Field[],
): readonly ((column: Expression) => Expression)[] {
  return results.map(({ type, nullable }) => (column) => {
    return nullable ? column : valueOr(column, literalOf(type.kind === 'bigint' ? 0n : 0, type));
  });
}
