import type { Position } from '../../common/sql-error.ts';
import type { Expression } from '../expression/expression.ts';
import type { LogicalPlan, LogicalWindow } from '../logical/logical-plan.ts';
import { columnOf } from '../logical/make-plan.ts';
import { PlanProperties } from '../logical/plan-properties.ts';
import {
  isWindowEnd,
  shiftAttribute,
  shiftedColumn,
  type TimeAttribute,
} from '../logical/time-attribute.ts';
import { windowOf } from '../logical/window-below.ts';
import { callByName, literalOf } from './coerce.ts';

type Key = { readonly expression: Expression; readonly name: string };

/**
 * Group keys with the other places of every window that one place is grouped by: they depend on
 * each other, so the groups are the same. Both edges are added, because the end is what says when a
 * group is complete, and every other place that is used. The end is computed where the rows no
 * longer carry it.
 */
export function addWindowEdges(
  input: LogicalPlan,
  keys: readonly Key[],
  position: Position,
  used: ReadonlySet<number>,
): readonly Key[] {
  const { times } = new PlanProperties('changes').of(input);
  const added: Key[] = [...keys];
  for (const { expression } of keys) {
    const time = placeOf(expression, times);
    if (time === null) continue;
    if (!decidesWindow(input, keys, expression, time)) continue;
    const places = [...times].filter(([, each]) => each.window === time.window);
    for (const [column, place] of places) {
      if ((isEdge(place) || used.has(column)) && !isAmong(added, column)) {
        const name = input.fields[column]?.name as string;
        added.push({ expression: columnOf(input.fields, column), name });
      }
    }
    const isFixed = time.window?.form === undefined;
    if (isFixed && !isWindowEnd(time) && !places.some(([, place]) => isWindowEnd(place))) {
      added.push({ expression: endOf(expression, time, position), name: 'window_end' });
    }
  }
  return added;
}

/** Whether rows with the same keys, of which one is a place of a window, are of the same window. */
function decidesWindow(
  input: LogicalPlan,
  keys: readonly Key[],
  place: Expression,
  time: TimeAttribute,
): boolean {
  const form = time.window?.form;
  if (form === undefined || form === 'calendar') return true;
  if (form === 'cumulating') return isWindowEnd(time);
  const column = shiftedColumn(place)?.column ?? -1;
  const window = windowOf(input, column);
  if (window === null) return false;
  const sources = keys.map(({ expression }) =>
    expression.kind === 'column' ? sourceColumn(input, expression.index, window) : null,
  );
  return window.partition.every((each) => sources.includes(each));
}

/** The column of a window's input that a column of a plan above it is; null for others. */
function sourceColumn(plan: LogicalPlan, column: number, window: LogicalWindow): number | null {
  if (plan === window) return column < window.input.fields.length ? column : null;
  switch (plan.kind) {
    case 'filter':
      return sourceColumn(plan.input, column, window);
    case 'project': {
      const expression = plan.expressions[column];
      return expression?.kind === 'column'
        ? sourceColumn(plan.input, expression.index, window)
        : null;
    }
    default:
      return null;
  }
}

/** What is known of an expression that is a fixed place of a window; null for others. */
function placeOf(
  expression: Expression,
  times: ReadonlyMap<number, TimeAttribute>,
): TimeAttribute | null {
  const shifted = shiftedColumn(expression);
  const time = shifted === null ? undefined : times.get(shifted.column);
  if (shifted === null || time === undefined || time.window === null) return null;
  return shiftAttribute(time, shifted.micros);
}

function isEdge(time: TimeAttribute): boolean {
  return time.fromStartMicros === 0 || isWindowEnd(time);
}

function isAmong(keys: readonly Key[], column: number): boolean {
  return keys.some(({ expression }) => expression.kind === 'column' && expression.index === column);
}

function endOf(place: Expression, time: TimeAttribute, position: Position): Expression {
  const micros = (time.window?.sizeMicros ?? 0) - time.fromStartMicros;
  const distance = literalOf({ months: 0, days: 0, micros }, { kind: 'interval' });
  return callByName('+', [place, distance], position);
}
