import type { LogicalTimeJoin } from './logical-plan.ts';
import type { Properties } from './properties.ts';

/** How far behind its watermark rows of either side may come, microseconds; null: at any time. */
export type TimeJoinLags = { readonly left: number | null; readonly right: number | null };

/** What is known of a join by time: with the clock, rows come out once, when the left ones come. */
export function timeJoinProperties(
  { time, rightKeys }: LogicalTimeJoin,
  left: Properties,
  right: Properties,
): Properties {
  if (time !== null) return { mode: 'updating', keys: left.keys, times: new Map() };
  const isUnique = right.keys.some((key) => key.every((column) => rightKeys.includes(column)));
  return { mode: left.mode, keys: isUnique ? left.keys : [], times: left.times };
}

/**
 * What a join by time can forget by: a side whose rows come in time lets go of rows of the other,
 * unless versions may be taken back, so that older ones are needed again.
 */
export function timeJoinLags(
  { time }: LogicalTimeJoin,
  left: Properties,
  right: Properties,
): TimeJoinLags {
  if (time === null || right.mode === 'updating') return { left: null, right: null };
  const earlier = lagOf(right, time.right);
  return { left: left.mode === 'append' ? lagOf(left, time.left) : null, right: earlier };
}

function lagOf({ times }: Properties, column: number): number | null {
  const known = times.get(column);
  if (known === undefined || known.window !== null) return null;
  return Number.isFinite(known.lagMicros) ? known.lagMicros : null;
}
