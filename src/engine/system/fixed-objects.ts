import type { SystemRelation } from '../../catalog/definition.ts';
import { fixedSchemas, pgCatalog } from './schemas.ts';
import { type SystemObject, systemOids } from './system-objects.ts';
import { systemTables } from './system-tables.ts';

/** PostgreSQL's numbers of its own relations: some clients have them in their texts. */
const knownOids: Readonly<Record<string, number>> = {
  'pg_catalog.pg_class': systemOids.classOfRelations,
  'pg_catalog.pg_type': systemOids.classOfTypes,
  'pg_catalog.pg_proc': systemOids.classOfFunctions,
  'pg_catalog.pg_namespace': systemOids.classOfSchemas,
  'pg_catalog.pg_database': systemOids.classOfDatabases,
  'pg_catalog.pg_constraint': systemOids.classOfConstraints,
  'pg_catalog.pg_authid': systemOids.classOfRoles,
  'pg_catalog.pg_attribute': 1249,
  'pg_catalog.pg_tablespace': 1213,
  'pg_catalog.pg_attrdef': 2604,
  'pg_catalog.pg_index': 2610,
  'pg_catalog.pg_operator': 2617,
  'pg_catalog.pg_rewrite': 2618,
  'pg_catalog.pg_trigger': 2620,
  'pg_catalog.pg_language': 2612,
  'pg_catalog.pg_collation': 3456,
  'pg_catalog.pg_description': 2609,
};

/** Others are counted from here, in the order of their list. */
const firstSystemOid = 12_000;

const oids: ReadonlyMap<string, number> = new Map(
  systemTables.map(({ relation: { id } }, i) => [id, knownOids[id] ?? firstSystemOid + i]),
);

/** The number of a relation of the system. */
export function systemOidOf({ id }: SystemRelation): number {
  return oids.get(id) ?? 0;
}

/** The system's own relations: tables in pg_catalog, views elsewhere. */
export const fixedObjects: readonly SystemObject[] = systemTables.map(
  ({ relation, docs }): SystemObject => {
    const { schema, name, fields, starred } = relation;
    return {
      oid: systemOidOf(relation),
      schema: fixedSchemas.find((each) => each.name === schema) ?? pgCatalog,
      name,
      relkind: schema === pgCatalog.name && !isView(name) ? 'r' : 'v',
      kind: 'system',
      fields: fields.slice(0, starred),
      key: [],
      defaultOf: () => null,
      isGenerated: () => false,
      identityOf: () => '',
      query: null,
      docs,
      docsOf: () => null,
      definition: null,
      options: [],
      rows: () => -1,
      bytes: () => 0,
    };
  },
);

function isView(name: string): boolean {
  return /^pg_(tables|views|matviews|indexes|roles|user|settings|stat|locks|sequences|timezone|available|cursors|prepared|group|shadow)/.test(
    name,
  );
}
