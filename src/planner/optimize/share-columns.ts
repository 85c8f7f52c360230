import type { Expression } from '../expression/expression.ts';
import type {
  LogicalOver,
  LogicalPlan,
  LogicalProject,
  LogicalTop,
} from '../logical/logical-plan.ts';
import { overPlan, pickColumns, projectPlan, topPlan } from '../logical/make-plan.ts';
import { mapOverColumns } from './over-columns.ts';
import type { Pass } from './pass.ts';
import { rewriteUp } from './rewrite.ts';

/**
 * Rows that are kept for window functions and for the first of partitions hold a column once that
 * stands in them twice: what they are partitioned and ordered by are mostly columns of the query
 * itself. So the columns of the query are what tells its rows apart.
 */
export const shareColumns: Pass = {
  name: 'share_columns',
  run: (plan) =>
    rewriteUp(plan, (node) => {
      const isKept = node.kind === 'over' || (node.kind === 'top' && node.partition.length > 0);
      return isKept && node.input.kind === 'project' ? shared(node, node.input) : node;
    }),
};

function shared(node: LogicalOver | LogicalTop, input: LogicalProject): LogicalPlan {
  const { expressions } = input;
  const firsts = expressions.map((each, column) => firstLike(expressions, each) ?? column);
  const kept = [...new Set(firsts)];
  if (kept.length === expressions.length) return node;
  const narrow = projectPlan(
    input.input,
    kept.map((column) => expressions[column] as Expression),
    kept.map((column) => input.fields[column]?.name as string),
  );
  const at = (column: number): number => kept.indexOf(firsts[column] as number);
  const added = node.fields.slice(expressions.length).map((_, call) => kept.length + call);
  return pickColumns(over(node, narrow, at), [
    ...expressions.map((_, column) => at(column)),
    ...added,
  ]);
}

/** Only bare columns: a value that is computed twice may come out as two. */
function firstLike(expressions: readonly Expression[], expression: Expression): number | null {
  if (expression.kind !== 'column') return null;
  return expressions.findIndex((each) => each.kind === 'column' && each.index === expression.index);
}

function over(
  node: LogicalOver | LogicalTop,
  input: LogicalPlan,
  at: (column: number) => number,
): LogicalPlan {
  if (node.kind === 'over') return overPlan(input, mapOverColumns(node, at));
  const { partition, order, limit, offset, withTies, position } = node;
  return topPlan(input, {
    partition: partition.map(at),
    order: order.map((key) => ({ ...key, column: at(key.column) })),
    limit,
    offset,
    withTies,
    position,
  });
}
