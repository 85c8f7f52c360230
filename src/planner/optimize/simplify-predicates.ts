import { mapChildren } from '../expression/children.ts';
import { equalExpressions } from '../expression/equal-expressions.ts';
import type { Expression } from '../expression/expression.ts';
import { canFail } from '../expression/properties.ts';
import { booleanLiteral, connect } from '../logical/connectives.ts';
import type { Pass } from './pass.ts';
import { mapExpressions, rewriteUp } from './rewrite.ts';

/**
 * Shortens conditions: TRUE in AND and FALSE in OR go, what decides them stands alone, repeated
 * conditions stand once, NOT NOT goes, IS NULL of what is never NULL is FALSE. A filter that keeps
 * every row goes.
 */
export const simplifyPredicates: Pass = {
  name: 'simplify_predicates',
  run: (plan) =>
    rewriteUp(plan, (node) => {
      const changed = mapExpressions(node, simplified);
      if (changed.kind === 'filter' && isLiteral(changed.predicate, true)) return changed.input;
      if (changed.kind === 'join' && changed.condition !== null) {
        return isLiteral(changed.condition, true) ? { ...changed, condition: null } : changed;
      }
      return changed;
    }),
};

/** The condition in its shortest form; the expression itself when it is that already. */
export function simplified(expression: Expression): Expression {
  let changed = false;
  const mapped = mapChildren(expression, (child) => {
    const result = simplified(child);
    changed ||= result !== child;
    return result;
  });
  return simplifiedNode(changed ? mapped : expression);
}

function simplifiedNode(expression: Expression): Expression {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return simplifiedConnective(expression);
    case 'not':
      return simplifiedNot(expression);
    case 'isNull':
      return expression.argument.nullable || canFail(expression.argument)
        ? expression
        : booleanLiteral(false);
    case 'case':
      return simplifiedCase(expression);
    default:
      return expression;
  }
}

function simplifiedConnective(expression: Extract<Expression, { kind: 'and' | 'or' }>): Expression {
  const { kind } = expression;
  const flat = expression.arguments.flatMap((each) =>
    each.kind === kind ? each.arguments : [each],
  );
  const kept: Expression[] = [];
  for (const each of flat) {
    if (isLiteral(each, kind === 'and')) continue;
    // What decides ends the list: later conditions are not evaluated. Earlier ones may only fail.
    if (isLiteral(each, kind === 'or')) {
      if (!kept.some(canFail)) return each;
      kept.push(each);
      break;
    }
    if (!kept.some((other) => equalExpressions(other, each))) kept.push(each);
  }
  const same = kept.length === expression.arguments.length;
  return same && kept.every((each, i) => each === expression.arguments[i])
    ? expression
    : connect(kind, kept);
}

function simplifiedNot(expression: Extract<Expression, { kind: 'not' }>): Expression {
  const { argument } = expression;
  if (argument.kind === 'not') return argument.argument;
  if (argument.kind === 'literal') {
    return argument.value === null ? argument : booleanLiteral(argument.value === false);
  }
  return expression;
}

/** Arms that are never chosen go; an arm that is always chosen becomes the ELSE. */
function simplifiedCase(expression: Extract<Expression, { kind: 'case' }>): Expression {
  const branches = expression.branches.filter(
    ({ when }) => !(when.kind === 'literal' && when.value !== true),
  );
  const always = branches.findIndex(({ when }) => isLiteral(when, true));
  const kept = always < 0 ? branches : branches.slice(0, always);
  const otherwise = always < 0 ? expression.otherwise : (branches[always]?.then as Expression);
  if (kept.length === 0) return otherwise;
  return kept.length === expression.branches.length
    ? expression
    : { ...expression, branches: kept, otherwise };
}

function isLiteral(expression: Expression, value: boolean): boolean {
  return expression.kind === 'literal' && expression.value === value;
}
