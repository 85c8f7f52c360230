import type { Position } from '../../common/sql-error.ts';
import type { Expression } from '../expression/expression.ts';
import { mapColumns } from '../expression/map-columns.ts';
import { columnsOf } from '../expression/properties.ts';
import { mapWindowCall } from '../logical/call-columns.ts';
import type { LogicalPlan } from '../logical/logical-plan.ts';
import { columnOf, overPlan, projectPlan } from '../logical/make-plan.ts';
import type { SortKey } from '../physical/physical-plan.ts';
import { type BoundWindowCall, windowBase } from './window-collector.ts';

/** A plan with window functions computed, and what brings expressions over its input to it. */
export type OverRows = {
  readonly plan: LogicalPlan;
  readonly resolve: (expression: Expression) => Expression;
};

/**
 * Puts window functions over rows: a projection that computes what they look at, then one node per
 * window. `hidden` are columns of the input that only count when an expression uses them.
 */
export function overRows(
  input: LogicalPlan,
  {
    calls,
    expressions,
  }: { readonly calls: readonly BoundWindowCall[]; readonly expressions: readonly Expression[] },
  users: readonly Expression[],
  hidden: ReadonlySet<number>,
  position: Position,
): OverRows {
  const used = new Set(users.flatMap(columnsOf));
  const kept = [...input.fields.keys()].filter((column) => !hidden.has(column) || used.has(column));
  const width = kept.length;
  const names = [
    ...kept.map((column) => input.fields[column]?.name as string),
    ...expressions.map((_, i) => `window_${i + 1}`),
  ];
  let plan: LogicalPlan = projectPlan(
    input,
    [...kept.map((column) => columnOf(input.fields, column)), ...expressions],
    names,
  );
  const at = (expression: number): number => width + expression;
  const places = new Map<number, number>();
  for (const group of sameWindows(calls)) {
    const { partition, order } = (group[0] as readonly [number, BoundWindowCall])[1];
    const start = plan.fields.length;
    for (const [i, [call]] of group.entries()) places.set(call, start + i);
    plan = overPlan(plan, {
      partition: partition.map(at),
      order: order.map((key) => movedKey(key, at)),
      calls: group.map(([, { call }]) => mapWindowCall(call, at)),
      position,
    });
  }
  const positions = new Map(kept.map((column, i) => [column, i]));
  const target = (column: number): number =>
    column >= windowBase
      ? (places.get(column - windowBase) as number)
      : (positions.get(column) as number);
  return { plan, resolve: (each) => mapColumns(each, target) };
}

/** The functions of one window together, with their numbers. */
function sameWindows(
  calls: readonly BoundWindowCall[],
): readonly (readonly (readonly [number, BoundWindowCall])[])[] {
  const groups = new Map<string, (readonly [number, BoundWindowCall])[]>();
  for (const [i, call] of calls.entries()) {
    const key = JSON.stringify([call.partition, call.order]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [[i, call]]);
    else group.push([i, call]);
  }
  return [...groups.values()];
}

type At = (column: number) => number;

function movedKey(key: SortKey, at: At): SortKey {
  return { ...key, column: at(key.column) };
}
