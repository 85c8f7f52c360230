import { unreachable } from '../../common/assert.ts';
import type { Expression } from './expression.ts';

/** The expressions directly below one, in the order of evaluation; for CASE both halves of each branch. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'column':
    case 'literal':
      return [];
    case 'call':
    case 'and':
    case 'or':
      return expression.arguments;
    case 'not':
    case 'isNull':
      return [expression.argument];
    case 'case':
      return [
        ...expression.branches.flatMap(({ when, then }) => [when, then]),
        expression.otherwise,
      ];
    default:
      return unreachable(expression);
  }
}

/** The same expression with each of its direct children replaced by what `change` makes of it. */
export function mapChildren(
  expression: Expression,
  change: (child: Expression) => Expression,
): Expression {
  switch (expression.kind) {
    case 'column':
    case 'literal':
      return expression;
    case 'call':
    case 'and':
    case 'or':
      return { ...expression, arguments: expression.arguments.map(change) };
    case 'not':
    case 'isNull':
      return { ...expression, argument: change(expression.argument) };
    case 'case':
      return {
        ...expression,
        branches: expression.branches.map(({ when, then }) => ({
          when: change(when),
          then: change(then),
        })),
        otherwise: change(expression.otherwise),
      };
    default:
      return unreachable(expression);
  }
}
