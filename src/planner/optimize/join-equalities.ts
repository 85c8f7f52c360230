import { sameType } from '../../data/sql-type.ts';
import { functionById } from '../../functions/function-registry.ts';
import type { Expression } from '../expression/expression.ts';
import { isCanonical } from '../expression/key-form.ts';
import { columnsOf } from '../expression/properties.ts';
import { conjunctsOf, connect } from '../logical/connectives.ts';
import { isFact } from './constraints.ts';

/** Where a column of one side of a join is equal to what the other side has. */
export type Equality = {
  readonly from: number;
  /** Over columns of the other side. */
  readonly to: Expression;
  /** Whether `from` is of the left side. */
  readonly isToRight: boolean;
};

/**
 * The columns that conditions make equal to something on the other side of a join, both ways. Only
 * of types whose equal values are the same in every way.
 */
export function equalitiesBetween(
  conditions: readonly Expression[],
  width: number,
): readonly Equality[] {
  return conditions.flatMap((each) => {
    if (each.kind !== 'call' || functionById(each.function).name !== '=' || !isFact(each)) {
      return [];
    }
    const [a, b] = each.arguments as readonly [Expression, Expression];
    return [...equality(a, b, width), ...equality(b, a, width)];
  });
}

function equality(from: Expression, to: Expression, width: number): readonly Equality[] {
  if (from.kind !== 'column' || !isExact(from) || !sameType(from.type, to.type)) return [];
  const isToRight = from.index < width;
  const columns = columnsOf(to);
  const isAcross = columns.every((column) => column >= width === isToRight);
  return columns.length > 0 && isAcross ? [{ from: from.index, to, isToRight }] : [];
}

/** Whether nothing can tell equal values apart: 0.0 and −0.0 are equal, but divide differently. */
export function isExact({ type }: Expression): boolean {
  return isCanonical(type) && type.kind !== 'real' && type.kind !== 'double';
}

/** What every arm of an OR says of one side of a join, as a condition on it. */
export function sharedByArms(
  conditions: readonly Expression[],
  width: number,
): readonly Expression[] {
  return conditions.flatMap((each) => {
    if (each.kind !== 'or') return [];
    const sides = [(column: number) => column < width, (column: number) => column >= width];
    if (sides.some((isOwn) => columnsOf(each).every(isOwn))) return [];
    return sides.flatMap((isOwn) => armsOn(each.arguments, isOwn));
  });
}

function armsOn(
  arms: readonly Expression[],
  isOwn: (column: number) => boolean,
): readonly Expression[] {
  const parts = arms.map((arm) =>
    conjunctsOf(arm).filter((each) => isFact(each) && columnsOf(each).every(isOwn)),
  );
  if (parts.some((part) => part.length === 0)) return [];
  return [
    connect(
      'or',
      parts.map((part) => connect('and', part)),
    ),
  ];
}
