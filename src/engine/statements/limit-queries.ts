import type { Datum } from '../../data/sql-type.ts';
import type { Vector } from '../../data/vector.ts';
import { datumAt } from '../../data/vector-datum.ts';
import type { CommonTable, ExpressionNode, QueryNode, StatementNode } from '../../parser/ast.ts';
import { parseExpression, parseQuery } from '../../parser/parse.ts';
import { isQueryNode, mapNodes, someNode } from '../../parser/trees.ts';
import type { StatementOutcome } from '../api.ts';

/** A LIMIT or OFFSET that asks a query for its number, with the tables of WITH that it may read. */
type Asked = {
  readonly node: ExpressionNode;
  readonly with: readonly CommonTable[];
  readonly recursive: boolean;
};

type Run = (query: QueryNode) => Promise<StatementOutcome>;

/** The LIMITs and OFFSETs of a statement that ask queries. What is kept as a text has none: it would ask only once. */
export function limitQueries(statement: StatementNode): readonly Asked[] {
  if (statement.kind === 'createView' || statement.kind === 'createStream') return [];
  const found: Asked[] = [];
  collect(statement, [], found);
  return found;
}

/**
 * The statement with numbers in the place of what its LIMITs and OFFSETs ask for.
 * @throws SqlError what these queries raise
 */
export async function withNumbers<Statement extends StatementNode>(
  statement: Statement,
  asked: readonly Asked[],
  run: Run,
): Promise<Statement> {
  const numbers = new Map<object, ExpressionNode>();
  for (const each of asked) {
    const { batches, schema } = await run(numberQuery(each));
    const [batch] = batches;
    const type = schema?.fields[0]?.type ?? { kind: 'bigint' };
    const value = batch === undefined ? null : datumAt(batch.columns[0] as Vector, type, 0);
    numbers.set(each.node, numberNode(value, each.node));
  }
  return mapNodes(statement, (node) => numbers.get(node) ?? null);
}

/** The statement without these LIMITs and OFFSETs: its columns are the same. */
export function withoutNumbers<Statement extends StatementNode>(
  statement: Statement,
  asked: readonly Asked[],
): Statement {
  const numbers = new Map(asked.map(({ node }) => [node as object, numberNode(null, node)]));
  return mapNodes(statement, (node) => numbers.get(node) ?? null);
}

function collect(node: object, outer: readonly CommonTable[], found: Asked[]): void {
  let tables = outer;
  if (isQueryNode(node)) {
    const { limit, offset, recursive } = node;
    const own = new Set(node.with.map(({ name }) => name.name));
    tables = [...outer.filter(({ name }) => !own.has(name.name)), ...node.with];
    for (const count of [limit, offset]) {
      if (count !== null && someNode(count, isQueryNode))
        found.push({ node: count, with: tables, recursive });
    }
  }
  for (const part of Object.values(node)) {
    if (typeof part === 'object' && part !== null) collect(part, tables, found);
  }
}

function numberQuery({ node, with: tables, recursive }: Asked): QueryNode {
  const query = parseQuery('SELECT CAST(NULL AS bigint)');
  const [item] = query.kind === 'select' ? query.items : [];
  if (query.kind !== 'select' || item === undefined || !('expression' in item)) return query;
  const cast = item.expression;
  if (cast.kind !== 'cast') return query;
  const { position } = node;
  const items = [{ ...item, expression: { ...cast, operand: node, position } }];
  return { ...query, with: tables, recursive, items };
}

function numberNode(value: Datum, { position }: ExpressionNode): ExpressionNode {
  return { ...parseExpression(value === null ? 'NULL' : String(value)), position };
}
