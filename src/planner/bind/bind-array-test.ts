import { SqlError, sqlState } from '../../common/sql-error.ts';
import { leavesOf } from '../../data/compare-datums.ts';
import type { ArrayDatum, SqlType } from '../../data/sql-type.ts';
import { quantifiedIds } from '../../functions/nested/quantified.ts';
import { resolveFunction } from '../../functions/resolve-function.ts';
import type { ExpressionNode } from '../../parser/ast.ts';
import type { Expression } from '../expression/expression.ts';
import { connect, not } from '../logical/connectives.ts';
import { bindOperator } from './bind-operators.ts';
import { booleanType, callById, castTo, literalOf } from './coerce.ts';
import type { Bind } from './expression-context.ts';

type Node = Extract<ExpressionNode, { kind: 'quantified' }>;

/** Arrays of up to so many elements known beforehand are compared one by one, as IN does. */
const spelledMax = 64;

/**
 * `x op ANY (array)` and `x op ALL (array)`. Elements that stand in the text are compared one by
 * one, which kernels do fast. @throws SqlError 42809, 42883
 */
export function bindArrayTest(node: Node, over: ExpressionNode, bind: Bind): Expression {
  const operand = bind(node.operand);
  const join = node.quantifier === 'any' ? 'or' : 'and';
  if (over.kind === 'array' && over.items.length > 0 && !over.items.some(isArray)) {
    return connect(
      join,
      over.items.map((item) =>
        bindOperator(node.operator, operand, bind(item), node.position, [
          node.operand.position,
          item.position,
        ]),
      ),
    );
  }
  const array = asArray(bind(over), operand.type, over);
  const known = knownElements(array);
  if (known !== null && known.length > 0 && known.length <= spelledMax) {
    return connect(
      join,
      known.map((element) =>
        bindOperator(node.operator, operand, element, node.position, [node.operand.position]),
      ),
    );
  }
  return tested(node, operand, array);
}

function isArray({ kind }: ExpressionNode): boolean {
  return kind === 'array';
}

/** A bare literal is an array of what it is compared with. @throws SqlError 42809 */
function asArray(array: Expression, operand: SqlType, { position }: ExpressionNode): Expression {
  if (array.type.kind === 'array') return array;
  if (array.type.kind === 'unknown') {
    const element: SqlType = operand.kind === 'unknown' ? { kind: 'text' } : operand;
    return castTo(array, { kind: 'array', element }, 'implicit', position);
  }
  throw new SqlError(sqlState.wrongObjectType, 'op ANY/ALL (array) requires array on right side', {
    position,
  });
}

function knownElements(array: Expression): readonly Expression[] | null {
  if (array.kind !== 'literal' || array.value === null || array.type.kind !== 'array') return null;
  const { element } = array.type;
  return leavesOf(array.value as ArrayDatum).map((value) => literalOf(value, element));
}

function tested(node: Node, operand: Expression, array: Expression): Expression {
  const { operator, position, quantifier } = node;
  const element = array.type.kind === 'array' ? array.type.element : array.type;
  const isNegated = operator.startsWith('not ');
  const name = isNegated ? operator.slice(4) : operator;
  const resolved = resolveFunction(name, [operand.type, element], position);
  if (resolved.result.kind !== 'boolean') {
    throw new SqlError(
      sqlState.wrongObjectType,
      'op ANY/ALL (array) requires operator to yield boolean',
      { position },
    );
  }
  const [valueType, elementType] = resolved.argumentTypes as readonly [SqlType, SqlType];
  const args = [
    castTo(operand, valueType, 'implicit', node.operand.position),
    castTo(array, { kind: 'array', element: elementType }, 'implicit', position),
    literalOf(resolved.function, { kind: 'text' }),
  ];
  // NOT LIKE ANY is that LIKE ALL does not hold.
  const opposite = quantifier === 'any' ? 'all' : 'any';
  const holds = isNegated ? opposite : quantifier;
  const test = callById(quantifiedIds[holds], args, booleanType);
  return isNegated ? not(test) : test;
}
