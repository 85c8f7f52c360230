import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { Expression } from '../expression/expression.ts';
import { columnsOf } from '../expression/properties.ts';
import { conjunctsOf, connect } from '../logical/connectives.ts';
import {
  isKeyed,
  type LogicalPlan,
  type LogicalWindow,
  type WindowShape,
} from '../logical/logical-plan.ts';
import {
  allColumns,
  filterPlan,
  pickColumns,
  projectPlan,
  windowPlan,
} from '../logical/make-plan.ts';
import { windowOf } from '../logical/window-below.ts';
import type { BoundRelation } from './bound-relation.ts';

/** Rows put into windows that are made by the rows with equal keys; the columns of `windowPlan`. */
export function keyedWindowPlan(
  input: LogicalPlan,
  time: number,
  shape: WindowShape,
  keys: readonly Expression[],
  position: Position,
): LogicalPlan {
  const width = input.fields.length;
  const computed = keys.filter(({ kind }) => kind !== 'column');
  const names = [...input.fields.map(({ name }) => name), ...computed.map((_, i) => `key${i + 1}`)];
  const rows =
    computed.length === 0
      ? input
      : projectPlan(input, [...allColumns(input.fields), ...computed], names);
  const partition = keys.map((key) =>
    key.kind === 'column' ? key.index : width + computed.indexOf(key),
  );
  const windows = windowPlan(rows, time, shape, position, partition);
  if (computed.length === 0) return windows;
  const edges = [0, 1].map((edge) => rows.fields.length + edge);
  return pickColumns(windows, [...input.fields.keys(), ...edges]);
}

/**
 * The WINDOW clause of sessions and sliding windows says nothing of keys: those of the grouping are
 * meant, and the rows that WHERE leaves. Other relations stay as they are.
 * @throws SqlError 0A000, 42P20
 */
export function windowedByGroups(
  relation: BoundRelation,
  sets: readonly (readonly Expression[])[],
): BoundRelation {
  const edges = relation.windowColumns;
  const [start] = edges;
  const window = start === undefined ? null : windowOf(relation.plan, start);
  if (window === null || !isKeyed(window.shape) || window.partition.length > 0) return relation;
  const conditions = conditionsAbove(relation.plan, window);
  const [all = [], ...others] = sets;
  const keys = all.filter((key) => !(key.kind === 'column' && edges.includes(key.index)));
  if (conditions === null || others.length > 0) throw notAlone(window);
  const width = window.input.fields.length;
  if ([...keys, ...conditions].some((each) => columnsOf(each).some((column) => column >= width))) {
    throw edgesInUse(window);
  }
  const rows =
    conditions.length === 0
      ? window.input
      : filterPlan(window.input, connect('and', conditions.toReversed()));
  const constant = keys.filter((key) => columnsOf(key).length > 0);
  const plan = keyedWindowPlan(rows, window.time, window.shape, constant, window.position);
  return { ...relation, plan };
}

/** What stands between a plan and its window, the uppermost first; null for more than filters. */
function conditionsAbove(plan: LogicalPlan, window: LogicalWindow): Expression[] | null {
  if (plan === window) return [];
  if (plan.kind !== 'filter') return null;
  const below = conditionsAbove(plan.input, window);
  return below === null ? null : [...conjunctsOf(plan.predicate).toReversed(), ...below];
}

function notAlone({ shape, position }: LogicalWindow): SqlError {
  const kind = shape.form?.kind ?? 'session';
  return new SqlError(
    sqlState.featureNotSupported,
    `a ${kind} window by the keys of GROUP BY is not supported with subqueries in WHERE, joins or grouping sets`,
    { hint: 'Do that in a subquery or a view, and put the window over it.', position },
  );
}

function edgesInUse({ shape, position }: LogicalWindow): SqlError {
  const kind = shape.form?.kind ?? 'session';
  return new SqlError(
    sqlState.windowingError,
    `the edges of ${kind} windows are known only when the rows are grouped`,
    { hint: 'Use HAVING for conditions on window_start and window_end.', position },
  );
}
