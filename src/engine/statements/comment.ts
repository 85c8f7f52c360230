import { isRelation } from '../../catalog/catalog-view.ts';
import type { CatalogObject, RelationDefinition } from '../../catalog/definition.ts';
import { publicSchema } from '../../catalog/object-names.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { StatementNode } from '../../parser/ast.ts';
import { done } from '../answer.ts';
import type { StatementOutcome } from '../api.ts';
import type { DefinitionWork } from './definition-work.ts';
import { objectNamed } from './drop-targets.ts';
import { undefinedRelation } from './undefined-relation.ts';

type CommentNode = Extract<StatementNode, { kind: 'comment' }>;

/** COMMENT ON: what is said of an object or a column; NULL takes it away. @throws SqlError 42P01, 42703, 42809 */
export function comment(work: DefinitionWork, node: CommentNode): StatementOutcome {
  const text = node.text === '' ? null : node.text;
  if (node.object === 'column') commentOnColumn(work, node, text);
  else put(work, withDocs(commented(work, node, node.object), text));
  return done('COMMENT');
}

function commented(
  { context: { catalog, committed } }: DefinitionWork,
  { name }: CommentNode,
  object: Exclude<CommentNode['object'], 'column'>,
): CatalogObject {
  // The schema that is always there is an object once something is said of it.
  if (object === 'schema' && name.parts.join('.') === publicSchema) {
    const said = catalog.schema(publicSchema)?.definition;
    return said ?? { kind: 'schema', id: committed.nextId('schema'), name: publicSchema };
  }
  const found = objectNamed(catalog, { object }, name, null);
  if (found instanceof SqlError) throw found;
  return found;
}

function commentOnColumn(work: DefinitionWork, { name }: CommentNode, text: string | null): void {
  const { catalog } = work.context;
  const column = name.parts.at(-1) ?? '';
  const of = { ...name, parts: name.parts.slice(0, -1) };
  const relation = catalog.find(of.parts);
  if (relation === null || !isRelation(relation)) throw undefinedRelation(catalog, of);
  if (!relation.fields.some((field) => field.name === column)) {
    throw new SqlError(
      sqlState.undefinedColumn,
      `column "${column}" of relation "${relation.name}" does not exist`,
      { position: name.position },
    );
  }
  put(work, withColumnDocs(relation, column, text));
}

function withDocs(object: CatalogObject, text: string | null): CatalogObject {
  if (text !== null) return { ...object, docs: text };
  const { docs, ...rest } = object;
  return rest;
}

function withColumnDocs(
  relation: RelationDefinition,
  column: string,
  text: string | null,
): RelationDefinition {
  const others = Object.entries(relation.columnDocs ?? {}).filter(([name]) => name !== column);
  const all = text === null ? others : [...others, [column, text] as const];
  return { ...relation, columnDocs: Object.fromEntries(all) };
}

function put({ context, changes }: DefinitionWork, object: CatalogObject): void {
  changes.put(object, context.catalog.object(object.id)?.reads ?? []);
}
