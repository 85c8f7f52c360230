import type { SystemTable } from '../system-table.ts';
import { columns } from './columns.ts';
import {
  checkConstraints,
  constraintColumnUsage,
  constraintTableUsage,
  keyColumnUsage,
  referentialConstraints,
  tableConstraints,
} from './constraints.ts';
import { emptyStandardTables } from './empty-tables.ts';
import { columnPrivileges, roleTableGrants, tablePrivileges } from './privileges.ts';
import { enabledRoles, parameters, routines } from './routines.ts';
import { catalogName, schemata, sequences, tables, views } from './tables.ts';
import { viewTableUsage } from './view-usage.ts';

/** The relations of schema information_schema. */
export const informationSchemaTables: readonly SystemTable[] = [
  tables,
  columns,
  views,
  schemata,
  sequences,
  catalogName,
  tableConstraints,
  keyColumnUsage,
  constraintColumnUsage,
  constraintTableUsage,
  referentialConstraints,
  checkConstraints,
  routines,
  parameters,
  enabledRoles,
  tablePrivileges,
  roleTableGrants,
  columnPrivileges,
  viewTableUsage,
  ...emptyStandardTables,
];
