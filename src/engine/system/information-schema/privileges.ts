import { databaseName, ownerName, type SystemObject } from '../system-objects.ts';
import { systemTable } from '../system-table.ts';
import { yesNo } from './standard-types.ts';
import { readable, tableName } from './tables.ts';

const granted = {
  grantor: ownerName,
  table_catalog: databaseName,
  is_grantable: 'YES',
};

function rightsOf({ kind }: SystemObject): readonly string[] {
  if (kind === 'table') return ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES'];
  return kind === 'stream' ? ['SELECT', 'INSERT'] : ['SELECT'];
}

/** What the user may do with relations: everything that can be done. */
export const tablePrivileges = systemTable('information_schema.table_privileges', {
  docs: 'what may be done with relations: everything that can be',
  columns: `grantor name, grantee name, table_catalog name, table_schema name, table_name name,
    privilege_type text, is_grantable text, with_hierarchy text`,
  defaults: granted,
  rows: (objects) =>
    readable(objects).flatMap((relation) =>
      rightsOf(relation).map((right) => ({
        ...tableName(relation),
        grantee: objects.session.user,
        privilege_type: right,
        with_hierarchy: yesNo(right === 'SELECT'),
      })),
    ),
});

/** The same by another name. */
export const roleTableGrants = systemTable('information_schema.role_table_grants', {
  docs: 'what may be done with relations: everything that can be',
  columns: `grantor name, grantee name, table_catalog name, table_schema name, table_name name,
    privilege_type text, is_grantable text, with_hierarchy text`,
  defaults: granted,
  rows: tablePrivileges.rows,
});

/** What the user may do with columns. */
export const columnPrivileges = systemTable('information_schema.column_privileges', {
  docs: 'what may be done with columns',
  columns: `grantor name, grantee name, table_catalog name, table_schema name, table_name name,
    column_name name, privilege_type text, is_grantable text`,
  defaults: granted,
  rows: (objects) =>
    readable(objects).flatMap((relation) =>
      relation.fields.flatMap(({ name }) =>
        rightsOf(relation)
          .filter((right) => /SELECT|INSERT|UPDATE|REFERENCES/.test(right))
          .map((right) => ({
            ...tableName(relation),
            column_name: name,
            grantee: objects.session.user,
            privilege_type: right,
          })),
      ),
    ),
});
