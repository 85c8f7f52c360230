import { type SystemFunction, systemFunctions } from '../listed-functions.ts';
import { databaseName, ownerName } from '../system-objects.ts';
import { systemTable } from '../system-table.ts';
import { shownType } from '../type-oids.ts';

/** A name that no other function has. */
function specificName({ name, oid }: SystemFunction): string {
  return `${name}_${oid}`;
}

/** Functions. */
export const routines = systemTable('information_schema.routines', {
  docs: 'functions and aggregates',
  columns: `specific_catalog name, specific_schema name, specific_name name, routine_catalog name,
    routine_schema name, routine_name name, routine_type text, data_type text,
    type_udt_catalog name, type_udt_schema name, type_udt_name name, routine_body text,
    routine_definition text, external_name text, external_language text, parameter_style text,
    is_deterministic text, sql_data_access text, is_null_call text, security_type text,
    created timestamptz, last_altered timestamptz`,
  defaults: {
    specific_catalog: databaseName,
    routine_catalog: databaseName,
    type_udt_catalog: databaseName,
    type_udt_schema: 'pg_catalog',
    routine_type: 'FUNCTION',
    parameter_style: 'GENERAL',
    sql_data_access: 'MODIFIES',
    security_type: 'INVOKER',
  },
  rows: (objects) =>
    systemFunctions(objects).map((each) => ({
      specific_schema: each.schema.name,
      specific_name: specificName(each),
      routine_schema: each.schema.name,
      routine_name: each.name,
      data_type: each.resultType,
      type_udt_name: each.resultType,
      routine_body: each.definition === null ? 'EXTERNAL' : 'SQL',
      routine_definition: each.definition?.body,
      external_language: each.definition === null ? 'INTERNAL' : 'SQL',
      is_deterministic: each.volatility === 'immutable' ? 'YES' : 'NO',
      is_null_call: each.isStrict ? 'YES' : 'NO',
    })),
});

/** Arguments of functions. */
export const parameters = systemTable('information_schema.parameters', {
  docs: 'arguments of functions',
  columns: `specific_catalog name, specific_schema name, specific_name name, ordinal_position int4,
    parameter_mode text, is_result text, as_locator text, parameter_name name, data_type text,
    udt_catalog name, udt_schema name, udt_name name, parameter_default text`,
  defaults: {
    specific_catalog: databaseName,
    parameter_mode: 'IN',
    is_result: 'NO',
    as_locator: 'NO',
    udt_catalog: databaseName,
    udt_schema: 'pg_catalog',
  },
  rows: (objects) =>
    systemFunctions(objects).flatMap((each) =>
      each.argumentOids.map((oid, i) => ({
        specific_schema: each.schema.name,
        specific_name: specificName(each),
        ordinal_position: i + 1,
        parameter_name: each.definition?.parameters[i]?.name,
        data_type: shownType(oid, -1, objects.madeTypes),
        udt_name: shownType(oid, -1, objects.madeTypes),
        parameter_default: each.definition?.parameters[i]?.default,
      })),
    ),
});

/** Roles that the user may take. */
export const enabledRoles = systemTable('information_schema.enabled_roles', {
  docs: 'roles of the user',
  columns: 'role_name name',
  rows: ({ session }) =>
    [...new Set([ownerName, session.user])].map((name) => ({ role_name: name })),
});
