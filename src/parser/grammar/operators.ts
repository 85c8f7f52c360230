import type { BinaryOperator, ExpressionNode } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { leftShare } from './balance.ts';
import { placeOf } from './place.ts';

/** An expression and the tokens that it goes from and to, parentheses included. */
export type Operand = {
  readonly node: ExpressionNode;
  readonly first: Token;
  readonly last: Token;
};

/** How tightly an arithmetic operator binds; all of them from left to right. */
const strengths: Readonly<Record<string, number>> = {
  '||': 1,
  '+': 2,
  '-': 2,
  '*': 3,
  '/': 3,
  '%': 3,
  '^': 4,
};

/** Two operands joined by an operator. */
export function join(operator: BinaryOperator, left: Operand, right: Operand): Operand {
  const position = placeOf(left.first, right.last);
  return {
    node: { kind: 'binary', operator, left: left.node, right: right.node, position },
    first: left.first,
    last: right.last,
  };
}

/** The tree of `a + b * c …` by the operators' precedence: `operators[i]` stands behind `operands[i]`. */
export function joinArithmetic(
  operands: readonly Operand[],
  operators: readonly BinaryOperator[],
): Operand {
  const waiting: Operand[] = [operands[0] as Operand];
  const pending: BinaryOperator[] = [];
  const reduce = (strength: number): void => {
    while (pending.length > 0 && strengthOf(pending.at(-1)) >= strength) {
      const right = waiting.pop() as Operand;
      const left = waiting.pop() as Operand;
      waiting.push(join(pending.pop() as BinaryOperator, left, right));
    }
  };
  for (const [index, operator] of operators.entries()) {
    reduce(strengthOf(operator));
    pending.push(operator);
    waiting.push(operands[index + 1] as Operand);
  }
  reduce(0);
  return waiting[0] as Operand;
}

function strengthOf(operator: BinaryOperator | undefined): number {
  return strengths[operator ?? ''] ?? 0;
}

/**
 * The tree of a chain of AND and OR. Both are associative, so that a run of the same operator
 * becomes a balanced tree: a thousand conditions are ten levels deep.
 */
export function joinLogical(
  operands: readonly Operand[],
  operators: readonly ('and' | 'or')[],
): Operand {
  const groups: Operand[] = [];
  let from = 0;
  for (let at = 0; at < operands.length; at += 1) {
    if (operators[at] !== 'and') {
      groups.push(joinBalanced('and', operands.slice(from, at + 1)));
      from = at + 1;
    }
  }
  return joinBalanced('or', groups);
}

function joinBalanced(operator: 'and' | 'or', operands: readonly Operand[]): Operand {
  if (operands.length === 1) return operands[0] as Operand;
  const middle = leftShare(operands.length);
  return join(
    operator,
    joinBalanced(operator, operands.slice(0, middle)),
    joinBalanced(operator, operands.slice(middle)),
  );
}
