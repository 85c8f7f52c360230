import { functionById } from '../../functions/function-registry.ts';
import type { Expression } from '../expression/expression.ts';
import { mirrored } from '../expression/mirrored.ts';
import type { Forget } from '../physical/physical-plan.ts';
import { conjunctsOf } from './connectives.ts';
import type { LogicalJoin } from './logical-plan.ts';
import {
  constantMicros,
  type ShiftedColumn,
  shiftedColumn,
  type TimeAttribute,
} from './time-attribute.ts';

/** When a join may forget the rows of its sides; null: never. */
export type JoinBounds = { readonly left: SideBound | null; readonly right: SideBound | null };

/** `strict`: no row of the other side comes that a row would meet at the very moment it may be forgotten. */
export type SideBound = { readonly forget: Forget; readonly strict: boolean };

/** low ≤ left − right ≤ high, microseconds, between a column of each side. */
type Range = {
  readonly left: number;
  readonly right: number;
  readonly low: number;
  readonly high: number;
};

type Times = ReadonlyMap<number, TimeAttribute>;

/**
 * What bounds the state of a join: from keys and conditions that hold two event times within a
 * range of each other. A left row with time l can still meet right rows with r ≤ l − low; all to
 * come have r ≥ watermark − lag; so it is of no more use once watermark > l − low + lag. Of an
 * inner join l need not follow event time: an offer is of no more use once its end has passed.
 */
export function joinBounds(join: LogicalJoin, leftTimes: Times, rightTimes: Times): JoinBounds {
  let left: SideBound | null = null;
  let right: SideBound | null = null;
  for (const range of ranges(join)) {
    const a = leftTimes.get(range.left);
    const b = rightTimes.get(range.right);
    const isAlike = (a !== undefined && b !== undefined) || join.type === 'inner';
    if (b !== undefined && isAlike) {
      left = tighter(left, range.left, b.lagMicros - range.low, b);
    }
    if (a !== undefined && isAlike) {
      right = tighter(right, range.right, range.high + a.lagMicros, a);
    }
  }
  return { left, right };
}

/** Of two bounds the one that forgets earlier; an infinite slack is no bound. */
function tighter(
  known: SideBound | null,
  column: number,
  slackMicros: number,
  other: TimeAttribute,
): SideBound | null {
  if (!Number.isFinite(slackMicros)) return known;
  if (known !== null && known.forget.slackMicros <= slackMicros) return known;
  return { forget: { column, slackMicros }, strict: other.window !== null };
}

function ranges(join: LogicalJoin): readonly Range[] {
  const equal = join.leftKeys.map((left, i) => {
    return { left, right: join.rightKeys[i] as number, low: 0, high: 0 };
  });
  const width = join.left.fields.length;
  const conditions = conjunctsOf(join.condition).flatMap((each) => rangeOf(each, width));
  return [...equal, ...conditions];
}

/** The range that a comparison of two shifted columns, one of each side, sets, or of their difference with a constant. */
function rangeOf(condition: Expression, width: number): readonly Range[] {
  if (condition.kind !== 'call' || condition.arguments.length !== 2) return [];
  const [first, second] = condition.arguments as readonly [Expression, Expression];
  const { name } = functionById(condition.function);
  const compared =
    comparedColumns(shiftedColumn(first), shiftedColumn(second)) ??
    comparedDifference(first, constantMicros(second)) ??
    swapped(comparedDifference(second, constantMicros(first)));
  if (compared === null) return [];
  const [a, b] = compared;
  if (a.column < width === b.column < width) return [];
  const flipped = a.column >= width;
  const [left, right] = flipped ? [b, a] : [a, b];
  // left + x OP right + y  ⇔  left − right OP y − x
  const difference = right.micros - left.micros;
  const [low, high] = limits(flipped ? mirrored(name) : name, difference);
  return [{ left: left.column, right: right.column - width, low, high }];
}

type Compared = readonly [ShiftedColumn, ShiftedColumn];

function comparedColumns(a: ShiftedColumn | null, b: ShiftedColumn | null): Compared | null {
  return a === null || b === null ? null : [a, b];
}

/** a − b OP length says the same as a OP b + length. */
function comparedDifference(difference: Expression, length: number | null): Compared | null {
  if (length === null || difference.kind !== 'call' || difference.arguments.length !== 2)
    return null;
  if (functionById(difference.function).name !== '-') return null;
  const [a, b] = difference.arguments.map(shiftedColumn);
  if (a === null || a === undefined || b === null || b === undefined) return null;
  return [a, { ...b, micros: b.micros + length }];
}

/** length OP a − b says the same as b + length OP a. */
function swapped(compared: Compared | null): Compared | null {
  return compared === null ? null : [compared[1], compared[0]];
}

function limits(operator: string, difference: number): readonly [number, number] {
  switch (operator) {
    case '=':
      return [difference, difference];
    case '<':
    case '<=':
      return [-Infinity, difference];
    case '>':
    case '>=':
      return [difference, Infinity];
    default:
      return [-Infinity, Infinity];
  }
}
