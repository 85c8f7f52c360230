import type { Batch } from '../../data/batch.ts';
import { vectorFromDatums } from '../../data/vector-datum.ts';
import type { ScanNode } from '../../planner/physical/physical-plan.ts';
import type { SystemObjects } from './system-objects.ts';
import { systemTableOf } from './system-tables.ts';

/** Whether a scan is of a relation of the system. */
export function isSystemScan({ relation }: Pick<ScanNode, 'relation'>): boolean {
  return systemTableOf(relation) !== null;
}

/** The rows of a relation of the system, with the columns that a scan reads; null for other relations. */
export function systemBatch(node: ScanNode, gathered: () => SystemObjects): Batch | null {
  const table = systemTableOf(node.relation);
  if (table === null) return null;
  const objects = gathered();
  const rows = table.rows(objects);
  const oid = objects.oidOf(table.relation);
  const columns = node.columns.map((index) => {
    const field = table.relation.fields[index];
    if (field === undefined) throw new Error(`assertion failed: no column ${index}`);
    const values = rows.map((row) =>
      field.name === 'tableoid' ? BigInt(oid) : table.valueOf(row, field),
    );
    return vectorFromDatums(field.type, values);
  });
  return {
    schema: { fields: node.fields },
    rowCount: rows.length,
    columns,
    weights: null,
    late: null,
  };
}
