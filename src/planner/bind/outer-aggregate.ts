import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { ExpressionNode, Name } from '../../parser/ast.ts';
import { isQueryNode, visitNodes } from '../../parser/trees.ts';
import type { Expression } from '../expression/expression.ts';
import type { ExpressionContext } from './expression-context.ts';

type CallNode = Extract<ExpressionNode, { kind: 'call' }>;

/**
 * An aggregate that looks only at columns of a query around this one is of that query, as
 * PostgreSQL has it: here it is a value. Null where it is of this query: where a column is its
 * own, or where it looks at none. @throws SqlError 42803 where that query may have no aggregate
 */
export function outerAggregate(
  node: CallNode,
  { outer }: ExpressionContext,
  isLocal: (name: Name) => boolean,
): Expression | null {
  if (outer == null) return null;
  const names = columnNames([
    ...node.arguments,
    ...[...node.orderBy, ...node.withinGroup].map(({ expression }) => expression),
    ...(node.filter === null ? [] : [node.filter]),
  ]);
  if (names === null || names.length === 0 || names.some(isLocal)) return null;
  const found = outer.resolveAggregate(node);
  if (found !== null) return found;
  throw new SqlError(
    sqlState.groupingError,
    'aggregate functions are not allowed in FROM clause of their own query level',
    { position: node.position },
  );
}

/** The columns that expressions name, with whole rows; null where a query stands in them. */
function columnNames(roots: readonly ExpressionNode[]): readonly Name[] | null {
  const names: Name[] = [];
  let hasQuery = false;
  visitNodes(roots, (node) => {
    hasQuery = isQueryNode(node);
    if (hasQuery) return 'stop';
    const named = nameOf(node as ExpressionNode);
    if (named !== null) names.push(named);
    return named === null ? 'into' : 'past';
  });
  return hasQuery ? null : names;
}

function nameOf(node: ExpressionNode): Name | null {
  if (node.kind === 'column') return node.name;
  return node.kind === 'star' ? node.qualifier : null;
}
