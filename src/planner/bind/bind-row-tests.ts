import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { BinaryOperator, ExpressionNode } from '../../parser/ast.ts';
import type { Expression } from '../expression/expression.ts';
import { booleanLiteral, connect, isNull, not } from '../logical/connectives.ts';
import { rowItems } from './bind-nested.ts';
import { callByName } from './coerce.ts';
import type { Bind, ExpressionContext } from './expression-context.ts';
import { fieldsOfRow } from './row-fields.ts';

const comparisons: ReadonlySet<BinaryOperator> = new Set([
  '=',
  '<>',
  '<',
  '<=',
  '>',
  '>=',
  'is distinct from',
  'is not distinct from',
]);

/**
 * A comparison of rows, of which at least one is written as a row: field by field, with the answers
 * that NULLs give (PostgreSQL's manual, 9.24.5). Null for other operands and operators.
 * @throws SqlError 42601, 42883
 */
export function bindRowComparison(
  node: Extract<ExpressionNode, { kind: 'binary' }>,
  context: ExpressionContext,
  bind: Bind,
): Expression | null {
  const { operator, left, right, position } = node;
  if (!comparisons.has(operator)) return null;
  if (left.kind !== 'row' && right.kind !== 'row') return null;
  const a = valuesOf(left, context, bind);
  const b = valuesOf(right, context, bind);
  return a === null || b === null ? null : compareRows(operator, a, b, position);
}

/** Whether one of several rows is equal: `(a, b) IN ((1, 2), …)`. Null where no row is written. */
export function bindRowIn(
  node: Extract<ExpressionNode, { kind: 'in' }>,
  context: ExpressionContext,
  bind: Bind,
): Expression | null {
  if (node.operand.kind !== 'row') return null;
  const operand = rowItems(node.operand, context, bind);
  const equalities = node.list.map((item) => {
    const values = valuesOf(item, context, bind);
    if (values === null) throw unequal(item.position);
    return compareRows('=', operand, values, item.position);
  });
  const found = connect('or', equalities);
  return node.negated ? not(found) : found;
}

/** `row IS [NOT] NULL`: whether all fields are, or all are not. Null for what is no row. */
export function bindRowIsNull(
  node: Extract<ExpressionNode, { kind: 'is' }>,
  context: ExpressionContext,
  bind: Bind,
): Expression | null {
  const { operand, test, negated, position } = node;
  if (test !== 'null') return null;
  const values =
    operand.kind === 'row'
      ? rowItems(operand, context, bind)
      : structValues(bind(operand), position);
  if (values === null) return null;
  return connect(
    'and',
    values.map((value) => (negated ? not(isNull(value)) : isNull(value))),
  );
}

function structValues(row: Expression, position: Position): readonly Expression[] | null {
  if (row.type.kind !== 'struct') return null;
  return fieldsOfRow(row, position).map(({ expression }) => expression);
}

/** The values of a row constructor or of a struct; null for other expressions. */
function valuesOf(
  node: ExpressionNode,
  context: ExpressionContext,
  bind: Bind,
): readonly Expression[] | null {
  if (node.kind === 'row') return rowItems(node, context, bind);
  return structValues(bind(node), node.position);
}

/** @throws SqlError 42601, 0A000 */
export function compareRows(
  operator: BinaryOperator,
  a: readonly Expression[],
  b: readonly Expression[],
  position: Position,
): Expression {
  if (a.length !== b.length) throw unequal(position);
  if (a.length === 0) {
    throw new SqlError(sqlState.featureNotSupported, 'cannot compare rows of zero length', {
      position,
    });
  }
  const each = (name: string): Expression[] =>
    a.map((value, i) => callByName(name, [value, b[i] as Expression], position));
  switch (operator) {
    case '=':
    case 'is not distinct from':
      return connect('and', each(operator));
    case '<>':
    case 'is distinct from':
      return connect('or', each(operator));
    default:
      return inOrder(operator, a, b, position);
  }
}

/** The first fields that differ decide; where none does, whether equal rows hold. */
function inOrder(
  operator: BinaryOperator,
  a: readonly Expression[],
  b: readonly Expression[],
  position: Position,
): Expression {
  const strict = operator === '<' || operator === '<=' ? '<' : '>';
  const compare = (name: string, i: number): Expression =>
    callByName(name, [a[i] as Expression, b[i] as Expression], position);
  let rest: Expression | null = null;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    const decided = compare(i === a.length - 1 ? operator : strict, i);
    rest =
      rest === null ? decided : connect('or', [decided, connect('and', [compare('=', i), rest])]);
  }
  return rest ?? booleanLiteral(true);
}

function unequal(position: Position): SqlError {
  return new SqlError(sqlState.syntaxError, 'unequal number of entries in row expressions', {
    position,
  });
}
