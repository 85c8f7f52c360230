import type { PlanNotice } from './api.ts';
import { durationText } from './explain/duration-text.ts';
import type { Expression } from './expression/expression.ts';
import { groupNotices } from './group-notices.ts';
import { clockCondition } from './logical/clock-bounds.ts';
import {
  inputsOf,
  type LogicalJoin,
  type LogicalOver,
  type LogicalPlan,
  type LogicalSetOperation,
  type LogicalTimeJoin,
  type LogicalWindow,
} from './logical/logical-plan.ts';
import type { PlanProperties } from './logical/plan-properties.ts';
import { timeJoinLags } from './logical/time-joins.ts';
import { timeName, windowKey } from './logical/window-below.ts';
import { untimedHint } from './untimed-hint.ts';

/** What the user should know of state that a continuous plan keeps for good. */
export function stateNotices(plan: LogicalPlan, properties: PlanProperties): readonly PlanNotice[] {
  const below = inputsOf(plan).flatMap((input) => stateNotices(input, properties));
  return uniqueNotices([...below, ...noticesOf(plan, properties)]);
}

function noticesOf(plan: LogicalPlan, properties: PlanProperties): readonly PlanNotice[] {
  if (plan.kind === 'join') {
    return [...pairNotices(plan, properties), ...joinNotices(plan, properties)];
  }
  if (plan.kind === 'timeJoin') return timeJoinNotices(plan, properties);
  if (plan.kind === 'over' || plan.kind === 'setOperation') return keptNotices(plan);
  if (plan.kind !== 'aggregate' || properties.closes(plan)) return [];
  const key = windowKey(plan);
  if (key === null) return groupNotices(plan, streamsOf(plan.input), properties);
  const { window, column } = key;
  if (window.shape.form?.kind === 'count') return [countNotice(window)];
  return [
    {
      severity: 'NOTICE',
      message: `the windows over "${timeName(window)}" never close, and their state grows without bound`,
      hint: untimedHint(plan.input, column, properties),
      position: window.position,
    },
  ];
}

/** Windows of rows are never known to be complete: rows may be counted elsewhere in another order. */
function countNotice({ position }: LogicalWindow): PlanNotice {
  return {
    severity: 'NOTICE',
    message: 'the groups of count windows are kept for good, and their state grows without bound',
    hint: 'Windows of time are forgotten when the watermark has passed them.',
    position,
  };
}

/** Window functions and set operations keep what has come for good. */
function keptNotices(plan: LogicalOver | LogicalSetOperation): readonly PlanNotice[] {
  const kept = inputsOf(plan).flatMap(streamsOf);
  if (kept.length === 0) return [];
  const names = [...new Set(kept)].map((name) => `"${name}"`).join(' and ');
  const what = plan.kind === 'over' ? 'OVER' : plan.operator.toUpperCase();
  return [
    {
      severity: 'NOTICE',
      message: `${what} keeps all rows of ${names}, and its state grows without bound`,
      hint: 'Group by a window first, or select fewer rows: what is kept is what comes out of FROM, WHERE and GROUP BY.',
      position: plan.position,
    },
  ];
}

/** Windows further apart than they are long are mostly sizes in the wrong order. */
export function gapNotices(plan: LogicalPlan): readonly PlanNotice[] {
  const below = inputsOf(plan).flatMap(gapNotices);
  if (plan.kind !== 'window') return below;
  const { sizeMicros, slideMicros, form } = plan.shape;
  if (slideMicros <= sizeMicros || form !== undefined) return below;
  const notice: PlanNotice = {
    severity: 'NOTICE',
    message: `windows of ${durationText(sizeMicros)} every ${durationText(slideMicros)} leave gaps, and rows between them are in no window`,
    hint: 'HOP takes the slide first and then the size: HOP(relation, time column, slide, size).',
    position: plan.position,
  };
  return uniqueNotices([...below, notice]);
}

/** Without an equality, every row of one side meets every row of the other: it should be meant so. */
function pairNotices(plan: LogicalJoin, properties: PlanProperties): readonly PlanNotice[] {
  const isSingle = (side: LogicalPlan): boolean =>
    properties.of(side).keys.some((key) => key.length === 0);
  if (plan.leftKeys.length > 0 || isSingle(plan.left) || isSingle(plan.right)) return [];
  return [
    {
      severity: 'NOTICE',
      message: 'the join has no equality between its sides, and compares every row with every row',
      hint: 'Add a condition of the form left.column = right.column, in ON or in WHERE.',
      position: plan.position,
    },
  ];
}

/** A side is kept for good when nothing bounds it and rows are only ever added to it. */
function joinNotices(plan: LogicalJoin, properties: PlanProperties): readonly PlanNotice[] {
  const bounds = properties.bounds(plan);
  const kept = [
    ...(bounds.left === null ? streamsOf(plan.left) : []),
    ...(bounds.right === null ? streamsOf(plan.right) : []),
  ];
  if (kept.length === 0) return [];
  const names = [...new Set(kept)].map((name) => `"${name}"`).join(' and ');
  return [
    {
      severity: 'NOTICE',
      message: `the join keeps all rows of ${names}, and its state grows without bound`,
      hint: "Bound it in time: add a condition such as a.ts BETWEEN b.ts - INTERVAL '10 minutes' AND b.ts + INTERVAL '10 minutes' on columns with a WATERMARK.",
      position: plan.position,
    },
  ];
}

/** What a join by time keeps for good: a side is forgotten by the watermark of the other. */
function timeJoinNotices(plan: LogicalTimeJoin, properties: PlanProperties): readonly PlanNotice[] {
  const lags = timeJoinLags(plan, properties.of(plan.left), properties.of(plan.right));
  const kept = [
    ...(plan.time !== null && lags.right === null ? streamsOf(plan.left) : []),
    ...(lags.left === null ? streamsOf(plan.right) : []),
  ];
  if (kept.length === 0) return [];
  const names = [...new Set(kept)].map((name) => `"${name}"`).join(' and ');
  return [
    {
      severity: 'NOTICE',
      message: `the join keeps all rows of ${names}, and its state grows without bound`,
      hint: 'It is bounded when both times are columns with a WATERMARK and no row is taken back.',
      position: plan.position,
    },
  ];
}

/** The streams whose rows reach a plan's output one by one, and are not taken back by the clock. */
function streamsOf(plan: LogicalPlan): readonly string[] {
  if (plan.kind === 'filter' && endsByClock(plan.predicate)) return [];
  if (plan.kind === 'scan') return plan.relation.kind === 'stream' ? [plan.relation.name] : [];
  const isBounded = plan.kind === 'aggregate' || (plan.kind === 'top' && plan.limit !== null);
  return isBounded ? [] : inputsOf(plan).flatMap(streamsOf);
}

function endsByClock(predicate: Expression): boolean {
  return clockCondition(predicate)?.bounds.some(({ kind }) => kind === 'until') === true;
}

function uniqueNotices(notices: readonly PlanNotice[]): readonly PlanNotice[] {
  return notices.filter(
    ({ message }, i) => notices.findIndex((other) => other.message === message) === i,
  );
}
