import type { Datum } from '../../data/sql-type.ts';
import type { Expression } from '../expression/expression.ts';
import { mapColumns } from '../expression/map-columns.ts';
import type { LogicalJoin, LogicalPlan, LogicalValues } from '../logical/logical-plan.ts';
import { columnOf, filterPlan, joinPlan, projectPlan } from '../logical/make-plan.ts';
import { hasOneRow } from '../logical/single-row.ts';
import type { Pass } from './pass.ts';
import { rewriteUp } from './rewrite.ts';

/**
 * Makes less of joins with a single row: an outer join to one that is always there is an inner one,
 * and an inner join with constants is a projection.
 */
export const narrowJoins: Pass = {
  name: 'narrow_joins',
  run: (plan) => rewriteUp(plan, (node) => (node.kind === 'join' ? narrowed(node) : node)),
};

function narrowed(join: LogicalJoin): LogicalPlan {
  const { left, right, condition, leftKeys } = join;
  if (leftKeys.length > 0) return join;
  const isPlain = condition === null;
  const keepsAll =
    isPlain &&
    ((join.type === 'left' && hasOneRow(right)) || (join.type === 'right' && hasOneRow(left)));
  const inner = keepsAll ? joinPlan(left, right, { ...join, type: 'inner' }) : join;
  if (inner.type !== 'inner') return inner;
  if (isConstantRow(left)) return withConstants(inner, right, left);
  return isConstantRow(right) ? withConstants(inner, left, right) : inner;
}

function isConstantRow(plan: LogicalPlan): plan is LogicalValues {
  return plan.kind === 'values' && plan.rows.length === 1;
}

/** The rows of the other side with the constants beside them. */
function withConstants(
  { left, fields, condition }: LogicalJoin,
  other: LogicalPlan,
  { rows, fields: constants }: LogicalValues,
): LogicalPlan {
  const width = left.fields.length;
  const start = other === left ? 0 : width;
  const [row] = rows as readonly [readonly Datum[]];
  const at = (column: number): Expression => {
    const own = column - start;
    if (own >= 0 && own < other.fields.length) return columnOf(other.fields, own);
    const index = other === left ? column - width : column;
    const value = row[index] as Datum;
    const type = constants[index]?.type ?? { kind: 'unknown' };
    return { kind: 'literal', value, type, nullable: value === null };
  };
  const kept = condition === null ? other : filterPlan(other, mapColumns(condition, at));
  const names = fields.map(({ name }) => name);
  return projectPlan(kept, [...fields.keys()].map(at), names);
}
