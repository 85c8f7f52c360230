import type { CatalogView } from '../../catalog/catalog-view.ts';
import { databaseName, publicSchema } from '../../catalog/object-names.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Identifier, Name } from '../../parser/ast.ts';
import type { Notice } from '../api.ts';
import type { DefinitionWork } from './definition-work.ts';

/** Where a new object comes: its name, and its schema where that is not `public`. */
export type NewPlace = { readonly name: string; readonly schema?: string };

const ofTheSystem: ReadonlySet<string> = new Set(['pg_catalog', 'information_schema', 'millrace']);

/**
 * Where an object is to be made: in the schema that is named, else in the first one of the search
 * path that there is. @throws SqlError 3F000, 42501 in a schema of the system, 0A000 in another database
 */
export function newPlace(
  work: DefinitionWork,
  { parts, position }: Name,
  temporary = false,
): NewPlace {
  const name = parts.at(-1) ?? '';
  const [given, database] = [parts.at(-2), parts.at(-3)];
  if (parts.length > 3 || (database !== undefined && database !== databaseName)) {
    const shown = parts.join('.');
    throw new SqlError(
      sqlState.featureNotSupported,
      `cross-database references are not implemented: "${shown}"`,
      { position },
    );
  }
  if (temporary || given === 'pg_temp') {
    if (given !== undefined && given !== 'pg_temp') {
      throw new SqlError('42P16', 'cannot create temporary relation in non-temporary schema', {
        position,
      });
    }
    return { name, schema: work.schemas.takeTemporary() };
  }
  const schema = given ?? firstSchema(work.context.catalog, name, position);
  requireSchema(work.context.catalog, schema, position);
  return schema === publicSchema ? { name } : { name, schema };
}

/** @throws SqlError 3F000 where there is no such schema, 42501 for one of the system */
export function requireSchema(
  catalog: CatalogView,
  schema: string,
  position: Name['position'],
): void {
  if (ofTheSystem.has(schema) || schema.startsWith('pg_')) {
    throw new SqlError('42501', `permission denied for schema ${schema}`, { position });
  }
  if (catalog.hasSchema(schema)) return;
  throw new SqlError('3F000', `schema "${schema}" does not exist`, {
    position,
    hint: 'CREATE SCHEMA makes one.',
  });
}

/** @throws SqlError 42939 for a name that schemas of the system have */
export function refuseSystemName({ name, position }: Identifier): void {
  if (!name.startsWith('pg_')) return;
  throw new SqlError('42939', `unacceptable schema name "${name}"`, {
    detail: 'The prefix "pg_" is reserved for system schemas.',
    position,
  });
}

function firstSchema(catalog: CatalogView, name: string, position: Name['position']): string {
  const found = catalog.names.path.find((each) => catalog.hasSchema(each));
  if (found !== undefined) return found;
  throw new SqlError('3F000', 'no schema has been selected to create in', {
    position,
    hint: `Name one, as in ${publicSchema}.${name}, or SET search_path.`,
  });
}

/**
 * Whether the place of a CREATE is taken: null when it is free, with IF NOT EXISTS the notice that
 * says so. @throws SqlError 42P07 when it is taken otherwise
 */
export function isTaken(
  catalog: CatalogView,
  { name, schema = publicSchema }: NewPlace,
  { name: written, ifNotExists }: { readonly name: Name; readonly ifNotExists: boolean },
): Notice | null {
  if (catalog.at({ schema, name }) === null) return null;
  const message = `relation "${name}" already exists`;
  if (ifNotExists) return { severity: 'NOTICE', message: `${message}, skipping` };
  throw new SqlError(sqlState.duplicateTable, message, { position: written.position });
}
