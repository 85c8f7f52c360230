import type { Position } from '../../common/sql-error.ts';
import type { BinaryOperator, ExpressionNode } from '../../parser/ast.ts';
import type { Expression } from '../expression/expression.ts';
import { booleanLiteral, connect, isNull, not } from '../logical/connectives.ts';
import { negatedLiteral } from './bind-literal.ts';
import { asCommonType, asCondition, booleanType, callByName } from './coerce.ts';
import type { Bind } from './expression-context.ts';

type Node<K extends ExpressionNode['kind']> = Extract<ExpressionNode, { kind: K }>;

/** An operator between two operands. */
export function bindBinary(node: Node<'binary'>, bind: Bind): Expression {
  const { operator, position } = node;
  if (operator === 'and' || operator === 'or') return bindConnective(node, operator, bind);
  const isSimilar = operator.endsWith('similar to');
  const right = isSimilar ? similarPattern(node.right, bind) : bind(node.right);
  const places = [node.left.position, node.right.position];
  return bindOperator(operator, bind(node.left), right, position, places);
}

/** An operator between bound operands, which stand at `places`. @throws SqlError 42883 */
export function bindOperator(
  operator: BinaryOperator,
  left: Expression,
  right: Expression,
  position: Position,
  places: readonly Position[],
): Expression {
  const call = callByName(positiveForm(operator), [left, right], position, places);
  return negatedIf(operator.startsWith('not '), call);
}

/** The regular expression that a pattern of SIMILAR TO stands for: PostgreSQL's own rewriting. */
function similarPattern(node: ExpressionNode, bind: Bind): Expression {
  const isEscaped = node.kind === 'call' && node.name.parts.join('.') === 'similar_to_escape';
  return isEscaped
    ? bind(node)
    : callByName('similar_to_escape', [bind(node)], node.position, [node.position]);
}

/** NOT, signs and other operators before an operand. */
export function bindUnary({ operator, operand, position }: Node<'unary'>, bind: Bind): Expression {
  if (operator === 'not') return not(asCondition(bind(operand), 'NOT', operand.position));
  if (operator === '-') {
    return negatedLiteral(operand) ?? callByName('-', [bind(operand)], position);
  }
  return callByName(operator, [bind(operand)], position);
}

/** IS [NOT] NULL, TRUE, FALSE, UNKNOWN: never NULL themselves. */
export function bindIs({ operand, test, negated }: Node<'is'>, bind: Bind): Expression {
  const bound = bind(operand);
  if (test === 'null') return negatedIf(negated, isNull(bound));
  const condition = asCondition(bound, `IS ${test.toUpperCase()}`, operand.position);
  if (test === 'unknown') return negatedIf(negated, isNull(condition));
  return {
    kind: 'case',
    branches: [
      { when: test === 'true' ? condition : not(condition), then: booleanLiteral(!negated) },
    ],
    otherwise: booleanLiteral(negated),
    type: booleanType,
    nullable: false,
  };
}

/** BETWEEN is two comparisons; SYMMETRIC takes the bounds either way round. */
export function bindBetween(node: Node<'between'>, bind: Bind): Expression {
  const operand = bind(node.operand);
  const compare = (operator: string, bound: ExpressionNode): Expression =>
    callByName(operator, [operand, bind(bound)], node.position, [
      node.operand.position,
      bound.position,
    ]);
  const within = (low: ExpressionNode, high: ExpressionNode): Expression =>
    connect('and', [compare('>=', low), compare('<=', high)]);
  const { low, high } = node;
  const both = node.symmetric
    ? connect('or', [within(low, high), within(high, low)])
    : within(low, high);
  return negatedIf(node.negated, both);
}

/** IN over a list is one equality per element. */
export function bindIn(node: Node<'in'>, bind: Bind): Expression {
  const [operand, ...elements] = asCommonType(
    [bind(node.operand), ...node.list.map(bind)],
    'IN',
    node.position,
    [node.operand, ...node.list].map(({ position }) => position),
  ) as [Expression, ...Expression[]];
  const equalities = elements.map((element) => callByName('=', [operand, element], node.position));
  return negatedIf(node.negated, connect('or', equalities));
}

function negatedIf(negated: boolean, condition: Expression): Expression {
  return negated ? not(condition) : condition;
}

function bindConnective(node: Node<'binary'>, kind: 'and' | 'or', bind: Bind): Expression {
  const what = kind.toUpperCase();
  const condition = (operand: ExpressionNode): Expression =>
    asCondition(bind(operand), what, operand.position);
  return connect(kind, [condition(node.left), condition(node.right)]);
}

function positiveForm(operator: BinaryOperator): string {
  switch (operator) {
    case 'not like':
      return 'like';
    case 'not ilike':
      return 'ilike';
    case 'similar to':
    case 'not similar to':
      return '~';
    default:
      return operator;
  }
}
