import { type Position, SqlError, sqlState } from '../common/sql-error.ts';
import type { EmitNode, QueryNode } from '../parser/ast.ts';
import type { PlanContext } from './api.ts';
import { inputsOf, type LogicalAggregate, type LogicalPlan } from './logical/logical-plan.ts';
import type { PlanProperties } from './logical/plan-properties.ts';
import { timeName, type WindowKey, windowBelow, windowKey } from './logical/window-below.ts';
import { untimedHint } from './untimed-hint.ts';

/** Refuses an ORDER BY of a query that goes on, unless it says which rows a LIMIT takes. @throws SqlError 0A000 */
export function checkOrder(query: QueryNode, { mode }: PlanContext): void {
  if (mode === 'once' && query.emit === null) return;
  const order = query.orderBy[0];
  if (order === undefined || query.limit !== null || query.offset !== null) return;
  throw new SqlError(
    sqlState.featureNotSupported,
    'ORDER BY is not supported in continuous queries yet',
    { hint: 'Use it in the SELECT that reads the view.', position: order.position },
  );
}

/**
 * Checks that EMIT FINAL can be kept: every grouping closes with a window, and nothing takes rows
 * back. @throws SqlError 0A000 with the reason
 */
export function checkFinal(plan: LogicalPlan, emit: EmitNode, properties: PlanProperties): void {
  const groupings = aggregatesOf(plan);
  const open = groupings.find((each) => !properties.closes(each));
  if (open !== undefined) throw neverComplete(open, emit, properties);
  if (groupings.length === 0) {
    throw refused('EMIT FINAL needs a window', emit.position, {
      hint: "Group by a window, for example FROM TUMBLE(stream, time, INTERVAL '1 minute') GROUP BY window_start.",
    });
  }
  if (properties.of(plan).mode === 'append') return;
  throw refused('EMIT FINAL is not possible over input that changes', emit.position, {
    detail: 'A table or a view that takes rows back is joined or grouped: no result is final.',
    hint: 'Use EMIT CHANGES.',
  });
}

function aggregatesOf(plan: LogicalPlan): readonly LogicalAggregate[] {
  const below = inputsOf(plan).flatMap(aggregatesOf);
  return plan.kind === 'aggregate' ? [plan, ...below] : below;
}

/** Why a group is never complete: it is of no window, or of one that never closes. */
function neverComplete(
  plan: LogicalAggregate,
  emit: EmitNode,
  properties: PlanProperties,
): SqlError {
  const key = windowKey(plan);
  if (key !== null) return neverCloses(plan, key, emit, properties);
  const window = windowBelow(plan);
  if (window === null) {
    return refused('EMIT FINAL needs a window', emit.position, {
      detail: 'A group without a window is never complete.',
      hint: 'Group by window_start or window_end of a window over a column with a WATERMARK, or use EMIT CHANGES.',
    });
  }
  return refused('EMIT FINAL is not possible for this grouping', emit.position, {
    detail: `A group that is not of one of the windows over "${timeName(window)}" is never complete.`,
    hint: 'Group by window_start or window_end, too, or use EMIT CHANGES.',
  });
}

function neverCloses(
  { input }: LogicalAggregate,
  { column, window }: WindowKey,
  emit: EmitNode,
  properties: PlanProperties,
): SqlError {
  if (window.shape.form?.kind === 'count') {
    return refused('EMIT FINAL is not possible for count windows', emit.position, {
      hint: 'Use EMIT CHANGES, and HAVING count(*) = the size for windows that are full.',
    });
  }
  const time = timeName(window);
  const hint = untimedHint(input, column, properties);
  if (properties.windowLag(window.input, window.time, window.shape) === null) {
    return refused('EMIT FINAL needs a watermark', emit.position, {
      detail: `No watermark says when the windows over "${time}" are complete.`,
      hint,
    });
  }
  return refused('EMIT FINAL is not possible for this grouping', emit.position, {
    detail: `Rows may come to the windows over "${time}" at any time, so they are never complete.`,
    hint,
  });
}

function refused(
  message: string,
  position: Position,
  details: { readonly detail?: string; readonly hint: string },
): SqlError {
  return new SqlError(sqlState.featureNotSupported, message, { ...details, position });
}
