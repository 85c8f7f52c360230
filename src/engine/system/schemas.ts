import type { CatalogView } from '../../catalog/catalog-view.ts';
import { objectOid } from './numbers.ts';
import type { SystemSchema } from './system-objects.ts';

/** Functions, types and the relations that say what there is. */
export const pgCatalog: SystemSchema = {
  oid: 11,
  name: 'pg_catalog',
  docs: 'system catalog schema',
};

/** What the SQL standard says about what there is. */
export const informationSchema: SystemSchema = {
  oid: 13_200,
  name: 'information_schema',
  docs: 'the catalog as the SQL standard has it',
};

/** What runs, and how it is doing. */
export const millraceSchema: SystemSchema = {
  oid: 13_201,
  name: 'millrace',
  docs: 'what runs in this server, and how it is doing',
};

/** The schema of what people make, where they name no other. */
export const publicSchema: SystemSchema = {
  oid: 2200,
  name: 'public',
  docs: 'standard public schema',
};

/** The schemas that are always there. */
export const fixedSchemas: readonly SystemSchema[] = [
  pgCatalog,
  publicSchema,
  informationSchema,
  millraceSchema,
];

/** All schemas: those that people have made last. */
export function schemasOf(view: CatalogView): readonly SystemSchema[] {
  const made = view
    .schemas()
    .filter((name) => name !== publicSchema.name)
    .map((name): SystemSchema => {
      const definition = view.schema(name)?.definition;
      const oid = definition === undefined ? temporaryOid(name) : objectOid(definition.id);
      return { oid, name, docs: definition?.docs ?? null };
    });
  const said = view.schema(publicSchema.name)?.definition.docs;
  const fixed = fixedSchemas.map((each) =>
    each === publicSchema && said !== undefined ? { ...each, docs: said } : each,
  );
  return [...fixed, ...made];
}

/** The schema of a name: those of temporary objects are in no list. */
export function schemaNamed(name: string, schemas: readonly SystemSchema[]): SystemSchema {
  return (
    schemas.find((each) => each.name === name) ?? { oid: temporaryOid(name), name, docs: null }
  );
}

function temporaryOid(name: string): number {
  return 15_000 + (Number(/\d+$/.exec(name)?.[0] ?? 0) % 1000);
}
