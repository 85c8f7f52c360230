import type { Position } from '../../common/sql-error.ts';
import type { ExpressionNode, OrderItem, QueryNode, SelectNode } from '../../parser/ast.ts';
import { selectWithout } from '../change/made-select.ts';

type SubqueryNode = Extract<ExpressionNode, { kind: 'subquery' }>;

/**
 * `ARRAY(query)` as the query that collects its rows: an empty array for none, the elements in the
 * order that the query says.
 */
export function arrayOfQuery({
  query,
  position,
}: Extract<ExpressionNode, { kind: 'arrayQuery' }>): SubqueryNode {
  const numbered = numberedRows(query);
  const collected: ExpressionNode = {
    ...callOf('array_agg', [columnOf('value', position)], position),
    orderBy: numbered === null ? [] : [ascending(columnOf('place', position))],
  };
  const empty: ExpressionNode = { kind: 'string', value: '{}', position };
  return {
    kind: 'subquery',
    position,
    query: selectWithout({
      position,
      where: null,
      items: [
        {
          expression: callOf('coalesce', [collected, empty], position),
          alias: { name: 'array', position },
          position,
        },
      ],
      from: {
        kind: 'subquery',
        query: numbered ?? query,
        alias: { name: 'rows', position },
        columns: ['value', ...(numbered === null ? [] : ['place'])].map((name) => ({
          name,
          position,
        })),
        lateral: false,
        position,
      },
    }),
  };
}

/** The query with the place of each row behind its only column; null where it says no order. */
function numberedRows(query: QueryNode): QueryNode | null {
  if (query.kind !== 'select' || query.orderBy.length === 0 || query.items.length !== 1)
    return null;
  const [item] = query.items;
  if (item === undefined || item.expression.kind === 'star' || query.distinct) return null;
  const { position } = query;
  const orderBy = query.orderBy.map((each) => ({
    ...each,
    expression: namesItem(each.expression, item) ? item.expression : each.expression,
  }));
  const place: ExpressionNode = {
    ...callOf('row_number', [], position),
    over: {
      kind: 'window',
      base: null,
      partitionBy: [],
      orderBy,
      frame: null,
      position,
    },
  };
  return {
    ...query,
    items: [item, { expression: place, alias: { name: 'place', position }, position }],
  };
}

/** Whether ORDER BY means the output column: by its number or its alias. */
function namesItem(node: ExpressionNode, { alias }: SelectNode['items'][number]): boolean {
  if (node.kind === 'number') return true;
  return node.kind === 'column' && alias !== null && node.name.parts.join('.') === alias.name;
}

function callOf(
  name: string,
  args: readonly ExpressionNode[],
  position: Position,
): Extract<ExpressionNode, { kind: 'call' }> {
  return {
    kind: 'call',
    name: { parts: [name], position },
    arguments: args,
    distinct: false,
    variadic: false,
    orderBy: [],
    withinGroup: [],
    filter: null,
    nulls: null,
    over: null,
    position,
  };
}

function columnOf(name: string, position: Position): ExpressionNode {
  return { kind: 'column', name: { parts: [name], position }, position };
}

function ascending(expression: ExpressionNode): OrderItem {
  return { expression, descending: false, nullsFirst: null, position: expression.position };
}
