import { mapChildren } from './children.ts';
import type { Expression } from './expression.ts';

/**
 * The expression over another row: each column becomes what the mapping answers for its index, the
 * index of a column of the same type or a whole expression (a projection put in its place).
 */
export function mapColumns(
  expression: Expression,
  mapping: (index: number) => number | Expression,
): Expression {
  if (expression.kind !== 'column') {
    return mapChildren(expression, (child) => mapColumns(child, mapping));
  }
  const target = mapping(expression.index);
  return typeof target === 'number' ? { ...expression, index: target } : target;
}
