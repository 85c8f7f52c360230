import type { CatalogView } from '../../catalog/catalog-view.ts';
import type { CatalogObject } from '../../catalog/definition.ts';
import { placesOf, publicSchema } from '../../catalog/object-names.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import { sameType } from '../../data/sql-type.ts';
import type { Name, ObjectKind, StatementNode, TypeName } from '../../parser/ast.ts';
import { bindType } from '../../planner/bind/bind-type.ts';
import type { Notice } from '../api.ts';
import { undefinedRelation } from './undefined-relation.ts';

type DropNode = Extract<StatementNode, { kind: 'drop' }>;

/** A statement about an object of a kind. */
type Named = { readonly object: ObjectKind; readonly kind?: StatementNode['kind'] };

/** What a DROP names. */
export type DropTargets = {
  readonly found: readonly CatalogObject[];
  /** For what IF EXISTS excuses. */
  readonly notices: readonly Notice[];
};

/** The objects that the statement names, each once. @throws SqlError 42P01 and its like, 42809 for one of another kind */
export function dropTargets(catalog: CatalogView, statement: DropNode): DropTargets {
  const found = new Map<string, CatalogObject>();
  const notices: Notice[] = [];
  for (const [i, name] of statement.names.entries()) {
    const object = objectNamed(catalog, statement, name, statement.signatures[i] ?? null);
    if (object instanceof SqlError) {
      if (!statement.ifExists) throw object;
      notices.push({ severity: 'NOTICE', message: `${object.message}, skipping` });
    } else found.set(object.id, object);
  }
  return { found: [...found.values()], notices };
}

/** The object of a name; the error that says that there is none. @throws SqlError 42809 for one of another kind */
export function objectNamed(
  catalog: CatalogView,
  statement: Named,
  name: Name,
  signature: readonly TypeName[] | null,
): CatalogObject | SqlError {
  const { object } = statement;
  if (object === 'schema') return schemaOfName(catalog, name);
  if (object === 'function') return functionOfName(catalog, name, signature);
  const found = catalog.find(name.parts);
  if (found !== null) {
    refuseOtherKind(found, statement, name);
    return found;
  }
  return missing(catalog, statement, name);
}

function schemaOfName(catalog: CatalogView, { parts, position }: Name): CatalogObject | SqlError {
  const name = parts.join('.');
  if (name === publicSchema) {
    throw new SqlError(sqlState.featureNotSupported, 'the schema "public" cannot be dropped', {
      position,
      hint: 'Drop what is in it.',
    });
  }
  const found = catalog.schema(name);
  if (found !== null) return found.definition;
  return new SqlError('3F000', `schema "${name}" does not exist`, { position });
}

function functionOfName(
  catalog: CatalogView,
  { parts, position }: Name,
  signature: readonly TypeName[] | null,
): CatalogObject | SqlError {
  const all = catalog.functions(parts);
  const shown = parts.join('.');
  if (signature === null) {
    const [only, second] = all;
    if (only === undefined) {
      return new SqlError('42883', `could not find a function named "${shown}"`, { position });
    }
    if (second === undefined) return only;
    throw new SqlError('42725', `function name "${shown}" is not unique`, {
      position,
      hint: 'Specify the argument list to select the function unambiguously.',
    });
  }
  const types = signature.map((each) => bindType(each));
  const found = all.find(
    ({ parameters }) =>
      parameters.length === types.length &&
      parameters.every(({ type }, i) => sameType(type, types[i] ?? { kind: 'unknown' })),
  );
  if (found !== undefined) return found;
  const list = signature.map(({ name }) => name).join(', ');
  return new SqlError('42883', `function ${shown}(${list}) does not exist`, { position });
}

function missing(catalog: CatalogView, { object, kind }: Named, name: Name): SqlError {
  const schema = name.parts.at(-2);
  const places = placesOf(name.parts, catalog.names);
  if (schema !== undefined && places.every(([each]) => !catalog.hasSchema(each))) {
    return new SqlError('3F000', `schema "${schema}" does not exist`, { position: name.position });
  }
  if (object !== 'index') {
    return undefinedRelation(catalog, name, kind === 'drop' ? object : 'relation');
  }
  const shown = name.parts.join('.');
  return new SqlError(sqlState.undefinedObject, `index "${shown}" does not exist`, {
    position: name.position,
  });
}

function refuseOtherKind(found: CatalogObject, { object, kind }: Named, name: Name): void {
  const wanted = object === 'source' ? 'stream' : object;
  if (found.kind === wanted) return;
  const article = /^[aeiou]/.test(object) ? 'an' : 'a';
  const own = /^[aeiou]/.test(found.kind) ? 'an' : 'a';
  throw new SqlError(sqlState.wrongObjectType, `"${found.name}" is not ${article} ${object}`, {
    position: name.position,
    hint:
      kind === 'drop'
        ? `Use DROP ${found.kind.toUpperCase()} to remove ${own} ${found.kind}.`
        : `It is ${own} ${found.kind}.`,
  });
}
