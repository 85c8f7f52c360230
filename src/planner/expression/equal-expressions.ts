import { isDeepStrictEqual } from 'node:util';
import { type Datum, sameType } from '../../data/sql-type.ts';
import { withoutModifiers } from '../../data/type-modifier.ts';
import { childrenOf } from './children.ts';
import type { Expression } from './expression.ts';

/** Whether two expressions are built alike: they have one value for every row and environment. */
export function equalExpressions(a: Expression, b: Expression): boolean {
  if (a === b) return true;
  if (a.kind === 'column' && b.kind === 'column') return isSameColumn(a, b);
  if (!sameType(a.type, b.type) || !sameNode(a, b)) return false;
  const [x, y] = [childrenOf(a), childrenOf(b)];
  return (
    x.length === y.length && x.every((child, i) => equalExpressions(child, y[i] as Expression))
  );
}

type Column = Extract<Expression, { kind: 'column' }>;

/** A column is the same whatever length its texts are said to have. */
function isSameColumn(a: Column, b: Column): boolean {
  return a.index === b.index && sameType(withoutModifiers(a.type), withoutModifiers(b.type));
}

function sameNode(a: Expression, b: Expression): boolean {
  if (a.kind === 'literal') return b.kind === 'literal' && sameDatum(a.value, b.value);
  if (a.kind === 'call') return b.kind === 'call' && a.function === b.function;
  return a.kind === b.kind;
}

/** Identity of values: NaN is itself, −0 is not 0. */
function sameDatum(a: Datum, b: Datum): boolean {
  return isDeepStrictEqual(a, b);
}
