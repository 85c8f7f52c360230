import { isRelation } from '../../catalog/catalog-view.ts';
import { alreadyThere } from '../../catalog/check-changes.ts';
import type {
  CatalogObject,
  RelationDefinition,
  SchemaDefinition,
} from '../../catalog/definition.ts';
import { isTemporary, publicSchema, schemaOf } from '../../catalog/object-names.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Identifier } from '../../parser/ast.ts';
import { withReference, withStatementName } from '../../planner/define/renamed.ts';
import type { DefinitionWork } from './definition-work.ts';
import { refuseSystemName, requireSchema } from './existing.ts';
import { isPartOf } from './object-parts.ts';

/** RENAME TO. Views that read the relation go on reading it. @throws SqlError 42P07 */
export function renameObject(work: DefinitionWork, object: CatalogObject, to: Identifier): void {
  replaceAt(work, object, { name: to.name, schema: schemaOf(object) }, to);
}

/** SET SCHEMA: of the object and of what belongs to it. @throws SqlError 3F000, 42P07, 42501 */
export function moveObject(work: DefinitionWork, object: CatalogObject, to: Identifier): void {
  const { catalog } = work.context;
  requireSchema(catalog, to.name, to.position);
  if (isTemporary(schemaOf(object))) {
    throw new SqlError(
      sqlState.featureNotSupported,
      'cannot move objects into or out of temporary schemas',
      { position: to.position },
    );
  }
  const parts = catalog
    .readers(object.id)
    .map(({ definition }) => definition)
    .filter((each) => isPartOf(each, object));
  for (const each of [object, ...parts]) {
    if (schemaOf(each) === to.name) continue;
    replaceAt(work, each, { name: each.name, schema: to.name }, to);
  }
}

/** ALTER SCHEMA … RENAME TO: everything in it moves along. @throws SqlError 42P06, 42939 */
export function renameSchema(work: DefinitionWork, schema: SchemaDefinition, to: Identifier): void {
  const { catalog } = work.context;
  refuseSystemName(to);
  if (catalog.schema(to.name) !== null || to.name === publicSchema) {
    throw alreadyThere({ ...schema, name: to.name });
  }
  work.changes.put({ ...schema, name: to.name });
  const inside = catalog
    .objects()
    .map(({ definition }) => definition)
    .filter((each) => each.kind !== 'schema' && schemaOf(each) === schema.name);
  for (const each of inside) {
    const now = work.context.catalog.object(each.id)?.definition ?? each;
    replaceAt(work, now, { name: each.name, schema: to.name }, to);
  }
}

type Place = { readonly name: string; readonly schema: string };

function replaceAt(
  { context: { catalog, relations }, changes }: DefinitionWork,
  object: CatalogObject,
  place: Place,
  { position }: Identifier,
): void {
  if (object.kind !== 'function' && catalog.at(place) !== null) {
    throw new SqlError(sqlState.duplicateTable, `relation "${place.name}" already exists`, {
      position,
    });
  }
  const reads = catalog.object(object.id)?.reads ?? [];
  const moved = at(object, place);
  for (const { definition, reads: needs } of catalog.readers(object.id)) {
    if (definition.kind !== 'view' && definition.kind !== 'materialized view') continue;
    const query = withReference(definition.query, catalog.reader, object.id, moved);
    if (query !== definition.query) changes.put({ ...definition, query }, needs);
  }
  changes.put(moved, reads);
  if (isRelation(moved)) changes.afterwards(() => relations.redefine(moved));
}

function at<Kind extends CatalogObject>(object: Kind, { name, schema }: Place): Kind {
  const { schema: before, ...rest } = object;
  const placed = schema === publicSchema ? { ...rest, name } : { ...rest, name, schema };
  const moved = placed as Kind;
  return 'fields' in moved
    ? { ...moved, sql: withStatementName((moved as RelationDefinition).sql, [schema, name]) }
    : moved;
}
