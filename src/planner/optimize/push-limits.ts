import type { LogicalJoin, LogicalOver, LogicalPlan, LogicalTop } from '../logical/logical-plan.ts';
import { joinPlan, topPlan } from '../logical/make-plan.ts';
import type { SortKey } from '../physical/physical-plan.ts';
import { isCounting } from './over-columns.ts';
import type { Pass } from './pass.ts';
import { rewriteUp } from './rewrite.ts';

/**
 * Lets the inputs of a LIMIT give no more rows than it can need: each input of a UNION ALL, the kept
 * side of an outer join that the order is by, since each of its rows comes out at least once, and
 * what window functions number in the same order.
 * The LIMIT itself stays, and takes its rows from fewer.
 */
export const pushLimits: Pass = {
  name: 'push_limits',
  run: (plan) => rewriteUp(plan, (node) => (node.kind === 'top' ? pushed(node) : node)),
};

/** The first rows of an order; with ties also what is equal to the last by it. */
type First = Pick<LogicalTop, 'order' | 'withTies' | 'position'> & { readonly limit: number };

function pushed(top: LogicalTop): LogicalPlan {
  if (top.limit === null || top.partition.length > 0) return top;
  const { order, withTies, position } = top;
  const first: First = { order, withTies, position, limit: top.limit + top.offset };
  const input = limitedInside(top.input, first);
  return input === null ? top : { ...top, input };
}

/** A plan whose parts give no more rows than needed; null where nothing of it can be left out. */
function limitedInside(plan: LogicalPlan, first: First): LogicalPlan | null {
  switch (plan.kind) {
    case 'union':
      return { ...plan, inputs: plan.inputs.map((input) => limited(input, first)) };
    case 'join':
      return limitedJoin(plan, first);
    case 'over':
      return limitedOver(plan, first);
    case 'project': {
      const order = first.order.map(({ column, ...key }): SortKey => {
        const expression = plan.expressions[column];
        return { ...key, column: expression?.kind === 'column' ? expression.index : -1 };
      });
      if (order.length === 0 || order.some(({ column }) => column < 0)) return null;
      // Ties are decided by the columns above it: all that are equal by the order are handed on.
      const input = limitedInside(plan.input, { ...first, order, withTies: true });
      return input === null ? null : { ...plan, input };
    }
    default:
      return null;
  }
}

/** Rows of the side that is kept come out at least once, whatever they meet. */
function limitedJoin(plan: LogicalJoin, first: First): LogicalPlan | null {
  const width = plan.left.fields.length;
  const { type, left, right } = plan;
  if (type === 'left' && first.order.every(({ column }) => column < width)) {
    return joinPlan(limited(left, first), right, plan);
  }
  if (type === 'right' && first.order.every(({ column }) => column >= width)) {
    const order = first.order.map((key) => ({ ...key, column: key.column - width }));
    return joinPlan(left, limited(right, { ...first, order }), plan);
  }
  return null;
}

/** The numbers of the first rows hang on no row behind them, where all are counted in this order. */
function limitedOver(plan: LogicalOver, first: First): LogicalPlan | null {
  const { order } = first;
  const isSameOrder = order.every((key, i) => isSameKey(key, plan.order[i]));
  const isNumbered = plan.partition.length === 0 && plan.calls.every(isCounting);
  if (!isNumbered || order.length === 0 || !isSameOrder) return null;
  // Ties may be told apart by the numbers: all that are equal by the order are handed on.
  return { ...plan, input: limited(plan.input, { ...first, withTies: true }) };
}

function isSameKey(a: SortKey, b: SortKey | undefined): boolean {
  return (
    b !== undefined &&
    a.column === b.column &&
    a.descending === b.descending &&
    a.nullsFirst === b.nullsFirst
  );
}

function limited(plan: LogicalPlan, first: First): LogicalPlan {
  const inside = limitedInside(plan, first) ?? plan;
  if (inside.kind === 'values' && inside.rows.length <= first.limit) return inside;
  return topPlan(inside, { ...first, partition: [], offset: 0 });
}
