import { functionById } from '../../functions/function-registry.ts';
import { childrenOf } from './children.ts';
import type { Expression } from './expression.ts';

/** Whether some row can make the expression raise an error: one of its calls has SQLSTATEs to fail with. */
export function canFail(expression: Expression): boolean {
  return someCall(expression, (id) => functionById(id).fallible.length > 0);
}

/** Whether the value depends on the epoch's clock, as that of now() does. */
export function readsClock(expression: Expression): boolean {
  return someCall(expression, (id) => functionById(id).readsClock === true);
}

/** Whether the value can differ from one evaluation to the next, as that of random() does. */
export function isVolatile(expression: Expression): boolean {
  return someCall(expression, (id) => functionById(id).volatility === 'volatile');
}

/** Whether the value depends on columns alone: neither on clock, session and chance. */
export function isImmutable(expression: Expression): boolean {
  return !someCall(expression, (id) => functionById(id).volatility !== 'immutable');
}

/** Whether it is the constant NULL. Values of others are not looked at: a plan may be made for all of them. */
export function isNullLiteral(expression: Expression): boolean {
  return expression.kind === 'literal' && expression.nullable && expression.value === null;
}

/** Whether the value is the same for every row, run and session. */
export function isConstant(expression: Expression): boolean {
  return columnsOf(expression).length === 0 && isImmutable(expression);
}

/** Whether the value is the same for every row of one run. */
export function isStable(expression: Expression): boolean {
  return columnsOf(expression).length === 0 && !isVolatile(expression);
}

/** The input columns that the expression reads: each once, in ascending order. */
export function columnsOf(expression: Expression): readonly number[] {
  const found = new Set<number>();
  collectColumns(expression, found);
  return [...found].toSorted((a, b) => a - b);
}

function someCall(expression: Expression, holds: (id: string) => boolean): boolean {
  if (expression.kind === 'call' && holds(expression.function)) return true;
  return childrenOf(expression).some((child) => someCall(child, holds));
}

function collectColumns(expression: Expression, found: Set<number>): void {
  if (expression.kind === 'column') found.add(expression.index);
  for (const child of childrenOf(expression)) collectColumns(child, found);
}
