import { microsPerDay } from '../../data/calendar.ts';
import type { Interval } from '../../data/sql-type.ts';
import { functionById } from '../../functions/function-registry.ts';
import type { Expression } from '../expression/expression.ts';

/**
 * What is known of a column that follows event time. `lagMicros` is how far its values may lie
 * behind the watermark of the plan: every row to come has value ≥ watermark − lag; Infinity where
 * no watermark says anything of it.
 */
export type TimeAttribute = {
  readonly lagMicros: number;
  /** The time of the row itself, or an edge of a window that holds the row. */
  readonly edge: 'row' | 'start' | 'end';
  /** The window whose edge it is: start and end of one window have the same object. */
  readonly window: WindowIdentity | null;
};

export type WindowIdentity = { readonly sizeMicros: number };

/** Column + micros. */
export type ShiftedColumn = { readonly column: number; readonly micros: number };

/** A column plus or minus constant intervals without months; null for every other expression. */
export function shiftedColumn(expression: Expression): ShiftedColumn | null {
  if (expression.kind === 'column') return { column: expression.index, micros: 0 };
  if (expression.kind !== 'call' || expression.arguments.length !== 2) return null;
  const { name } = functionById(expression.function);
  if (name !== '+' && name !== '-') return null;
  const [left, right] = expression.arguments as readonly [Expression, Expression];
  const shift = constantMicros(right);
  if (shift !== null) return shifted(left, name === '+' ? shift : -shift);
  const leading = name === '+' ? constantMicros(left) : null;
  return leading === null ? null : shifted(right, leading);
}

/** The attribute of `column + micros`, given the column's. */
export function shiftAttribute(attribute: TimeAttribute, micros: number): TimeAttribute {
  if (micros === 0) return attribute;
  const lagMicros = attribute.lagMicros - micros;
  const { edge, window } = attribute;
  if (window !== null && edge === 'start' && micros === window.sizeMicros) {
    return { lagMicros, edge: 'end', window };
  }
  if (window !== null && edge === 'end' && micros === -window.sizeMicros) {
    return { lagMicros, edge: 'start', window };
  }
  return { lagMicros, edge: 'row', window: null };
}

function shifted(expression: Expression, micros: number): ShiftedColumn | null {
  const inner = shiftedColumn(expression);
  return inner === null ? null : { column: inner.column, micros: inner.micros + micros };
}

/** The length of an interval literal without months; null for every other expression. */
function constantMicros(expression: Expression): number | null {
  if (expression.kind !== 'literal' || expression.type.kind !== 'interval') return null;
  if (expression.value === null) return null;
  const { months, days, micros } = expression.value as Interval;
  return months === 0 ? days * microsPerDay + micros : null;
}
