import { unreachable } from '../../common/assert.ts';
import type { Expression } from '../expression/expression.ts';
import { type LogicalPlan, mapInputs } from '../logical/logical-plan.ts';

/** Rewrites a tree from the leaves up: `change` sees each node with its inputs already rewritten. */
export function rewriteUp(
  plan: LogicalPlan,
  change: (plan: LogicalPlan) => LogicalPlan,
): LogicalPlan {
  return change(mapInputs(plan, (input) => rewriteUp(input, change)));
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
