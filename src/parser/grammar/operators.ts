import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { BinaryOperator, ExpressionNode, QueryNode, UnaryOperator } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { leftShare } from './balance.ts';
import { placeOf } from './place.ts';

/** An expression and the tokens that it goes from and to, parentheses included. */
export type Operand = {
  readonly node: ExpressionNode;
  readonly first: Token;
  readonly last: Token;
  /** `ANY (…)` and `ALL (…)`, which stand for `node` right of an operator and nowhere else. */
  readonly quantified?: {
    readonly quantifier: 'any' | 'all';
    readonly over: QueryNode | ExpressionNode;
  };
};

/** An operand of a chain, and the operators in front of it that are not signs of it alone. */
export type ChainOperand = Operand & { readonly prefixes: readonly Token[] };

/** An operator of a chain; OPERATOR(…) binds like any other whatever it is. */
export type ChainOperator = { readonly operator: BinaryOperator; readonly strength: number };

/** How tightly an arithmetic operator binds; all of them from left to right. */
const strengths: Readonly<Record<string, number>> = {
  '+': 2,
  '-': 2,
  '*': 3,
  '/': 3,
  '%': 3,
  '^': 4,
};
/** All others bind like this. */
export const otherStrength = 1;
const signStrength = 5;

/** Operators with two spellings. */
const otherSpellings: Readonly<Record<string, BinaryOperator>> = {
  '!=': '<>',
  '~~': 'like',
  '~~*': 'ilike',
  '!~~': 'not like',
  '!~~*': 'not ilike',
};

/** The operator of a token. */
export function operatorOf({ value }: Token): BinaryOperator {
  return otherSpellings[value] ?? (value as BinaryOperator);
}

/** An operator of a chain as its token says. */
export function chainOperator(token: Token): ChainOperator {
  return { operator: operatorOf(token), strength: strengths[token.value] ?? otherStrength };
}

/** Two operands joined by an operator. @throws SqlError 42601 for ANY and ALL where they cannot stand */
export function join(operator: BinaryOperator, left: Operand, right: Operand): Operand {
  refuseQuantifier(left);
  const position = placeOf(left.first, right.last);
  const { first } = left;
  const { last } = right;
  if (right.quantified !== undefined) {
    const node: ExpressionNode = {
      kind: 'quantified',
      operator,
      operand: left.node,
      ...right.quantified,
      position,
    };
    return { node, first, last };
  }
  return {
    node: { kind: 'binary', operator, left: left.node, right: right.node, position },
    first,
    last,
  };
}

/** NOT, a sign or another operator before an operand. */
export function prefixed(operand: Operand, sign: Token): Operand {
  refuseQuantifier(operand);
  const position = placeOf(sign, operand.last);
  const operator = sign.value as UnaryOperator;
  return {
    node: { kind: 'unary', operator, operand: operand.node, position },
    first: sign,
    last: operand.last,
  };
}

function refuseQuantifier({ quantified, first }: Operand): void {
  if (quantified === undefined) return;
  const word = first.value.toUpperCase();
  throw new SqlError(sqlState.syntaxError, `syntax error at or near "${first.value}"`, {
    position: placeOf(first, first),
    hint: `${word} (…) stands right of an operator: a = ${word} (…).`,
  });
}

type Pending = { readonly strength: number } & (
  | { readonly operator: BinaryOperator }
  | { readonly sign: Token }
);

/** The tree of `a + b * c …` by the operators' precedence: `operators[i]` stands behind `operands[i]`. */
export function joinArithmetic(
  operands: readonly ChainOperand[],
  operators: readonly ChainOperator[],
): Operand {
  const waiting: Operand[] = [];
  const pending: Pending[] = [];
  const reduce = (strength: number): void => {
    for (let top = pending.at(-1); top !== undefined && top.strength >= strength; ) {
      pending.pop();
      const right = waiting.pop() as Operand;
      if ('sign' in top) waiting.push(prefixed(right, top.sign));
      else waiting.push(join(top.operator, waiting.pop() as Operand, right));
      top = pending.at(-1);
    }
  };
  for (const [index, operand] of operands.entries()) {
    for (const sign of operand.prefixes) {
      const isSign = sign.value === '-' || sign.value === '+';
      pending.push({ sign, strength: isSign ? signStrength : otherStrength });
    }
    waiting.push(operand);
    const operator = operators[index];
    if (operator === undefined) continue;
    reduce(operator.strength);
    pending.push(operator);
  }
  reduce(0);
  return waiting[0] as Operand;
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
