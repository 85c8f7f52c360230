import { nearestName } from '../../common/nearest-name.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { ExpressionNode, Identifier, SelectItem } from '../../parser/ast.ts';
import type { Expression } from '../expression/expression.ts';
import { bindExpression } from './bind-expression.ts';
import type { ExpressionContext } from './expression-context.ts';
import type { Output } from './output.ts';
import { starColumns } from './resolve-column.ts';
import type { ScopeColumn } from './scope.ts';

type StarNode = Extract<ExpressionNode, { kind: 'star' }>;

/**
 * The columns of `*` or `t.*`, without those of EXCEPT and with what REPLACE puts in their place.
 * @throws SqlError 42601, 42701, 42703
 */
export function starOutputs(node: StarNode, context: ExpressionContext): readonly Output[] {
  if (context.scope.tables.length === 0 && context.scope.columns.length === 0) {
    throw new SqlError(sqlState.syntaxError, 'SELECT * with no tables specified is not valid', {
      position: node.position,
    });
  }
  const { except = [], replace = [] } = node;
  const all = starColumns(context.scope, node.qualifier);
  const replaced = replace.flatMap(({ alias }) => alias ?? []);
  requireNamed([...except, ...replaced], all);
  const left = all.filter(({ name }) => !except.some((each) => each.name === name));
  return left.map((column) => {
    const item = replace.find(({ alias }) => alias?.name === column.name);
    return item === undefined ? columnOutput(column, node, context) : itemOutput(item, context);
  });
}

function columnOutput(
  { index, type, nullable, name }: ScopeColumn,
  node: StarNode,
  context: ExpressionContext,
): Output {
  const expression: Expression = { kind: 'column', index, type, nullable };
  context.positions.set(expression, node.position);
  return { expression, name, node };
}

function itemOutput({ expression, alias }: SelectItem, context: ExpressionContext): Output {
  const name = alias?.name ?? '';
  return { expression: bindExpression(expression, context), name, node: expression };
}

/** Every name is a column of the star, and is said once. */
function requireNamed(names: readonly Identifier[], columns: readonly ScopeColumn[]): void {
  const known = new Set(columns.map(({ name }) => name));
  for (const [i, { name, position }] of names.entries()) {
    if (!known.has(name)) {
      const near = nearestName(name, known);
      throw new SqlError(sqlState.undefinedColumn, `column "${name}" does not exist`, {
        hint: near === null ? undefined : `Did you mean "${near}"?`,
        position,
      });
    }
    if (names.findIndex((each) => each.name === name) < i) {
      throw new SqlError(sqlState.duplicateColumn, `column "${name}" specified more than once`, {
        position,
      });
    }
  }
}
