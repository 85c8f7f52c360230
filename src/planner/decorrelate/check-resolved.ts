import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Expression } from '../expression/expression.ts';
import { columnsOf } from '../expression/properties.ts';
import { inputsOf, type LogicalPlan } from '../logical/logical-plan.ts';

/**
 * Makes sure that no column of a query around, and no subquery, is left in a plan: such a place in
 * the language is refused rather than answered wrongly. @throws SqlError 0A000
 */
export function checkResolved(plan: LogicalPlan): void {
  const left = expressionsOf(plan)
    .flatMap(columnsOf)
    .some((column) => column < 0);
  if (left) {
    throw new SqlError(
      sqlState.featureNotSupported,
      'a subquery in this place is not supported yet',
      { hint: 'Join it: … JOIN (SELECT …) AS name ON ….' },
    );
  }
  for (const input of inputsOf(plan)) checkResolved(input);
}

function expressionsOf(plan: LogicalPlan): readonly Expression[] {
  switch (plan.kind) {
    case 'filter':
      return [plan.predicate];
    case 'project':
      return plan.expressions;
    case 'join':
      return plan.condition === null ? [] : [plan.condition];
    default:
      return [];
  }
}
