import type { ExpressionNode, SelectItem } from '../../parser/ast.ts';
import type { Scope } from './scope.ts';

/**
 * A condition of QUALIFY with the expressions of the SELECT list where their names stand. A column
 * of the rows goes before a name of the list; queries inside know only columns.
 */
export function withOutputNames(
  condition: ExpressionNode,
  items: readonly SelectItem[],
  { columns }: Scope,
): ExpressionNode {
  const known = new Set(columns.map(({ name }) => name));
  const named = new Map(
    items.flatMap(({ alias, expression }): [string, ExpressionNode][] =>
      alias === null || known.has(alias.name) ? [] : [[alias.name, expression]],
    ),
  );
  return named.size === 0 ? condition : (replaced(condition, named) as ExpressionNode);
}

function replaced(node: unknown, named: ReadonlyMap<string, ExpressionNode>): unknown {
  if (typeof node !== 'object' || node === null || isQuery(node)) return node;
  if (Array.isArray(node)) return node.map((each) => replaced(each, named));
  if (isColumn(node)) return named.get(node.name.parts.join('.')) ?? node;
  const parts = Object.entries(node).map(([key, part]) => [key, replaced(part, named)]);
  return Object.fromEntries(parts);
}

function isColumn(node: object): node is Extract<ExpressionNode, { kind: 'column' }> {
  return 'kind' in node && node.kind === 'column';
}

function isQuery(node: object): boolean {
  return 'limit' in node && 'withTies' in node;
}
