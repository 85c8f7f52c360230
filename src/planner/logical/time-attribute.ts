import { microsPerDay } from '../../data/calendar.ts';
import type { Interval } from '../../data/sql-type.ts';
import { functionById } from '../../functions/function-registry.ts';
import type { Expression } from '../expression/expression.ts';
import type { WindowShape } from './logical-plan.ts';

/**
 * What is known of a column that follows event time. `lagMicros` is how far its values may lie
 * behind the watermark of the plan; Infinity where no watermark says anything of it. With `window`
 * null it is the time of the row itself, and every row to come has value ≥ watermark − lag. Else it
 * is a fixed place in a window that holds the row, `fromStartMicros` after its start, and every row
 * to come has value > watermark − lag: what closes when it is reached has been told.
 */
export type TimeAttribute = {
  readonly lagMicros: number;
  readonly window: WindowIdentity | null;
  /** 0 for window_start, the window's size for window_end; 0 without a window. */
  readonly fromStartMicros: number;
};

/**
 * Places of one window have the same object. Where the end is at no fixed distance from the start,
 * `form` says why: the size is then the greatest there is and stands for the end, and all places
 * are multiples of `slideMicros` away from the offset.
 */
export type WindowIdentity = Pick<WindowShape, 'sizeMicros' | 'slideMicros' | 'offsetMicros'> & {
  readonly form?: 'calendar' | 'cumulating' | 'session';
};

/** What is known of the places of windows of a shape. */
export function windowIdentity({
  sizeMicros,
  slideMicros,
  offsetMicros,
  form,
}: WindowShape): WindowIdentity {
  const lattice = { sizeMicros, slideMicros, offsetMicros };
  if (form === undefined || form.kind === 'sliding' || form.kind === 'count') return lattice;
  const step = form.kind === 'cumulating' ? form.stepMicros : slideMicros;
  return { ...lattice, slideMicros: step, form: form.kind };
}

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

/** The time of a row itself that lies behind the watermark by so much at most. */
export function rowTime(lagMicros: number): TimeAttribute {
  return { lagMicros, window: null, fromStartMicros: 0 };
}

/** The attribute of `column + micros`, given the column's. */
export function shiftAttribute(attribute: TimeAttribute, micros: number): TimeAttribute {
  const { lagMicros, window, fromStartMicros } = attribute;
  return {
    lagMicros: lagMicros - micros,
    window,
    fromStartMicros: window === null ? 0 : fromStartMicros + micros,
  };
}

/** Whether the column is the end of a window: what it closes by. */
export function isWindowEnd({ window, fromStartMicros }: TimeAttribute): boolean {
  return window !== null && fromStartMicros === window.sizeMicros;
}

/**
 * How long windows over a time must stay open after their end, microseconds: as long as rows may
 * lie behind the watermark. Places of windows stand in a lattice, so the last one before the end
 * of an outer window lies some way before it. Infinity where no watermark follows the time.
 */
export function windowLag(time: TimeAttribute, outer: WindowIdentity): number {
  return Math.max(0, time.lagMicros - gapBeforeEnds(time, outer));
}

/** The least distance from a place of a window to an end of an outer window after it; 0 for times of rows. */
function gapBeforeEnds({ window, fromStartMicros }: TimeAttribute, outer: WindowIdentity): number {
  if (window === null) return 0;
  const step = greatestDivisor(window.slideMicros, outer.slideMicros);
  const distance = outer.offsetMicros + outer.sizeMicros - window.offsetMicros - fromStartMicros;
  const gap = ((distance % step) + step) % step;
  return gap === 0 ? step : gap;
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

function shifted(expression: Expression, micros: number): ShiftedColumn | null {
  const inner = shiftedColumn(expression);
  return inner === null ? null : { column: inner.column, micros: inner.micros + micros };
}

/** The length of an interval literal without months; null for every other expression. */
export function constantMicros(expression: Expression): number | null {
  if (expression.kind !== 'literal' || expression.type.kind !== 'interval') return null;
  if (expression.value === null) return null;
  const { months, days, micros } = expression.value as Interval;
  return months === 0 ? days * microsPerDay + micros : null;
}
