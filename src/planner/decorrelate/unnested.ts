import type { Position } from '../../common/sql-error.ts';
import { decimalDatum } from '../../data/decimal.ts';
import type { Datum, SqlType } from '../../data/sql-type.ts';
import { callByName, literalOf } from '../bind/coerce.ts';
import type { Expression } from '../expression/expression.ts';
import { connect, isNull } from '../logical/connectives.ts';
import type { LogicalPlan } from '../logical/logical-plan.ts';

/** By which column of a plan its rows belong to the value of a variable. */
export type VariableKey = {
  readonly variable: number;
  readonly column: number;
  /** What the column equals: the variable itself, or a cast of it. */
  readonly outer: Expression;
  /** Whether NULL belongs to NULL; else NULL belongs to nothing. */
  readonly nullSafe: boolean;
};

/** A plan that reads no variables any more: for each of them it has a key. */
export type Unnested = { readonly plan: LogicalPlan; readonly keys: readonly VariableKey[] };

/** Whether two values are equal, NULL being equal to NULL where the key says so. */
export function keyEquality(
  { nullSafe }: Pick<VariableKey, 'nullSafe'>,
  left: Expression,
  right: Expression,
  position: Position,
): Expression {
  if (!nullSafe || !left.nullable || !right.nullable) {
    return callByName('=', [left, right], position);
  }
  return connect('and', [
    callByName('=', [isNull(left), isNull(right)], position),
    callByName('=', [withoutNull(left), withoutNull(right)], position),
  ]);
}

/** The value, or some value of the type where it is NULL. */
function withoutNull(expression: Expression): Expression {
  return valueOr(expression, literalOf(someValue(expression.type), expression.type));
}

/** COALESCE of two. */
export function valueOr(expression: Expression, otherwise: Expression): Expression {
  return {
    kind: 'case',
    branches: [{ when: isNull(expression), then: otherwise }],
    otherwise: expression,
    type: expression.type,
    nullable: otherwise.nullable,
  };
}

function someValue(type: SqlType): Datum {
  switch (type.kind) {
    case 'boolean':
      return false;
    case 'smallint':
    case 'integer':
    case 'real':
    case 'double':
    case 'date':
      return 0;
    case 'bigint':
    case 'timestamp':
    case 'timestamptz':
      return 0n;
    case 'numeric':
      return decimalDatum({ units: 0n, scale: 0 }, type);
    case 'interval':
      return { months: 0, days: 0, micros: 0 };
    default:
      return '';
  }
}
