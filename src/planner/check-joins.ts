import { SqlError, sqlState } from '../common/sql-error.ts';
import { inputsOf, type LogicalPlan } from './logical/logical-plan.ts';

/** Refuses joins without an equality between their sides. @throws SqlError 0A000 */
export function checkJoins(plan: LogicalPlan): void {
  for (const input of inputsOf(plan)) checkJoins(input);
  if (plan.kind !== 'join' || plan.leftKeys.length > 0) return;
  throw new SqlError(
    sqlState.featureNotSupported,
    'joins without an equality between both sides are not supported yet',
    {
      hint: 'Add a condition of the form left.column = right.column, in ON or in WHERE.',
      position: plan.position,
    },
  );
}
