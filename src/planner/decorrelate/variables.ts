import type { Expression } from '../expression/expression.ts';
import { columnsOf } from '../expression/properties.ts';
import { inputsOf, type LogicalPlan } from '../logical/logical-plan.ts';

/** Column numbers of variables: what a query takes from the row of the one around it. */
export type Variables = ReadonlySet<number>;

/** The variables among those given that an expression reads. */
export function variablesIn(expression: Expression, known: Variables): readonly number[] {
  return columnsOf(expression).filter((column) => known.has(column));
}

/** How often each variable is read in a plan. */
export function variableUses(plan: LogicalPlan, known: Variables): ReadonlyMap<number, number> {
  const uses = new Map<number, number>();
  const count = (node: LogicalPlan): void => {
    for (const expression of expressionsOf(node)) {
      for (const each of variablesIn(expression, known)) uses.set(each, (uses.get(each) ?? 0) + 1);
    }
    for (const input of inputsOf(node)) count(input);
  };
  count(plan);
  return uses;
}

/** Whether a plan reads any of the variables. */
export function isCorrelated(plan: LogicalPlan, known: Variables): boolean {
  return (
    expressionsOf(plan).some((each) => variablesIn(each, known).length > 0) ||
    inputsOf(plan).some((input) => isCorrelated(input, known))
  );
}

/** A node's own expressions, each condition of an AND for itself. */
function expressionsOf(plan: LogicalPlan): readonly Expression[] {
  switch (plan.kind) {
    case 'filter':
      return plan.predicate.kind === 'and' ? plan.predicate.arguments : [plan.predicate];
    case 'project':
      return plan.expressions;
    case 'join':
      return plan.condition === null ? [] : [plan.condition];
    default:
      return [];
  }
}
