import { typeName } from '../data/sql-type.ts';
import type { CatalogObject } from './definition.ts';

/** The schema of what people make, where they name no other. */
export const publicSchema = 'public';

/** The one database. */
export const databaseName = 'millrace';

/** Where a session looks names up. */
export type SessionNames = {
  /** The schemas that names without one are looked for in, in order; new objects come into the first. */
  readonly path: readonly string[];
  /** The schema of the session's temporary objects, looked at first; null while there are none. */
  readonly temporary: string | null;
};

/** The names of stored texts, and of sessions that have set nothing. */
export const plainNames: SessionNames = { path: [publicSchema], temporary: null };

/** What shares names: relations, indexes and sequences, as in PostgreSQL; functions by their arguments. */
export type NameSpace = 'relation' | 'function' | 'schema';

export function nameSpaceOf(kind: CatalogObject['kind']): NameSpace {
  return kind === 'function' || kind === 'schema' ? kind : 'relation';
}

/** The schema that an object is in. */
export function schemaOf({ schema = publicSchema }: { readonly schema?: string }): string {
  return schema;
}

/** The name as messages show it: with its schema where that is not `public`. */
export function shownName({
  schema = publicSchema,
  name,
}: {
  readonly schema?: string;
  readonly name: string;
}): string {
  return schema === publicSchema || isTemporary(schema) ? name : `${schema}.${name}`;
}

/** The same with the types of the arguments behind the name of a function: `f(integer, text)`. */
export function shownObject(object: CatalogObject): string {
  const name = shownName(object);
  if (object.kind !== 'function') return name;
  return `${name}(${object.parameters.map(({ type }) => typeName(type)).join(', ')})`;
}

/** Whether a schema is that of a session's temporary objects. */
export function isTemporary(schema: string): boolean {
  return schema.startsWith('pg_temp_');
}

/** What an object is found by. */
export function nameKey(space: NameSpace, schema: string, name: string): string {
  return `${space}\u0000${schema}\u0000${name}`;
}

/** The key of an object: of functions the types of the arguments are part of the name. */
export function keyOfObject(object: CatalogObject): string {
  const space = nameSpaceOf(object.kind);
  if (object.kind === 'schema') return nameKey(space, '', object.name);
  if (object.kind !== 'function') return nameKey(space, schemaOf(object), object.name);
  const types = object.parameters.map(({ type }) => JSON.stringify(type));
  return nameKey(space, schemaOf(object), `${object.name}(${types.join()})`);
}

/** The schemas that a name may be in, with the name; none for a name of another database or with too many parts. */
export function placesOf(
  parts: readonly string[],
  { path, temporary }: SessionNames,
): readonly (readonly [schema: string, name: string])[] {
  const name = parts.at(-1);
  const [schema, database] = [parts.at(-2), parts.at(-3)];
  if (name === undefined || parts.length > 3) return [];
  if (database !== undefined && database !== databaseName) return [];
  if (schema === 'pg_temp') return temporary === null ? [] : [[temporary, name]];
  if (schema !== undefined) return [[schema, name]];
  const schemas = temporary === null ? path : [temporary, ...path];
  return schemas.map((each) => [each, name]);
}
