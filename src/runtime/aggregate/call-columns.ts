import type { Vector } from '../../data/vector.ts';
import type { AggregateCall } from '../../planner/physical/physical-plan.ts';

/** The columns that an aggregate is given: its argument (null for count(*)) and what comes with it. */
export type CallColumns = { readonly argument: Vector | null; readonly others: readonly Vector[] };

/** The columns of a call out of those of its input. */
export function argumentColumns(call: AggregateCall, columns: readonly Vector[]): CallColumns {
  return {
    argument: call.argument === null ? null : (columns[call.argument] as Vector),
    others: otherColumns(call, columns),
  };
}

/** The columns behind the argument. */
export function otherColumns(
  { others }: AggregateCall,
  columns: readonly Vector[],
): readonly Vector[] {
  return others === undefined ? none : others.map(({ column }) => columns[column] as Vector);
}

const none: readonly Vector[] = [];
