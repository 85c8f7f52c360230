import { inputsOf, type LogicalPlan, type LogicalScan } from '../logical/logical-plan.ts';

/**
 * The columns that the one scan of each relation reads: all that some part of the plan uses, in
 * order.
 */
export function sharedScans(plan: LogicalPlan): ReadonlyMap<string, readonly number[]> {
  const columns = new Map<string, readonly number[]>();
  for (const scan of scansOf(plan)) {
    const { relation } = scan;
    const all = new Set([...(columns.get(relation.id) ?? []), ...scan.columns]);
    columns.set(
      relation.id,
      [...all].sort((a, b) => orderOf(a) - orderOf(b)),
    );
  }
  return columns;
}

/** Pseudo-columns come last, as in the fields of an unpruned scan. */
function orderOf(column: number): number {
  return column < 0 ? Number.MAX_SAFE_INTEGER / 2 - column : column;
}

function scansOf(plan: LogicalPlan): readonly LogicalScan[] {
  return plan.kind === 'scan' ? [plan] : inputsOf(plan).flatMap(scansOf);
}
