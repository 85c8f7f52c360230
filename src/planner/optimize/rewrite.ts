import { unreachable } from '../../common/assert.ts';
import type { Expression } from '../expression/expression.ts';
import { type LogicalPlan, mapInputs } from '../logical/logical-plan.ts';

/**
 * Rewrites a tree from the leaves up: `change` sees each node with its inputs already rewritten. A
 * node that stands in several places is rewritten once and stays one node.
 */
export function rewriteUp(
  plan: LogicalPlan,
  change: (plan: LogicalPlan) => LogicalPlan,
): LogicalPlan {
  const known = new Map<LogicalPlan, LogicalPlan>();
  const rewritten = (node: LogicalPlan): LogicalPlan => {
    const before = known.get(node);
    if (before !== undefined) return before;
    const after = change(mapInputs(node, rewritten));
    known.set(node, after);
    return after;
  };
  return rewritten(plan);
}

/** A node with its own expressions changed; the node itself when nothing changed. */
export function mapExpressions(
  plan: LogicalPlan,
  change: (expression: Expression) => Expression,
): LogicalPlan {
  switch (plan.kind) {
    case 'scan':
    case 'values':
    case 'window':
    case 'aggregate':
    case 'union':
    case 'setOperation':
    case 'top':
    case 'over':
    case 'tableFunction':
    case 'recursion':
    case 'timeJoin':
    case 'workingTable':
      return plan;
    case 'filter': {
      const predicate = change(plan.predicate);
      return predicate === plan.predicate ? plan : { ...plan, predicate };
    }
    case 'project': {
      const expressions = plan.expressions.map(change);
      const same = expressions.every((each, i) => each === plan.expressions[i]);
      return same ? plan : { ...plan, expressions };
    }
    case 'join': {
      const condition = plan.condition === null ? null : change(plan.condition);
      return condition === plan.condition ? plan : { ...plan, condition };
    }
    default:
      return unreachable(plan);
  }
}

/** A node with its condition changed: of filters and joins; the node itself when nothing changed. */
export function mapConditions(
  plan: LogicalPlan,
  change: (condition: Expression) => Expression,
): LogicalPlan {
  return plan.kind === 'filter' || plan.kind === 'join' ? mapExpressions(plan, change) : plan;
}
