import { databaseName, type SystemConstraint } from '../system-objects.ts';
import { type Facts, systemTable } from '../system-table.ts';
import { tableName } from './tables.ts';

const catalogs = {
  constraint_catalog: databaseName,
  table_catalog: databaseName,
  unique_constraint_catalog: databaseName,
};

const kindNames = { p: 'PRIMARY KEY', u: 'UNIQUE', c: 'CHECK', f: 'FOREIGN KEY' } as const;

/** Constraints of tables. */
export const tableConstraints = systemTable('information_schema.table_constraints', {
  docs: 'constraints of tables',
  columns: `constraint_catalog name, constraint_schema name, constraint_name name,
    table_catalog name, table_schema name, table_name name, constraint_type text,
    is_deferrable text, initially_deferred text, enforced text, nulls_distinct text`,
  defaults: { ...catalogs, is_deferrable: 'NO', initially_deferred: 'NO', enforced: 'YES' },
  rows: ({ constraints }) =>
    constraints.map((each) => ({
      ...constraintName(each),
      ...tableName(each.on),
      constraint_type: kindNames[each.kind],
      nulls_distinct: each.kind === 'u' ? 'YES' : null,
    })),
});

function constraintName({ name, on }: SystemConstraint): Facts {
  return { constraint_schema: on.schema.name, constraint_name: name };
}

/** Columns of keys. */
export const keyColumnUsage = systemTable('information_schema.key_column_usage', {
  docs: 'columns of primary, unique and foreign keys',
  columns: `constraint_catalog name, constraint_schema name, constraint_name name,
    table_catalog name, table_schema name, table_name name, column_name name,
    ordinal_position int4, position_in_unique_constraint int4`,
  defaults: catalogs,
  rows: ({ constraints }) =>
    constraints.flatMap((each) =>
      each.columns.map((column, i) => ({
        ...constraintName(each),
        ...tableName(each.on),
        column_name: each.on.fields[column]?.name,
        ordinal_position: i + 1,
        position_in_unique_constraint: each.kind === 'f' ? i + 1 : null,
      })),
    ),
});

/** Columns that constraints are about; of foreign keys those that are referred to. */
export const constraintColumnUsage = systemTable('information_schema.constraint_column_usage', {
  docs: 'columns that constraints are about',
  columns: `table_catalog name, table_schema name, table_name name, column_name name,
    constraint_catalog name, constraint_schema name, constraint_name name`,
  defaults: catalogs,
  rows: ({ constraints }) =>
    constraints.flatMap((each) => {
      const { to, columns } = each.references ?? { to: each.on, columns: each.columns };
      return columns.map((column) => ({
        ...tableName(to),
        column_name: to.fields[column]?.name,
        ...constraintName(each),
      }));
    }),
});

/** Tables that constraints are about. */
export const constraintTableUsage = systemTable('information_schema.constraint_table_usage', {
  docs: 'tables that constraints are about',
  columns: `table_catalog name, table_schema name, table_name name, constraint_catalog name,
    constraint_schema name, constraint_name name`,
  defaults: catalogs,
  rows: ({ constraints }) =>
    constraints.map((each) => ({
      ...tableName(each.references?.to ?? each.on),
      ...constraintName(each),
    })),
});

/** Foreign keys. */
export const referentialConstraints = systemTable('information_schema.referential_constraints', {
  docs: 'foreign keys',
  columns: `constraint_catalog name, constraint_schema name, constraint_name name,
    unique_constraint_catalog name, unique_constraint_schema name, unique_constraint_name name,
    match_option text, update_rule text, delete_rule text`,
  defaults: {
    ...catalogs,
    match_option: 'NONE',
    update_rule: 'NO ACTION',
    delete_rule: 'NO ACTION',
  },
  rows: ({ constraints }) =>
    constraints.flatMap((each): readonly Facts[] => {
      if (each.references === null) return [];
      const { to, columns } = each.references;
      const key = constraints.find(
        ({ on, index, columns: own }) =>
          on === to && index !== null && own.toSorted().join() === columns.toSorted().join(),
      );
      return [
        {
          ...constraintName(each),
          unique_constraint_schema: to.schema.name,
          unique_constraint_name: key?.name,
        },
      ];
    }),
});

/** CHECK conditions, those of NOT NULL too. */
export const checkConstraints = systemTable('information_schema.check_constraints', {
  docs: 'conditions that rows must meet',
  columns:
    'constraint_catalog name, constraint_schema name, constraint_name name, check_clause text',
  defaults: catalogs,
  rows: ({ constraints }) =>
    constraints
      .filter(({ kind }) => kind === 'c')
      .map((each) => ({
        ...constraintName(each),
        check_clause: each.text.replace(/^CHECK \((.*)\)$/s, '($1)'),
      })),
});
