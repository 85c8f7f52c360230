import type { TimeColumn } from '../../catalog/definition.ts';
import { inputsOf, type LogicalPlan } from './logical-plan.ts';
import type { TimeAttribute, WindowIdentity } from './time-attribute.ts';

/** What is known of a plan's output. */
type Known = {
  readonly mode: 'append' | 'updating';
  readonly times: ReadonlyMap<number, TimeAttribute>;
};

/**
 * The columns of a result that follow event time, as the catalog keeps them for those who read it
 * as a view. None where rows that are late are among changes: in the sum of changes, which is what
 * a view is read as, nothing says which they are.
 */
export function timeColumns(plan: LogicalPlan, { mode, times }: Known): readonly TimeColumn[] {
  if (mode === 'updating' && carriesLateRows(plan)) return [];
  const windows = [...new Set([...times.values()].map(({ window }) => window))];
  return [...times]
    .filter(([, { lagMicros }]) => Number.isFinite(lagMicros))
    .map(([column, time]) => timeColumn(column, time, windows.indexOf(time.window)))
    .toSorted((a, b) => a.column - b.column);
}

/** What is known of the scanned columns of a view. */
export function viewTimes(
  times: readonly TimeColumn[],
  columns: readonly number[],
): ReadonlyMap<number, TimeAttribute> {
  const windows = new Map<number, WindowIdentity>();
  const attributes = new Map<number, TimeAttribute>();
  for (const { column, lagMicros, place } of times) {
    const at = columns.indexOf(column);
    if (at < 0) continue;
    const window = place === null ? null : (windows.get(place.number) ?? place.window);
    if (place !== null && window !== null) windows.set(place.number, window);
    attributes.set(at, { lagMicros, window, fromStartMicros: place?.fromStartMicros ?? 0 });
  }
  return attributes;
}

function timeColumn(column: number, time: TimeAttribute, number: number): TimeColumn {
  const { lagMicros, window, fromStartMicros } = time;
  return { column, lagMicros, place: window === null ? null : { number, window, fromStartMicros } };
}

/** Whether rows may be marked as late: those of a stream are until they are grouped. */
function carriesLateRows(plan: LogicalPlan): boolean {
  switch (plan.kind) {
    case 'scan':
      return plan.relation.kind === 'materialized view'
        ? plan.relation.mode === 'append'
        : plan.relation.kind === 'stream';
    case 'aggregate':
      return false;
    default:
      return inputsOf(plan).some(carriesLateRows);
  }
}
