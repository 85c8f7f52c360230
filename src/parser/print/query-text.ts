import type { OrderItem, QueryNode, RelationNode, SelectItem, WindowClause } from '../ast.ts';
import { expressionText } from './expression-text.ts';
import { columnsText, listText, nameText, quoteName } from './names.ts';

type Aliased = Extract<RelationNode, { kind: 'table' | 'subquery' | 'windowFunction' }>;
type Join = Extract<RelationNode, { kind: 'join' }>;

/** A query as canonical SQL, on one line. */
export function queryText(query: QueryNode): string {
  const clauses = [
    withText(query),
    `SELECT ${query.distinct ? 'DISTINCT ' : ''}${query.items.map(itemText).join(', ')}`,
    query.from === null ? '' : `FROM ${relationText(query.from)}`,
    query.where === null ? '' : `WHERE ${expressionText(query.where)}`,
    query.groupBy.length === 0
      ? ''
      : `GROUP BY ${query.groupBy.map((each) => expressionText(each)).join(', ')}`,
    query.having === null ? '' : `HAVING ${expressionText(query.having)}`,
    query.orderBy.length === 0 ? '' : `ORDER BY ${query.orderBy.map(orderText).join(', ')}`,
    query.limit === null ? '' : `LIMIT ${expressionText(query.limit)}`,
    query.offset === null ? '' : `OFFSET ${expressionText(query.offset)}`,
    query.emit === null ? '' : `EMIT ${query.emit.kind.toUpperCase()}`,
  ];
  return clauses.filter((clause) => clause !== '').join(' ');
}

function withText(query: QueryNode): string {
  if (query.with.length === 0) return '';
  const tables = query.with.map(
    (table) =>
      `${quoteName(table.name.name)}${columnsText(table.columns)} AS (${queryText(table.query)})`,
  );
  return `WITH ${tables.join(', ')}`;
}

function itemText({ expression, alias }: SelectItem): string {
  const text = expressionText(expression);
  return alias === null ? text : `${text} AS ${quoteName(alias.name)}`;
}

function orderText(item: OrderItem): string {
  const order = item.descending ? ' DESC' : '';
  const nulls = item.nullsFirst === null ? '' : ` NULLS ${item.nullsFirst ? 'FIRST' : 'LAST'}`;
  return expressionText(item.expression) + order + nulls;
}

function relationText(relation: RelationNode): string {
  switch (relation.kind) {
    case 'table': {
      const window = relation.window === null ? '' : ` ${windowText(relation.window)}`;
      return nameText(relation.name) + aliasText(relation) + window;
    }
    case 'subquery':
      return `(${queryText(relation.query)})${aliasText(relation)}`;
    case 'windowFunction': {
      const sizes = relation.sizes.map((size) => expressionText(size));
      const parts = [relationText(relation.input), nameText(relation.time), ...sizes];
      return `${relation.function.toUpperCase()}(${parts.join(', ')})${aliasText(relation)}`;
    }
    case 'join':
      return joinText(relation);
  }
}

function aliasText({ alias, columns }: Aliased): string {
  return alias === null ? '' : ` AS ${quoteName(alias.name)}${columnsText(columns)}`;
}

function windowText({ kind, size, advance, grace }: WindowClause): string {
  const parts = [`SIZE ${expressionText(size)}`];
  if (advance !== null) parts.push(`ADVANCE BY ${expressionText(advance)}`);
  if (grace !== null) parts.push(`GRACE PERIOD ${expressionText(grace)}`);
  return `WINDOW ${kind.toUpperCase()} (${parts.join(', ')})`;
}

function joinText({ type, left, right, on, using }: Join): string {
  const condition = using === null ? onText(on) : ` USING (${listText(using)})`;
  const rightText = relationText(right);
  const inner = right.kind === 'join' ? `(${rightText})` : rightText;
  return `${relationText(left)} ${type === 'inner' ? '' : `${type.toUpperCase()} `}JOIN ${inner}${condition}`;
}

function onText(on: Join['on']): string {
  return on === null ? '' : ` ON ${expressionText(on)}`;
}
