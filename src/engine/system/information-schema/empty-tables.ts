import { type SystemTable, systemTable } from '../system-table.ts';

/** What the standard has and this server has none of. */
const none: Readonly<Record<string, string>> = {
  applicable_roles: 'grantee name, role_name name, is_grantable text',
  character_sets:
    'character_set_catalog name, character_set_schema name, character_set_name name, character_repertoire name, form_of_use name, default_collate_catalog name, default_collate_schema name, default_collate_name name',
  collations:
    'collation_catalog name, collation_schema name, collation_name name, pad_attribute text',
  domain_constraints:
    'constraint_catalog name, constraint_schema name, constraint_name name, domain_catalog name, domain_schema name, domain_name name, is_deferrable text, initially_deferred text',
  domains:
    'domain_catalog name, domain_schema name, domain_name name, data_type text, character_maximum_length int4, domain_default text, udt_catalog name, udt_schema name, udt_name name',
  element_types:
    'object_catalog name, object_schema name, object_name name, object_type text, collection_type_identifier name, data_type text, udt_catalog name, udt_schema name, udt_name name, dtd_identifier name',
  foreign_tables:
    'foreign_table_catalog name, foreign_table_schema name, foreign_table_name name, foreign_server_catalog name, foreign_server_name name',
  triggers:
    'trigger_catalog name, trigger_schema name, trigger_name name, event_manipulation text, event_object_catalog name, event_object_schema name, event_object_table name, action_order int4, action_condition text, action_statement text, action_orientation text, action_timing text, action_reference_old_table name, action_reference_new_table name, created timestamptz',
  user_defined_types:
    'user_defined_type_catalog name, user_defined_type_schema name, user_defined_type_name name, user_defined_type_category text, is_instantiable text, is_final text',
  usage_privileges:
    'grantor name, grantee name, object_catalog name, object_schema name, object_name name, object_type text, privilege_type text, is_grantable text',
  view_column_usage:
    'view_catalog name, view_schema name, view_name name, table_catalog name, table_schema name, table_name name, column_name name',
};

/** Relations of information_schema without rows. */
export const emptyStandardTables: readonly SystemTable[] = Object.entries(none).map(
  ([name, columns]) =>
    systemTable(`information_schema.${name}`, {
      columns,
      docs: 'empty: this server has nothing of the kind',
    }),
);
