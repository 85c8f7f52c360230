import { isRelation } from '../../catalog/catalog-view.ts';
import type { CatalogObject, RelationDefinition } from '../../catalog/definition.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { AlterAction } from '../../parser/ast.ts';
import { withColumnName } from '../../planner/define/renamed.ts';
import type { DefinitionWork } from './definition-work.ts';

type RenameColumn = Extract<AlterAction, { kind: 'renameColumn' }>;

/** RENAME COLUMN. Views that read it go on reading it under its old name. @throws SqlError 42703, 42701, 42809 */
export function renameColumn(
  { context: { catalog, relations }, changes }: DefinitionWork,
  object: CatalogObject,
  { column, to, position }: RenameColumn,
): void {
  if (!isRelation(object)) {
    throw new SqlError(sqlState.wrongObjectType, `"${object.name}" has no columns to rename`, {
      position,
    });
  }
  const place = object.fields.findIndex(({ name }) => name === column.name);
  if (place < 0) {
    throw new SqlError(sqlState.undefinedColumn, `column "${column.name}" does not exist`, {
      position: column.position,
    });
  }
  if (object.fields.some(({ name }) => name === to.name)) {
    throw new SqlError(
      sqlState.duplicateColumn,
      `column "${to.name}" of relation "${object.name}" already exists`,
      { position: to.position },
    );
  }
  keepShapes({ catalog, changes }, object);
  const renamed = withColumn(object, place, to.name);
  changes.put(renamed, catalog.object(object.id)?.reads ?? []);
  changes.afterwards(() => relations.redefine(renamed));
}

/** Views remember what the columns of a relation were called when they were written. */
export function keepShapes(
  {
    catalog,
    changes,
  }: Pick<DefinitionWork, 'changes'> & Pick<DefinitionWork['context'], 'catalog'>,
  { id, fields }: RelationDefinition,
): void {
  for (const { definition, reads } of catalog.readers(id)) {
    if (definition.kind !== 'view' && definition.kind !== 'materialized view') continue;
    const { shapes = {} } = definition;
    if (Object.hasOwn(shapes, id)) continue;
    const names = fields.map(({ name }) => name);
    changes.put({ ...definition, shapes: { ...shapes, [id]: names } }, reads);
  }
}

function withColumn(relation: RelationDefinition, place: number, name: string): RelationDefinition {
  const before = relation.fields[place]?.name ?? '';
  const fields = relation.fields.map((field, i) => (i === place ? { ...field, name } : field));
  const docs = Object.entries(relation.columnDocs ?? {}).map(
    ([column, text]) => [column === before ? name : column, text] as const,
  );
  return {
    ...relation,
    fields,
    sql: withColumnName(relation.sql, before, name),
    ...(docs.length === 0 ? {} : { columnDocs: Object.fromEntries(docs) }),
  };
}
