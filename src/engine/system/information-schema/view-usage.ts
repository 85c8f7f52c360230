import { readings } from '../pg-catalog/pg-description.ts';
import { databaseName } from '../system-objects.ts';
import { type Facts, systemTable } from '../system-table.ts';
import { tableName } from './tables.ts';

/** What views read. */
export const viewTableUsage = systemTable('information_schema.view_table_usage', {
  docs: 'what views read',
  columns: `view_catalog name, view_schema name, view_name name, table_catalog name,
    table_schema name, table_name name`,
  defaults: { view_catalog: databaseName, table_catalog: databaseName },
  rows: (objects) =>
    readings(objects).flatMap(({ reader, read }): readonly Facts[] => {
      const [view, table] = [objects.relationOf(reader), objects.relationOf(read)];
      if (view === null || table === null) return [];
      return [{ view_schema: view.schema.name, view_name: view.name, ...tableName(table) }];
    }),
});
