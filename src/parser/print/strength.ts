import { otherOperators } from '../ast/operators.ts';
import type { BinaryOperator, ExpressionNode } from '../ast.ts';

/** How tightly each kind of expression holds together; PostgreSQL's order (its manual, 4.1.6). */
export const strength = {
  or: 1,
  and: 2,
  not: 3,
  is: 4,
  comparison: 5,
  member: 6,
  other: 7,
  sum: 8,
  product: 9,
  power: 10,
  collate: 11,
  sign: 12,
  primary: 13,
} as const;

const operators: ReadonlyMap<BinaryOperator, number> = new Map([
  ['or', strength.or],
  ['and', strength.and],
  ['is distinct from', strength.is],
  ['is not distinct from', strength.is],
  ['=', strength.comparison],
  ['<>', strength.comparison],
  ['<', strength.comparison],
  ['<=', strength.comparison],
  ['>', strength.comparison],
  ['>=', strength.comparison],
  ...otherOperators.map((operator): [BinaryOperator, number] => [operator, strength.other]),
  ['+', strength.sum],
  ['-', strength.sum],
  ['*', strength.product],
  ['/', strength.product],
  ['%', strength.product],
  ['^', strength.power],
]);

/** How tightly an operator binds its two operands: LIKE and its kin where no other is told. */
export function operatorStrength(operator: BinaryOperator): number {
  return operators.get(operator) ?? strength.member;
}

/** How tightly an expression holds together. */
export function strengthOf(node: ExpressionNode): number {
  switch (node.kind) {
    case 'binary':
    case 'quantified':
      return operatorStrength(node.operator);
    case 'unary':
      if (node.operator === 'not') return strength.not;
      return node.operator === '-' || node.operator === '+' ? strength.sign : strength.other;
    case 'is':
    case 'isJson':
      return strength.is;
    case 'between':
    case 'in':
    case 'inQuery':
      return strength.member;
    case 'collate':
      return strength.collate;
    default:
      return strength.primary;
  }
}
