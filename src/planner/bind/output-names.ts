import type { ExpressionNode, SelectItem } from '../../parser/ast.ts';
import { isQueryNode, mapNodes } from '../../parser/trees.ts';
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
  return mapNodes(condition, (node) => {
    if (isQueryNode(node)) return node;
    return isColumn(node) ? (named.get(node.name.parts.join('.')) ?? null) : null;
  });
}

function isColumn(node: object): node is Extract<ExpressionNode, { kind: 'column' }> {
  return 'kind' in node && node.kind === 'column';
}
