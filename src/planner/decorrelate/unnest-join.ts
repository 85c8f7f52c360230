import type { Position } from '../../common/sql-error.ts';
import type { Expression } from '../expression/expression.ts';
import { mapColumns } from '../expression/map-columns.ts';
import { connect } from '../logical/connectives.ts';
import type { LogicalJoin, LogicalPlan } from '../logical/logical-plan.ts';
import { columnOf, joinPlan, pickColumns } from '../logical/make-plan.ts';
import { keyEquality, type Unnested } from './unnested.ts';

/** The join of two freed plans: rows belong together that are for the same values of variables of both. */
export function joinUnnested(
  type: LogicalJoin['type'],
  left: Unnested,
  right: Unnested,
  condition: Expression | null,
  position: Position,
): LogicalJoin {
  const shift = left.plan.fields.length;
  const equalities = right.keys.flatMap((key) => {
    const own = left.keys.find(({ variable }) => variable === key.variable);
    if (own === undefined) return [];
    const nullSafe = own.nullSafe && key.nullSafe;
    const column = columnOf(left.plan.fields, own.column);
    const value = mapColumns(key.outer, () => column);
    const other = { ...columnOf(right.plan.fields, key.column), index: key.column + shift };
    return [keyEquality({ nullSafe }, value, other as Expression, position)];
  });
  const all = condition === null ? equalities : [...equalities, condition];
  return joinPlan(left.plan, right.plan, {
    type,
    leftKeys: [],
    rightKeys: [],
    condition: all.length === 0 ? null : connect('and', all),
    position,
  });
}

/** A right join as a left one with its sides changed over. */
export function turnedJoin(plan: LogicalJoin): LogicalPlan {
  const left = plan.left.fields.length;
  const right = plan.right.fields.length;
  const turned = (index: number): number => {
    if (index < 0) return index;
    return index < left ? index + right : index - left;
  };
  const condition = plan.condition === null ? null : mapColumns(plan.condition, turned);
  const joined = joinPlan(plan.right, plan.left, { ...plan, type: 'left', condition });
  return pickColumns(joined, [...plan.fields.keys()].map(turned));
}
