import type { Datum, SqlType } from '../../src/data/sql-type.ts';
import { functionById } from '../../src/functions/function-registry.ts';
import type { Expression } from '../../src/planner/expression/expression.ts';

const boolean: SqlType = { kind: 'boolean' };

/** A column of an input row. */
export function column(index: number, type: SqlType): Expression {
  return { kind: 'column', index, type, nullable: true };
}

/** A constant. */
export function literal(value: Datum, type: SqlType): Expression {
  return { kind: 'literal', value, type, nullable: value === null };
}

/** A call by id, of the type that the function says. */
export function call(id: string, ...args: readonly Expression[]): Expression {
  const type = functionById(id).result(args.map((each) => each.type));
  return { kind: 'call', function: id, arguments: args, type, nullable: true };
}

/** AND or OR. */
export function connective(kind: 'and' | 'or', ...args: readonly Expression[]): Expression {
  return { kind, arguments: args, type: boolean, nullable: true };
}

/** NOT or IS NULL. */
export function negation(kind: 'not' | 'isNull', argument: Expression): Expression {
  return { kind, argument, type: boolean, nullable: kind === 'not' };
}
