import type { LogicalPlan, LogicalTop } from '../logical/logical-plan.ts';
import { joinPlan, topPlan } from '../logical/make-plan.ts';
import type { SortKey } from '../physical/physical-plan.ts';
import type { Pass } from './pass.ts';
import { rewriteUp } from './rewrite.ts';

/**
 * Lets the inputs of a LIMIT give no more rows than it can need: each input of a UNION ALL, and the
 * left side of a left join that the order is by, since each of its rows comes out at least once.
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
    case 'join': {
      const width = plan.left.fields.length;
      const isOfLeft = first.order.every(({ column }) => column < width);
      if (plan.type !== 'left' || !isOfLeft) return null;
      return joinPlan(limited(plan.left, first), plan.right, plan);
    }
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

function limited(plan: LogicalPlan, first: First): LogicalPlan {
  const inside = limitedInside(plan, first) ?? plan;
  if (inside.kind === 'values' && inside.rows.length <= first.limit) return inside;
  return topPlan(inside, { ...first, partition: [], offset: 0 });
}
