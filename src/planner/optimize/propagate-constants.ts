import { equalExpressions } from '../expression/equal-expressions.ts';
import type { Expression } from '../expression/expression.ts';
import { mapColumns } from '../expression/map-columns.ts';
import { canFail, columnsOf } from '../expression/properties.ts';
import { booleanLiteral, conjunctsOf, connect } from '../logical/connectives.ts';
import { type Comparison, comparisonOf } from './comparisons.ts';
import { folded } from './fold-constants.ts';
import { isExact } from './join-equalities.ts';
import type { Pass } from './pass.ts';
import { mapConditions, rewriteUp } from './rewrite.ts';
import { simplified } from './simplify-predicates.ts';

/**
 * Puts a constant in the place of a column that a condition holds equal to it: of x = 5 AND y = x
 * becomes x = 5 AND y = 5. Conditions that cannot hold together become FALSE.
 */
export const propagateConstants: Pass = {
  name: 'propagate_constants',
  run: (plan) => rewriteUp(plan, (node) => mapConditions(node, propagated)),
};

/** The condition with what it says of columns put to use in itself. */
export function propagated(given: Expression): Expression {
  // Two that are equal would each be found true by the other: each stands once.
  const condition = given.kind === 'and' ? simplified(given) : given;
  if (condition.kind !== 'and') return condition;
  const conjuncts = conjunctsOf(condition);
  const comparisons = conjuncts.flatMap((each) => exactComparison(each) ?? []);
  if (comparisons.length === 0) return condition;
  // What can fail stands before what would be found false: it keeps its say.
  if (!conjuncts.some(canFail) && isContradiction(comparisons)) return booleanLiteral(false);
  const next = conjuncts.map((each) => withConstants(each, comparisons));
  return next.every((each, i) => each === conjuncts[i])
    ? condition
    : simplified(connect('and', next));
}

/** Zeros of both signs are equal, and something may tell them apart: such columns are left alone. */
function exactComparison(condition: Expression): Comparison | null {
  const comparison = comparisonOf(condition);
  return comparison !== null && isExact(comparison.constant) ? comparison : null;
}

/** A row that is not equal to the constant has been dropped already, so that the others need not look. */
function withConstants(condition: Expression, comparisons: readonly Comparison[]): Expression {
  if (canFail(condition)) return condition;
  const constants = new Map(
    comparisons
      .filter((each) => each.operator === '=' && each.condition !== condition)
      .map((each) => [each.column, each.constant]),
  );
  if (!columnsOf(condition).some((column) => constants.has(column))) return condition;
  return folded(mapColumns(condition, (column) => constants.get(column) ?? column));
}

/** Whether some two comparisons of a column hold for no value. */
function isContradiction(comparisons: readonly Comparison[]): boolean {
  return comparisons.some((low) =>
    comparisons.some((high) => low !== high && low.column === high.column && excludes(low, high)),
  );
}

/** Values at or above a constant, and a condition that the constant and all above it fail. */
function excludes(low: Comparison, high: Comparison): boolean {
  const isPoint = low.operator === '=';
  if (!isPoint && low.operator !== '>' && low.operator !== '>=') return false;
  const isAbove = high.operator === '<' || high.operator === '<=' || high.operator === '=';
  if (!isPoint && !isAbove) return false;
  if (!isPoint && high.operator === '=') return false;
  const at = folded(mapColumns(high.condition, () => low.constant));
  return (
    at.kind === 'literal' && at.value === false && !equalExpressions(low.condition, high.condition)
  );
}
