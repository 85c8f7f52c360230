import type { TableDefinition } from '../catalog/definition.ts';
import type { PhysicalPlan } from '../planner/physical/physical-plan.ts';

/**
 * The current rows of a table out of its log. With a primary key: the last row per key, and a row of
 * weight −1 takes its key away. Without one a row is its own key: the sum of what was put and taken.
 */
export function tablePlan({ id, name, fields, primaryKey }: TableDefinition): PhysicalPlan {
  const scan = {
    kind: 'scan',
    relation: id,
    relationName: name,
    columns: [...fields.keys()],
    watermark: null,
    fields,
  } as const;
  const keyed = primaryKey.length > 0;
  const upsert = { kind: 'upsert', input: 0, keys: primaryKey, fields } as const;
  return {
    nodes: keyed ? [scan, upsert] : [scan],
    root: keyed ? 1 : 0,
    output: {
      fields,
      key: keyed ? primaryKey : null,
      mode: 'updating',
      emit: 'changes',
      order: [],
      limit: null,
      offset: 0,
    },
  };
}
