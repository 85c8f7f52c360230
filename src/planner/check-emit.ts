import { type Position, SqlError, sqlState } from '../common/sql-error.ts';
import type { EmitNode, QueryNode } from '../parser/ast.ts';
import type { PlanContext } from './api.ts';
import { inputsOf, type LogicalAggregate, type LogicalPlan } from './logical/logical-plan.ts';
import type { PlanProperties } from './logical/plan-properties.ts';
import { windowBelow } from './logical/window-below.ts';
import { watermarkHint } from './watermark-hint.ts';

/** Refuses ORDER BY, LIMIT and OFFSET of a query that goes on. @throws SqlError 0A000 */
export function checkOrder(query: QueryNode, { mode }: PlanContext): void {
  if (mode === 'once' && query.emit === null) return;
  const refuse = (what: string, position: Position): SqlError =>
    new SqlError(
      sqlState.featureNotSupported,
      `${what} is not supported in continuous queries yet`,
      { hint: 'Use it in the SELECT that reads the view.', position },
    );
  const order = query.orderBy[0];
  if (order !== undefined) throw refuse('ORDER BY', order.position);
  if (query.limit !== null) throw refuse('LIMIT', query.limit.position);
  if (query.offset !== null) throw refuse('OFFSET', query.offset.position);
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

function neverComplete(
  plan: LogicalAggregate,
  emit: EmitNode,
  properties: PlanProperties,
): SqlError {
  const window = windowBelow(plan);
  if (window === null) {
    return refused('EMIT FINAL needs a window', emit.position, {
      detail: 'A group without a window is never complete.',
      hint: 'Group by window_start or window_end of a window over a column with a WATERMARK, or use EMIT CHANGES.',
    });
  }
  const time = window.input.fields[window.time]?.name ?? '_timestamp';
  if (properties.windowLag(window.input, window.time, window.shape) !== null) {
    return refused('EMIT FINAL is not possible for this grouping', emit.position, {
      detail: `A group of the windows over "${time}" is never complete: it is not grouped by the window, or its input changes.`,
      hint: 'Group by window_start or window_end, or use EMIT CHANGES.',
    });
  }
  return refused('EMIT FINAL needs a watermark', emit.position, {
    detail: `No watermark says when the windows over "${time}" are complete.`,
    hint: watermarkHint(time),
  });
}

function refused(
  message: string,
  position: Position,
  details: { readonly detail?: string; readonly hint: string },
): SqlError {
  return new SqlError(sqlState.featureNotSupported, message, { ...details, position });
}
