import type { SqlType } from '../../data/sql-type.ts';
import type { Expression } from '../expression/expression.ts';

const booleanType: SqlType = { kind: 'boolean' };

/** Several conditions as one; nested ones of the same kind are flattened. No conditions: what decides nothing. */
export function connect(kind: 'and' | 'or', conditions: readonly Expression[]): Expression {
  const flat = conditions.flatMap((each) => (each.kind === kind ? each.arguments : [each]));
  const [only, ...others] = flat;
  if (only === undefined) return booleanLiteral(kind === 'and');
  if (others.length === 0) return only;
  return {
    kind,
    arguments: flat,
    type: booleanType,
    nullable: flat.some(({ nullable }) => nullable),
  };
}

/** The conditions that AND joins. */
export function conjunctsOf(condition: Expression | null): readonly Expression[] {
  if (condition === null) return [];
  return condition.kind === 'and' ? condition.arguments : [condition];
}

/** The negation of a condition. */
export function not(argument: Expression): Expression {
  if (argument.kind === 'not') return argument.argument;
  return { kind: 'not', argument, type: booleanType, nullable: argument.nullable };
}

/** Whether an expression is NULL. */
export function isNull(argument: Expression): Expression {
  return { kind: 'isNull', argument, type: booleanType, nullable: false };
}

/** TRUE or FALSE. */
export function booleanLiteral(value: boolean): Expression {
  return { kind: 'literal', value, type: booleanType, nullable: false };
}
