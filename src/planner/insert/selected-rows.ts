import type { BoundQuery } from '../bind/bound-query.ts';
import { castTo } from '../bind/coerce.ts';
import { withGenerated } from '../define/column-values.ts';
import { columnOf, projectPlan } from '../logical/make-plan.ts';
import { checkCount, type Given, type InsertTarget, rowFor } from './insert-target.ts';

/** The rows of INSERT … SELECT: the query's columns as those of the relation. @throws SqlError 42601, 42804 */
export function selectedRows(query: BoundQuery, target: InsertTarget): BoundQuery {
  const { plan, hidden } = query;
  const visible = plan.fields.length - hidden;
  checkCount(visible, target, target.position);
  const given = [...Array(visible).keys()].map(
    (column): Given => ({
      expression: columnOf(plan.fields, column),
      position: target.position,
    }),
  );
  const row = rowFor(given, target);
  const sorting = [...Array(hidden).keys()].map((i) => columnOf(plan.fields, visible + i));
  const names = [
    ...target.relation.fields.map(({ name }) => name),
    ...sorting.map((_, i) => `sort_${i + 1}`),
  ];
  const shifted = query.order.map((key) => ({ ...key, column: row.length + key.column }));
  // Sorting is by the columns of the query, before casts: visible ones are kept for it, too.
  const kept = given.map(({ expression, position }) =>
    expression.type.kind === 'unknown'
      ? castTo(expression, { kind: 'text' }, 'implicit', position)
      : expression,
  );
  if (query.order.length === 0) {
    const rows = withGenerated(projectPlan(plan, row, names), target.relation);
    return { ...query, plan: rows, hidden: 0 };
  }
  const all = [...row, ...kept, ...sorting];
  const allNames = all.map((_, i) => names[i] ?? `sort_${i}`);
  return {
    ...query,
    plan: withGenerated(projectPlan(plan, all, allNames), target.relation),
    hidden: kept.length + hidden,
    order: shifted,
  };
}
