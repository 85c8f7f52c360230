import type { Position } from '../../common/sql-error.ts';
import type { Expression } from '../expression/expression.ts';
import { mapColumns } from '../expression/map-columns.ts';
import { conjunctsOf, connect } from '../logical/connectives.ts';
import type { LogicalPlan } from '../logical/logical-plan.ts';
import { filterPlan, pickColumns, timeJoinPlan } from '../logical/make-plan.ts';
import { keyPair, sideWithKeys } from '../optimize/extract-join-keys.ts';
import type { JoinType } from '../physical/physical-plan.ts';
import { asOfTimes, type JoinTiming, refused } from './join-timing.ts';

/** What is joined by time, and the condition over the columns of both sides. */
export type TimedSides = {
  readonly left: LogicalPlan;
  readonly right: LogicalPlan;
  readonly type: JoinType;
  readonly condition: Expression | null;
  readonly position: Position;
};

/**
 * A join by time: equalities are its keys. Other conditions of an inner join are asked of the row
 * that was found. @throws SqlError 0A000
 */
export function joinByTime(timing: JoinTiming, sides: TimedSides): LogicalPlan {
  const { type, condition, position } = sides;
  if (type !== 'inner' && type !== 'left') {
    throw refused(`a ${type} join by time`, position, 'Use JOIN or LEFT JOIN.');
  }
  const width = sides.left.fields.length;
  const asOf = timing.kind === 'asof' ? asOfTimes(condition, width, position) : null;
  const times = timing.kind === 'version' ? timing.times : (asOf?.times ?? null);
  const others = asOf?.rest ?? conjunctsOf(condition);
  const pairs = others.flatMap((each) => keyPair(each, width) ?? []);
  const rest = others.filter((each) => keyPair(each, width) === null);
  if (rest.length > 0 && (type === 'left' || asOf !== null)) {
    const hint = 'Put what is asked of the row that was found into WHERE.';
    throw refused('a join by time with conditions other than equalities', position, hint);
  }
  const left = withTime(
    sides.left,
    pairs.map((pair) => pair.left),
    times?.left,
  );
  const right = withTime(
    sides.right,
    pairs.map((pair) => pair.right),
    times?.right,
  );
  const joined = timeJoinPlan(left.plan, right.plan, {
    type,
    leftKeys: left.keys.slice(0, pairs.length),
    rightKeys: right.keys.slice(0, pairs.length),
    time:
      times === null
        ? null
        : {
            left: left.keys[pairs.length] as number,
            right: right.keys[pairs.length] as number,
            strict: times.strict,
          },
    position,
  });
  const wider = left.plan.fields.length - width;
  const moved = (index: number): number => (index < width ? index : index + wider);
  const shown = width + sides.right.fields.length;
  const picked = [...Array(shown).keys()].map(moved);
  if (rest.length === 0) return pickColumns(joined, picked);
  return pickColumns(filterPlan(joined, mapColumns(connect('and', rest), moved)), picked);
}

function withTime(
  side: LogicalPlan,
  keys: readonly Expression[],
  time: Expression | undefined,
): ReturnType<typeof sideWithKeys> {
  return sideWithKeys(side, time === undefined ? keys : [...keys, time]);
}
