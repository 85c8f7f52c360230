import { databaseName, type SystemObject } from '../system-objects.ts';
import { type Facts, perRelation, systemTable } from '../system-table.ts';
import { typeFacts, yesNo } from './standard-types.ts';
import { readable, tableName } from './tables.ts';

/** Columns of what can be read. */
export const columns = systemTable('information_schema.columns', {
  docs: 'columns of what can be read',
  columns: `table_catalog name, table_schema name, table_name name, column_name name,
    ordinal_position int4, column_default text, is_nullable text, data_type text,
    character_maximum_length int4, character_octet_length int4, numeric_precision int4,
    numeric_precision_radix int4, numeric_scale int4, datetime_precision int4, interval_type text,
    interval_precision int4, character_set_catalog name, character_set_schema name,
    character_set_name name, collation_catalog name, collation_schema name, collation_name name,
    domain_catalog name, domain_schema name, domain_name name, udt_catalog name, udt_schema name,
    udt_name name, scope_catalog name, scope_schema name, scope_name name,
    maximum_cardinality int4, dtd_identifier name, is_self_referencing text, is_identity text,
    identity_generation text, identity_start text, identity_increment text, identity_maximum text,
    identity_minimum text, identity_cycle text, is_generated text, generation_expression text,
    is_updatable text`,
  defaults: {
    table_catalog: databaseName,
    is_self_referencing: 'NO',
    is_identity: 'NO',
    identity_cycle: 'NO',
    is_generated: 'NEVER',
  },
  rows: (objects) => readable(objects).flatMap(columnsOf),
});

const columnsOf = perRelation((relation) =>
  [...relation.fields.keys()].map((column) => columnFacts(relation, column)),
);

function columnFacts(relation: SystemObject, column: number): Facts {
  const field = relation.fields[column];
  if (field === undefined) return {};
  const isGenerated = relation.isGenerated(column);
  const expression = relation.defaultOf(column);
  return {
    ...tableName(relation),
    column_name: field.name,
    ordinal_position: column + 1,
    is_nullable: yesNo(field.nullable),
    column_default: isGenerated ? null : expression,
    ...typeFacts(field.type),
    dtd_identifier: String(column + 1),
    ...identityFacts(relation.identityOf(column)),
    ...(isGenerated ? { is_generated: 'ALWAYS', generation_expression: expression } : {}),
    is_updatable: yesNo(relation.kind === 'table'),
  };
}

function identityFacts(letter: 'a' | 'd' | ''): Facts {
  if (letter === '') return {};
  return { is_identity: 'YES', identity_generation: letter === 'a' ? 'ALWAYS' : 'BY DEFAULT' };
}
