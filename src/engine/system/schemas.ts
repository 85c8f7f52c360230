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
