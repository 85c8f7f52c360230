import type { Expression } from '../expression/expression.ts';
import { mapColumns } from '../expression/map-columns.ts';
import { columnsOf } from '../expression/properties.ts';
import { columnsOfCall, mapCallColumns } from '../logical/call-columns.ts';
import type { LogicalAggregate, LogicalPlan, LogicalWindow } from '../logical/logical-plan.ts';
import {
  aggregatePlan,
  allColumns,
  columnOf,
  filterPlan,
  projectPlan,
} from '../logical/make-plan.ts';
import type { PlanProperties } from '../logical/plan-properties.ts';
import type { Pass } from './pass.ts';
import { rewriteUp } from './rewrite.ts';

/**
 * Draws windows into the grouping above them, which then keeps groups per pane and forgets them
 * when windows close, instead of copying each row into all of its windows. That needs appended
 * rows, a watermark on the time column, and aggregates that do not look at the window. Conditions
 * on the window alone move above the grouping. Where times may lie behind the watermark, windows
 * stay open for that much longer.
 */
export const fuseWindows: Pass = {
  name: 'fuse_windows',
  run: (plan, properties) =>
    rewriteUp(plan, (node) =>
      node.kind === 'aggregate' ? (fused(node, properties) ?? node) : node,
    ),
};

/** What lies between the grouping and its window. */
type Between = {
  readonly window: LogicalWindow;
  /** Over the window's output. */
  readonly predicate: Expression | null;
  /** The grouping's input columns over the window's output. */
  readonly expressions: readonly Expression[];
};

function fused(plan: LogicalAggregate, properties: PlanProperties): LogicalPlan | null {
  if (plan.window !== null) return null;
  const between = windowBelow(plan.input);
  if (between === null || between.window.shape.form !== undefined) return null;
  const { window, predicate, expressions } = between;
  const width = window.input.fields.length;
  const isEdge = (column: number): boolean => column >= width;
  const keys = plan.keys.map((key) => expressions[key] as Expression);
  const args = plan.calls.flatMap(columnsOfCall).map((each) => expressions[each] as Expression);
  const grouped = keys.some((key) => key.kind === 'column' && isEdge(key.index));
  const pure = [...keys, ...(predicate === null ? [] : [predicate])].every((each) =>
    isOfOneKind(each, isEdge),
  );
  if (!grouped || !pure || args.some((each) => columnsOf(each).some(isEdge))) return null;
  if (predicate !== null && !columnsOf(predicate).every(isEdge)) return null;
  const lagMicros = properties.windowLag(window.input, window.time, window.shape);
  if (lagMicros === null || properties.of(window.input).mode !== 'append') return null;
  const graceMicros = window.shape.graceMicros + lagMicros;
  const patient = { ...window, shape: { ...window.shape, graceMicros } };
  return fuse(plan, { ...between, window: patient }, keys);
}

/** The window that a grouping is over, through one projection and one filter. */
function windowBelow(input: LogicalPlan): Between | null {
  const projected = input.kind === 'project' ? input.input : input;
  const below = projected.kind === 'filter' ? projected.input : projected;
  if (below.kind !== 'window') return null;
  return {
    window: below,
    predicate: projected.kind === 'filter' ? projected.predicate : null,
    expressions: input.kind === 'project' ? input.expressions : allColumns(input.fields),
  };
}

/** Whether an expression looks at the window only or at the row only. */
function isOfOneKind(expression: Expression, isEdge: (column: number) => boolean): boolean {
  const columns = columnsOf(expression);
  return columns.every(isEdge) || !columns.some(isEdge);
}

function fuse(plan: LogicalAggregate, between: Between, keys: readonly Expression[]): LogicalPlan {
  const { window, predicate, expressions } = between;
  const width = window.input.fields.length;
  const isRowKey = (key: Expression): boolean =>
    key.kind !== 'literal' && !columnsOf(key).some((column) => column >= width);
  const rowKeys = keys.filter(isRowKey);
  const args = plan.calls.flatMap(columnsOfCall);
  const rows = projectPlan(
    window.input,
    [
      ...rowKeys,
      ...args.map((each) => expressions[each] as Expression),
      columnOf(window.input.fields, window.time),
    ],
    [...plan.keys.filter((_, i) => isRowKey(keys[i] as Expression)), ...args]
      .map((column) => plan.input.fields[column]?.name as string)
      .concat('window_time'),
  );
  const start = rowKeys.length;
  const calls = plan.calls.map((call) =>
    mapCallColumns(call, (column) => start + args.indexOf(column)),
  );
  const time = rows.fields.length - 1;
  const drawn = { time, shape: window.shape };
  const grouped = aggregatePlan(rows, [...rowKeys.keys()], calls, drawn, plan.position);
  const onEdges = (each: Expression): Expression =>
    mapColumns(each, (column) => column - width + start);
  const kept = predicate === null ? grouped : filterPlan(grouped, onEdges(predicate));
  const columns = keys.map((key) =>
    isRowKey(key) ? columnOf(grouped.fields, rowKeys.indexOf(key)) : onEdges(key),
  );
  const results = calls.map((_, i) => columnOf(grouped.fields, start + 2 + i));
  return projectPlan(
    kept,
    [...columns, ...results],
    plan.fields.map(({ name }) => name),
  );
}
