import type { Position } from '../../common/sql-error.ts';
import type { BinaryOperator, ExpressionNode } from '../../parser/ast.ts';
import type { Expression } from '../expression/expression.ts';
import { connect, isNull, not } from '../logical/connectives.ts';
import { rowItems } from './bind-nested.ts';
import { bindRowOfQuery } from './bind-row-subquery.ts';
import { compareRows, unequal } from './compare-rows.ts';
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
  const ofLeft = left.kind === 'row' ? rowItems(left, context, bind) : null;
  const b = sideOf(right, ofLeft, context, bind);
  const a = ofLeft ?? sideOf(left, b, context, bind);
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

/** The values of one side of a comparison: of a query as many columns as the other side has. */
function sideOf(
  node: ExpressionNode,
  other: readonly Expression[] | null,
  context: ExpressionContext,
  bind: Bind,
): readonly Expression[] | null {
  if (node.kind !== 'subquery' || other === null) return valuesOf(node, context, bind);
  return bindRowOfQuery(node, other.length, context, bind);
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
