import type {
  GroupingNode,
  QueryNode,
  RowLock,
  SelectItem,
  SelectNode,
  SetOperationNode,
} from '../ast.ts';
import { windowText } from './call-text.ts';
import { columnsText, nameText, quoteName } from './names.ts';
import { orderText } from './order-text.ts';
import { relationText } from './relation-text.ts';
import type { Writer } from './writer.ts';

/** A query as canonical SQL, on one line. */
export function queryText(query: QueryNode, writer: Writer): string {
  const { expression } = writer;
  const clauses = [
    withText(query, writer),
    rowsText(query, writer),
    query.orderBy.length === 0
      ? ''
      : `ORDER BY ${query.orderBy.map((item) => orderText(item, writer)).join(', ')}`,
    query.limit === null || query.withTies ? '' : `LIMIT ${expression(query.limit)}`,
    query.offset === null ? '' : `OFFSET ${expression(query.offset)}`,
    query.limit !== null && query.withTies ? tiesText(query.limit, writer) : '',
    emitText(query, writer),
    ...(query.locking ?? []).map(lockText),
  ];
  return clauses.filter((clause) => clause !== '').join(' ');
}

/** `WITH a AS (…)`, and nothing where there are no tables. */
export function withText(
  { with: list, recursive }: Pick<QueryNode, 'with' | 'recursive'>,
  { query, change }: Writer,
): string {
  if (list.length === 0) return '';
  const tables = list.map((table) => {
    const kept = table.materialized === null ? '' : keptText(table.materialized);
    const rows = table.change === undefined ? query(table.query) : change(table.change);
    const head = `${quoteName(table.name.name)}${columnsText(table.columns)}`;
    return `${head} AS ${kept}(${rows})`;
  });
  return `WITH ${recursive ? 'RECURSIVE ' : ''}${tables.join(', ')}`;
}

function keptText(materialized: boolean): string {
  return materialized ? 'MATERIALIZED ' : 'NOT MATERIALIZED ';
}

function tiesText(limit: NonNullable<QueryNode['limit']>, { expression }: Writer): string {
  const isPlain = limit.kind === 'number' || limit.kind === 'parameter';
  const count = isPlain ? expression(limit) : `(${expression(limit)})`;
  return `FETCH FIRST ${count} ROWS WITH TIES`;
}

function emitText({ emit }: QueryNode, { expression }: Writer): string {
  if (emit === null) return '';
  return emit.kind === 'every'
    ? `EMIT EVERY ${expression(emit.interval)}`
    : `EMIT ${emit.kind.toUpperCase()}`;
}

function lockText({ strength, of, wait }: RowLock): string {
  const names = of.length === 0 ? '' : ` OF ${of.map(nameText).join(', ')}`;
  return `FOR ${strength.toUpperCase()}${names}${wait === null ? '' : ` ${wait.toUpperCase()}`}`;
}

function rowsText(query: QueryNode, writer: Writer): string {
  switch (query.kind) {
    case 'select':
      return selectText(query, writer);
    case 'values':
      return valuesText(query.rows, writer);
    case 'setOperation':
      return operationText(query, writer);
  }
}

/** `VALUES (1, 2), (3, 4)`. */
export function valuesText(
  rows: readonly (readonly SelectItem['expression'][])[],
  { expression }: Writer,
): string {
  const texts = rows.map((row) => `(${row.map((value) => expression(value)).join(', ')})`);
  return `VALUES ${texts.join(', ')}`;
}

function operationText(query: SetOperationNode, writer: Writer): string {
  const own = strengthOf(query);
  const left = operandText(query.left, own, writer);
  const right = operandText(query.right, own + 1, writer);
  return `${left} ${query.operator.toUpperCase()}${query.all ? ' ALL' : ''} ${right}`;
}

/** INTERSECT binds tighter than UNION and EXCEPT. */
function strengthOf({ operator }: SetOperationNode): number {
  return operator === 'intersect' ? 2 : 1;
}

function operandText(query: QueryNode, least: number, writer: Writer): string {
  const text = writer.query(query);
  const isFramed =
    query.with.length > 0 ||
    query.orderBy.length > 0 ||
    query.limit !== null ||
    query.offset !== null ||
    query.emit !== null ||
    query.locking !== undefined;
  const isLoose = query.kind === 'setOperation' && strengthOf(query) < least;
  return isFramed || isLoose ? `(${text})` : text;
}

function selectText(query: SelectNode, writer: Writer): string {
  const { expression } = writer;
  const condition = (word: string, node: SelectNode['where']): string =>
    node === null ? '' : `${word} ${expression(node)}`;
  const clauses = [
    `SELECT ${distinctText(query, writer)}${itemsText(query.items, writer)}`.trimEnd() +
      intoText(query),
    query.from === null ? '' : `FROM ${relationText(query.from, writer)}`,
    condition('WHERE', query.where),
    groupByText(query, writer),
    condition('HAVING', query.having),
    windowsText(query, writer),
    condition('QUALIFY', query.qualify),
  ];
  return clauses.filter((clause) => clause !== '').join(' ');
}

function distinctText({ distinct, distinctOn }: SelectNode, { expression }: Writer): string {
  if (distinctOn.length === 0) return distinct ? 'DISTINCT ' : '';
  return `DISTINCT ON (${distinctOn.map((each) => expression(each)).join(', ')}) `;
}

function intoText({ into }: SelectNode): string {
  if (into === undefined) return '';
  return ` INTO ${into.temporary ? 'TEMPORARY ' : ''}${nameText(into.name)}`;
}

/** The items of a select list, and of RETURNING. */
export function itemsText(items: readonly SelectItem[], { expression }: Writer): string {
  const texts = items.map(({ expression: node, alias }) => {
    return alias === null ? expression(node) : `${expression(node)} AS ${quoteName(alias.name)}`;
  });
  return texts.join(', ');
}

function groupByText(query: SelectNode, writer: Writer): string {
  const items = [
    ...query.groupBy.map((each) => writer.expression(each)),
    ...query.groupings.map((each) => groupingText(each, writer)),
  ];
  if (items.length === 0) return '';
  return `GROUP BY ${query.groupDistinct ? 'DISTINCT ' : ''}${items.join(', ')}`;
}

function groupingText(node: GroupingNode, writer: Writer): string {
  if (node.kind === 'columns') {
    const list = node.expressions.map((each) => writer.expression(each));
    return list.length === 1 ? (list[0] as string) : `(${list.join(', ')})`;
  }
  const word = node.kind === 'sets' ? 'GROUPING SETS' : node.kind.toUpperCase();
  return `${word} (${node.sets.map((each) => groupingText(each, writer)).join(', ')})`;
}

function windowsText({ windows }: SelectNode, writer: Writer): string {
  if (windows.length === 0) return '';
  const list = windows.map(
    ({ name, window }) => `${quoteName(name.name)} AS ${windowText(window, writer)}`,
  );
  return `WINDOW ${list.join(', ')}`;
}
