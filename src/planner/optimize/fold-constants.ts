import { SqlError } from '../../common/sql-error.ts';
import { envAt } from '../../functions/evaluation-env.ts';
import { mapChildren } from '../expression/children.ts';
import { evaluate } from '../expression/evaluate.ts';
import type { Expression } from '../expression/expression.ts';
import { isConstant } from '../expression/properties.ts';
import type { Pass } from './pass.ts';
import { mapExpressions, rewriteUp } from './rewrite.ts';

/**
 * Computes what depends on no row: `price > 10 * 100` becomes `price > 1000`. What fails is left to
 * the rows that reach it: `CASE WHEN ok THEN 1 / 0 END` fails for them alone.
 */
export const foldConstants: Pass = {
  name: 'fold_constants',
  run: (plan) => rewriteUp(plan, (node) => mapExpressions(node, folded)),
};

/** An expression with its constant parts computed; the expression itself when there are none. */
export function folded(expression: Expression): Expression {
  if (expression.kind === 'literal' || expression.kind === 'column') return expression;
  if (isConstant(expression)) return computedValue(expression) ?? foldedChildren(expression);
  return foldedChildren(expression);
}

function foldedChildren(expression: Expression): Expression {
  let changed = false;
  const mapped = mapChildren(expression, (child) => {
    const result = folded(child);
    changed ||= result !== child;
    return result;
  });
  return changed ? mapped : expression;
}

const anywhere = envAt(0);

function computedValue(expression: Expression): Expression | null {
  try {
    const value = evaluate(expression, [], anywhere);
    return { kind: 'literal', value, type: expression.type, nullable: value === null };
  } catch (error) {
    if (error instanceof SqlError) return null;
    throw error;
  }
}
