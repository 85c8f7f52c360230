import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { Datum } from '../../data/sql-type.ts';
import type { ExpressionNode, SelectNode } from '../../parser/ast.ts';
import { equalExpressions } from '../expression/equal-expressions.ts';
import { isConstant } from '../expression/properties.ts';
import { bindExpression } from './bind-expression.ts';
import { castTo, constantValue } from './coerce.ts';
import type { ExpressionContext } from './expression-context.ts';
import type { OrderTarget, Output } from './output.ts';
import { emptyScope } from './scope.ts';

/** Resolves ORDER BY: output names first, then ordinals, then expressions. @throws SqlError 42P10, 42702 */
export function orderTargets(
  query: SelectNode,
  outputs: readonly Output[],
  context: ExpressionContext,
): readonly OrderTarget[] {
  return query.orderBy.map((item) => {
    const output = outputNumber(item.expression, outputs, 'ORDER BY');
    if (output !== null) return { output, expression: null, item };
    const expression = bindExpression(item.expression, context);
    const same = outputs.findIndex((each) => equalExpressions(each.expression, expression));
    if (same >= 0) return { output: same, expression: null, item };
    if (query.distinct) throw notInSelectList(item.position);
    return { output: null, expression, item };
  });
}

/** The output column that a bare name or an ordinal means; null for other expressions. @throws SqlError 42P10, 42702 */
export function outputNumber(
  node: ExpressionNode,
  outputs: readonly Output[],
  clause: string,
): number | null {
  if (node.kind === 'number') return ordinal(node.text, outputs, clause, node.position);
  if (node.kind !== 'column' || node.name.parts.length > 1) return null;
  const name = node.name.parts[0];
  const [first, ...others] = outputs.filter((output) => output.name === name);
  if (first === undefined) return null;
  if (others.some((other) => !equalExpressions(other.expression, first.expression))) {
    throw new SqlError(sqlState.ambiguousColumn, `${clause} "${name}" is ambiguous`, {
      position: node.position,
    });
  }
  return outputs.indexOf(first);
}

/** The constant of LIMIT or OFFSET; null for none. @throws SqlError 2201W, 2201X, 42804 */
export function limitValue(
  node: ExpressionNode | null,
  clause: 'LIMIT' | 'OFFSET',
  parameters: readonly Datum[],
): number | null {
  if (node === null) return null;
  const { position } = node;
  const bound = bindExpression(node, {
    scope: emptyScope,
    parameters,
    aggregates: null,
    clause,
    clock: false,
    positions: new WeakMap(),
  });
  if (!isConstant(bound)) throw notConstant(clause, position);
  const cast = castTo(bound, { kind: 'bigint' }, 'assignment', position);
  const value = constantValue(cast, position) as bigint | null;
  if (value !== null && value < 0n) {
    const code =
      clause === 'LIMIT' ? sqlState.invalidRowCountInLimit : sqlState.invalidRowCountInOffset;
    throw new SqlError(code, `${clause} must not be negative`, { position });
  }
  return value === null ? null : Number(value);
}

function ordinal(
  text: string,
  outputs: readonly Output[],
  clause: string,
  position: Position,
): number {
  const number = Number(text);
  if (!Number.isInteger(number)) {
    throw new SqlError(sqlState.syntaxError, `non-integer constant in ${clause}`, { position });
  }
  if (number < 1 || number > outputs.length) {
    throw new SqlError(
      sqlState.invalidColumnReference,
      `${clause} position ${text} is not in select list`,
      { position },
    );
  }
  return number - 1;
}

function notInSelectList(position: Position): SqlError {
  return new SqlError(
    sqlState.invalidColumnReference,
    'for SELECT DISTINCT, ORDER BY expressions must appear in select list',
    { position },
  );
}

function notConstant(clause: string, position: Position): SqlError {
  return new SqlError(sqlState.invalidColumnReference, `argument of ${clause} must be a constant`, {
    position,
  });
}
