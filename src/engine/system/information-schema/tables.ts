import {
  databaseName,
  ownerName,
  type SystemObject,
  type SystemObjects,
} from '../system-objects.ts';
import { type Facts, systemTable } from '../system-table.ts';
import { yesNo } from './standard-types.ts';

/** What can be read: streams and materialized views under names of their own. */
export const tables = systemTable('information_schema.tables', {
  docs: 'what can be read',
  columns: `table_catalog name, table_schema name, table_name name, table_type text,
    self_referencing_column_name name, reference_generation text, user_defined_type_catalog name,
    user_defined_type_schema name, user_defined_type_name name, is_insertable_into text,
    is_typed text, commit_action text`,
  defaults: { table_catalog: databaseName, is_typed: 'NO' },
  rows: (objects) =>
    readable(objects).map((relation) => ({
      ...tableName(relation),
      table_type: tableType(relation),
      is_insertable_into: yesNo(relation.kind === 'table' || relation.kind === 'stream'),
    })),
});

/** Relations, but for sequences. */
export function readable({ relations }: SystemObjects): readonly SystemObject[] {
  return relations.filter(({ relkind }) => relkind !== 'S');
}

/** The schema and the name of a relation. */
export function tableName({ schema, name }: SystemObject): Facts {
  return { table_schema: schema.name, table_name: name };
}

function tableType({ kind, relkind }: SystemObject): string {
  switch (kind) {
    case 'stream':
      return 'STREAM';
    case 'materialized view':
      return 'MATERIALIZED VIEW';
    default:
      return relkind === 'v' ? 'VIEW' : 'BASE TABLE';
  }
}

/** Views with their queries. */
export const views = systemTable('information_schema.views', {
  docs: 'views and materialized views with their queries',
  columns: `table_catalog name, table_schema name, table_name name, view_definition text,
    check_option text, is_updatable text, is_insertable_into text, is_trigger_updatable text,
    is_trigger_deletable text, is_trigger_insertable_into text`,
  defaults: {
    table_catalog: databaseName,
    check_option: 'NONE',
    is_updatable: 'NO',
    is_insertable_into: 'NO',
    is_trigger_updatable: 'NO',
    is_trigger_deletable: 'NO',
    is_trigger_insertable_into: 'NO',
  },
  rows: (objects) =>
    readable(objects)
      .filter(({ relkind }) => relkind === 'v' || relkind === 'm')
      .map((view) => ({ ...tableName(view), view_definition: view.query })),
});

/** Schemas. */
export const schemata = systemTable('information_schema.schemata', {
  docs: 'schemas',
  columns: `catalog_name name, schema_name name, schema_owner name,
    default_character_set_catalog name, default_character_set_schema name,
    default_character_set_name name, sql_path text`,
  defaults: { catalog_name: databaseName, schema_owner: ownerName },
  rows: ({ schemas }) => schemas.map(({ name }) => ({ schema_name: name })),
});

/** Sequences. */
export const sequences = systemTable('information_schema.sequences', {
  docs: 'sequences',
  columns: `sequence_catalog name, sequence_schema name, sequence_name name, data_type text,
    numeric_precision int4, numeric_precision_radix int4, numeric_scale int4, start_value text,
    minimum_value text, maximum_value text, increment text, cycle_option text`,
  defaults: { sequence_catalog: databaseName, numeric_precision_radix: 2, numeric_scale: 0 },
  rows: ({ relations }) =>
    relations.flatMap(({ schema, definition }): readonly Facts[] => {
      if (definition?.kind !== 'sequence') return [];
      const { name, type, start, min, max, increment, cycle } = definition;
      return [
        {
          sequence_schema: schema.name,
          sequence_name: name,
          data_type: type,
          numeric_precision: { smallint: 16, integer: 32, bigint: 64 }[type],
          start_value: String(start),
          minimum_value: String(min),
          maximum_value: String(max),
          increment: String(increment),
          cycle_option: yesNo(cycle),
        },
      ];
    }),
});

/** The one database. */
export const catalogName = systemTable('information_schema.information_schema_catalog_name', {
  docs: 'the name of the database',
  columns: 'catalog_name name',
  rows: () => [{ catalog_name: databaseName }],
});
