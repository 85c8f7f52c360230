import type { Field } from '../../data/batch.ts';
import type { PlanContext } from '../api.ts';
import type { LogicalPlan, LogicalScan } from '../logical/logical-plan.ts';
import type { PhysicalPlan } from '../physical/physical-plan.ts';
import { planBound } from '../plan-bound.ts';

/** Rows that a statement holds already, read as if they were a relation. */
export function rowsInHand(fields: readonly Field[]): LogicalScan {
  return {
    kind: 'scan',
    relation: {
      kind: 'materialized view',
      id: 'rows',
      name: 'rows',
      fields,
      sql: '',
      query: '',
      key: null,
      mode: 'append',
    },
    columns: [...fields.keys()],
    fields,
  };
}

/** A plan over such rows, made ready to run: it is fed at its one scan. */
export function planRows(plan: LogicalPlan, context: PlanContext): PhysicalPlan {
  const bound = { plan, hidden: 0, order: [], limit: null, offset: 0 } as const;
  return planBound(bound, null, { ...context, mode: 'once' }, new Set()).physical;
}
