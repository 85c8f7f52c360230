import type { ExpressionNode } from '../../parser/ast.ts';
import { someNode } from '../../parser/trees.ts';
import { bindSelect } from '../bind/bind-select.ts';
import type { BoundQuery } from '../bind/bound-query.ts';
import type { QueryContext } from '../bind/query-context.ts';
import { selectWithout } from '../change/made-select.ts';
import { unionPlan } from '../logical/make-plan.ts';
import type { InsertTarget } from './insert-target.ts';
import { selectedRows } from './selected-rows.ts';

/** Whether a value of a row has a query in it. */
export function hasQuery(row: readonly ExpressionNode[]): boolean {
  return someNode(row, (node) => 'query' in node);
}

/** The rows of INSERT … VALUES where values are queries: each row is a SELECT. @throws SqlError 42601, 42804 */
export function queriedRows(
  rows: readonly (readonly ExpressionNode[])[],
  target: InsertTarget,
  context: QueryContext,
): BoundQuery {
  const bound = rows.map((row) => {
    const items = row.map((expression) => ({
      expression,
      alias: null,
      position: expression.position,
    }));
    const query = selectWithout({ items, from: null, where: null, position: target.position });
    return selectedRows(bindSelect(query, context, 'unknown'), target).plan;
  });
  const [only] = bound;
  const plan = bound.length === 1 && only !== undefined ? only : unionPlan(bound);
  return { plan, hidden: 0, order: [], limit: null, offset: 0 };
}
