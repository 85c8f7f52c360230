import { SqlError, sqlState } from '../../common/sql-error.ts';
import { aggregatesByName } from '../../functions/aggregates/aggregate-registry.ts';
import type { ExpressionNode, Identifier, SelectItem, SelectNode } from '../../parser/ast.ts';
import { isQueryNode, mapNodes, visitNodes } from '../../parser/trees.ts';
import { selectWithout } from '../change/made-select.ts';
import type { BoundRelation } from './bound-relation.ts';
import { columnName } from './column-name.ts';
import { isSetReturning } from './set-returning.ts';

type CallNode = Extract<ExpressionNode, { kind: 'call' }>;

/** What the rows of functions in a SELECT list go by: no name that people write has a blank. */
export const setName = 'rows of functions';
const groupsName = 'rows before functions';

/**
 * A SELECT with functions that answer rows in its list, such as `SELECT unnest(xs)`, as one with
 * them in FROM: all of them step by step together, as PostgreSQL does (9.25, 38.5.8). Above groups
 * and window functions they stand in a query around. Null where there are none.
 * @throws SqlError 0A000 for one inside CASE, COALESCE or an expression over groups
 */
export function expandSetCalls(query: SelectNode): SelectNode | null {
  if (!query.items.some(({ expression }) => has(expression, isSetReturning))) return null;
  for (const { expression } of query.items) requirePlace(expression);
  return isComputedFirst(query) ? aboveGroups(query) : besideRows(query);
}

/** @throws SqlError 0A000 for a function inside what is not computed for every row, or not per row */
function requirePlace(expression: ExpressionNode): void {
  const holds = (node: ExpressionNode): boolean => {
    const what = refusedIn(node);
    if (what !== null && Object.values(node).some((part) => has(part, isSetReturning))) {
      throw new SqlError(sqlState.featureNotSupported, what, {
        hint: 'You might be able to move the set-returning function into a LATERAL FROM item.',
        position: node.position,
      });
    }
    return false;
  };
  has(expression, holds);
}

function refusedIn(node: ExpressionNode): string | null {
  if (node.kind === 'case') return 'set-returning functions are not allowed in CASE';
  if (node.kind !== 'call') return null;
  const name = node.name.parts.at(-1) as string;
  if (name === 'coalesce') return 'set-returning functions are not allowed in COALESCE';
  return aggregatesByName.has(name) && node.over === null
    ? 'aggregate function calls cannot contain set-returning function calls'
    : null;
}

/** The relation, without what functions of the SELECT list answer in `*`. */
export function withoutSets(relation: BoundRelation): BoundRelation {
  const columns = relation.scope.columns.map((column) =>
    column.table === setName ? { ...column, starred: false } : column,
  );
  return { ...relation, scope: { ...relation.scope, columns } };
}

/** Whether groups or window functions are computed before the functions that answer rows. */
function isComputedFirst(query: SelectNode): boolean {
  const { groupBy, groupings, having, qualify } = query;
  if (groupBy.length > 0 || groupings.length > 0 || having !== null || qualify !== null)
    return true;
  return query.items.some(({ expression }) => has(expression, isOverRows));
}

function isOverRows(node: ExpressionNode): boolean {
  if (node.kind !== 'call') return false;
  return node.over !== null || aggregatesByName.has(node.name.parts.at(-1) as string);
}

/** Whether an expression, subqueries left out, has a part of a kind. */
function has(root: unknown, holds: (node: ExpressionNode) => boolean): boolean {
  let isFound = false;
  visitNodes(root, (node) => {
    if (isQueryNode(node)) return 'past';
    isFound = 'kind' in node && holds(node as ExpressionNode);
    return isFound ? 'stop' : 'into';
  });
  return isFound;
}

/** The calls stand in FROM, and columns of theirs where they stood. */
function besideRows(query: SelectNode): SelectNode {
  const calls: CallNode[] = [];
  const items = query.items.map((item): SelectItem => {
    const expression = withColumns(item.expression, calls);
    return expression === item.expression ? item : { ...item, expression, alias: named(item) };
  });
  const { position } = query;
  const sets = {
    kind: 'tableFunction',
    calls,
    ordinality: false,
    lateral: true,
    types: [],
    alias: { name: setName, position },
    columns: calls.map((_, i) => setColumn(i, position)),
    position,
  } as const;
  if (query.from === null) return { ...query, items, from: sets };
  const joined = {
    kind: 'join',
    type: 'cross',
    left: query.from,
    right: sets,
    on: null,
    using: null,
    natural: false,
    within: null,
    asof: false,
    alias: null,
    columns: [],
    position,
  } as const;
  return { ...query, items, from: joined };
}

/** An expression with each call replaced by the column that stands for it. */
function withColumns<Node>(expression: Node, calls: CallNode[]): Node {
  return mapNodes(expression, (node) => {
    if (isQueryNode(node)) return node;
    if (!('kind' in node && isSetReturning(node as ExpressionNode))) return null;
    calls.push(node as CallNode);
    const { position } = node as CallNode;
    return columnNode([setName, setColumn(calls.length - 1, position).name], position);
  });
}

/** The groups are an inner query; the functions go over its rows. */
function aboveGroups(query: SelectNode): SelectNode {
  const inner: SelectItem[] = [];
  const column = (expression: ExpressionNode): ExpressionNode => {
    const { position } = expression;
    const alias = { name: `column ${inner.length + 1}`, position };
    inner.push({ expression, alias, position });
    return columnNode([groupsName, alias.name], position);
  };
  const items = query.items.map((item): SelectItem => {
    const { expression } = item;
    const alias = named(item);
    if (isSetReturning(expression)) {
      return {
        ...item,
        alias,
        expression: { ...expression, arguments: expression.arguments.map(column) },
      };
    }
    if (has(expression, isSetReturning)) throw insideExpression(expression);
    return { ...item, alias, expression: column(expression) };
  });
  const { position } = query;
  const groups: SelectNode = {
    ...query,
    with: [],
    items: inner,
    distinct: false,
    distinctOn: [],
    orderBy: [],
    limit: null,
    offset: null,
  };
  const { distinct, orderBy, limit, offset } = query;
  const around = selectWithout({
    items,
    from: {
      kind: 'subquery',
      query: groups,
      lateral: false,
      alias: { name: groupsName, position },
      columns: [],
      position,
    },
    where: null,
    position,
  });
  return besideRows({ ...around, distinct, orderBy, limit, offset });
}

function named({ alias, expression }: SelectItem): Identifier {
  return alias ?? { name: columnName(expression), position: expression.position };
}

function setColumn(index: number, position: Identifier['position']): Identifier {
  return { name: `value ${index + 1}`, position };
}

function columnNode(parts: readonly string[], position: Identifier['position']): ExpressionNode {
  return { kind: 'column', name: { parts, position }, position };
}

function insideExpression({ position }: ExpressionNode): SqlError {
  return new SqlError(
    sqlState.featureNotSupported,
    'a function that answers rows inside an expression over groups is not supported yet',
    { hint: 'Group in a subquery, and call the function over its rows.', position },
  );
}
