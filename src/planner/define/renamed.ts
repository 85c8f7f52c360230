import type { CatalogReader } from '../../catalog/definition.ts';
import { publicSchema, schemaOf } from '../../catalog/object-names.ts';
import type { Name, StatementNode } from '../../parser/ast.ts';
import { parse, parseQuery } from '../../parser/parse.ts';
import { print, printQuery } from '../../parser/print.ts';
import { mapRelations } from './map-relations.ts';

/**
 * A stored query with another name for a relation, given by its id. What the query called it goes
 * on as an alias. `catalog` knows the relation by the name that it had.
 */
export function withReference(
  text: string,
  catalog: CatalogReader,
  id: string,
  to: { readonly name: string; readonly schema?: string },
): string {
  const { stored = catalog } = catalog;
  const schema = schemaOf(to);
  const parts = schema === publicSchema ? [to.name] : [schema, to.name];
  let isChanged = false;
  const query = mapRelations(parseQuery(text), (node) => {
    if (stored.find(node.name.parts)?.id !== id) return node;
    isChanged = true;
    const { position } = node.name;
    const before = node.name.parts.at(-1) ?? '';
    const alias = before === to.name ? node.alias : (node.alias ?? { name: before, position });
    return { ...node, alias, name: { parts, position } };
  });
  return isChanged ? printQuery(query) : text;
}

/** The statement that made a relation, with another name. */
export function withStatementName(
  sql: string,
  parts: readonly [schema: string, name: string],
): string {
  return changedStatement(sql, (statement) => {
    if (!('name' in statement) || statement.name === null) return statement;
    const [schema, name] = parts;
    const now = schema === publicSchema ? [name] : [schema, name];
    return { ...statement, name: { ...(statement.name as Name), parts: now } } as StatementNode;
  });
}

/** The statement that made a relation, with another name for one of its columns. */
export function withColumnName(sql: string, from: string, to: string): string {
  return changedStatement(sql, (statement) => {
    if (statement.kind !== 'createTable' && statement.kind !== 'createStream') return statement;
    const columns = statement.columns.map((column) =>
      column.name.name === from ? { ...column, name: { ...column.name, name: to } } : column,
    );
    const named = (list: (typeof statement.columns)[number]['name'][]): typeof list =>
      list.map((each) => (each.name === from ? { ...each, name: to } : each));
    return statement.kind === 'createTable'
      ? { ...statement, columns, primaryKey: named([...statement.primaryKey]) }
      : { ...statement, columns, partitionBy: named([...statement.partitionBy]) };
  });
}

/** The statement that made a relation, changed. */
export function changedStatement(
  sql: string,
  change: (statement: StatementNode) => StatementNode,
): string {
  const [first] = parse(sql);
  return first === undefined ? sql : print(change(first.statement));
}
