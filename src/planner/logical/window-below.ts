import { unreachable } from '../../common/assert.ts';
import type { Field } from '../../data/batch.ts';
import {
  inputsOf,
  type LogicalAggregate,
  type LogicalPlan,
  type LogicalWindow,
} from './logical-plan.ts';
import { shiftedColumn } from './time-attribute.ts';

/** The first window at or below a node; null for none. */
export function windowBelow(plan: LogicalPlan): LogicalWindow | null {
  if (plan.kind === 'window') return plan;
  for (const input of inputsOf(plan)) {
    const found = windowBelow(input);
    if (found !== null) return found;
  }
  return null;
}

/** The window that a column is a fixed place of; null where it is none. */
export function windowOf(plan: LogicalPlan, column: number): LogicalWindow | null {
  switch (plan.kind) {
    case 'scan':
    case 'values':
      return null;
    case 'filter':
      return windowOf(plan.input, column);
    case 'project': {
      const expression = plan.expressions[column];
      const shifted = expression === undefined ? null : shiftedColumn(expression);
      return shifted === null ? null : windowOf(plan.input, shifted.column);
    }
    case 'window':
      return column < plan.input.fields.length ? windowOf(plan.input, column) : plan;
    case 'aggregate': {
      const key = plan.keys[column];
      return key === undefined ? null : windowOf(plan.input, key);
    }
    case 'join':
    case 'timeJoin': {
      const width = plan.left.fields.length;
      return column < width ? windowOf(plan.left, column) : windowOf(plan.right, column - width);
    }
    case 'union':
      return windowOf(plan.inputs[0] as LogicalPlan, column);
    case 'setOperation':
      return windowOf(plan.left, column);
    case 'tableFunction': {
      const kept = plan.kept[column];
      return kept === undefined ? null : windowOf(plan.input, kept);
    }
    case 'recursion':
    case 'workingTable':
      return null;
    case 'top':
    case 'over':
      return column < plan.input.fields.length ? windowOf(plan.input, column) : null;
    default:
      return unreachable(plan);
  }
}

/** A column that a grouping is by, and the window that it is a place of. */
export type WindowKey = { readonly column: number; readonly window: LogicalWindow };

/** The first key of a grouping that is a place of a window; null where it groups by none. */
export function windowKey(plan: LogicalAggregate): WindowKey | null {
  for (const column of plan.keys) {
    const window = windowOf(plan.input, column);
    if (window !== null) return { column, window };
  }
  return null;
}

/** The name of the column that a window is over. */
export function timeName({ input, time }: LogicalWindow): string {
  return (input.fields[time] as Field).name;
}
