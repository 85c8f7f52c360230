import type { ExpressionNode, SelectNode } from '../../parser/ast.ts';
import { printExpression } from '../../parser/print.ts';
import { isQueryNode, mapNodes, someNode } from '../../parser/trees.ts';
import { attachSubqueries } from '../decorrelate/attach-subqueries.ts';
import { columnOf, projectPlan } from '../logical/make-plan.ts';
import { bindExpression } from './bind-expression.ts';
import type { BoundRelation } from './bound-relation.ts';
import { columnName } from './column-name.ts';
import type { ExpressionContext } from './expression-context.ts';
import { groupingSets } from './grouping-sets.ts';
import type { QueryContext } from './query-context.ts';
import { SubqueryCollector } from './subquery-collector.ts';

/** A SELECT over rows. */
type Select = { readonly query: SelectNode; readonly relation: BoundRelation };

/**
 * Makes columns of the rows of what a SELECT groups by with subqueries in it. Wherever it says the
 * same again, in its list, HAVING or ORDER BY, it has that column.
 */
export function withGroupedQueries(
  select: Select,
  expressions: ExpressionContext,
  context: QueryContext,
): Select {
  const { query } = select;
  if (query.groupBy.length === 0 && query.groupings.length === 0) return select;
  const asked = new Map<string, ExpressionNode>();
  for (const node of groupingSets(query).flat()) {
    if (someNode(node, isQueryNode)) asked.set(printExpression(node), node);
  }
  if (asked.size === 0) return select;
  const names = new Map([...asked.keys()].map((text, i) => [text, `group by ${i + 1}`]));
  return {
    query: renamed(query, names),
    relation: withColumns(select.relation, names, [...asked.values()], expressions, context),
  };
}

function withColumns(
  relation: BoundRelation,
  names: ReadonlyMap<string, string>,
  nodes: readonly ExpressionNode[],
  expressions: ExpressionContext,
  context: QueryContext,
): BoundRelation {
  const subqueries = new SubqueryCollector(context);
  const clause = 'GROUP BY';
  const bound = nodes.map((node) => bindExpression(node, { ...expressions, subqueries, clause }));
  const { plan, resolve } = attachSubqueries(relation.plan, subqueries.all);
  const { fields } = relation.plan;
  const values = bound.map(resolve);
  const added = [...names.values()];
  const projected = projectPlan(
    plan,
    [...fields.map((_, i) => columnOf(plan.fields, i)), ...values],
    [...fields.map(({ name }) => name), ...added],
  );
  const columns = values.map(({ type, nullable }, i) => ({
    table: null,
    name: added[i] as string,
    index: fields.length + i,
    type,
    nullable,
    starred: false,
    bare: true,
  }));
  const { scope } = relation;
  return {
    ...relation,
    plan: projected,
    scope: { ...scope, columns: [...scope.columns, ...columns] },
  };
}

/** The SELECT with the columns where their expressions stand. */
function renamed(query: SelectNode, names: ReadonlyMap<string, string>): SelectNode {
  const { items, groupBy, groupings, having, orderBy, qualify, distinctOn } = query;
  const over = { groupBy, groupings, having, orderBy, qualify, distinctOn };
  return {
    ...query,
    ...replaced(over, names),
    items: items.map((item) => {
      const expression = replaced(item.expression, names);
      if (expression === item.expression || item.alias !== null) return { ...item, expression };
      const alias = { name: columnName(item.expression), position: item.position };
      return { ...item, expression, alias };
    }),
  };
}

function replaced<Node>(root: Node, names: ReadonlyMap<string, string>): Node {
  return mapNodes(root, (node) => {
    if (!someNode(node, isQueryNode)) return node;
    const name = isExpression(node) ? names.get(printExpression(node)) : undefined;
    if (name === undefined) return isQueryNode(node) ? node : null;
    const { position } = node as ExpressionNode;
    return { kind: 'column', name: { parts: [name], position }, position };
  });
}

/** What may be printed as an expression: it has a kind, and is neither a query nor a grouping. */
function isExpression(node: object): node is ExpressionNode {
  return 'kind' in node && !isQueryNode(node) && !('sets' in node) && !('expressions' in node);
}
