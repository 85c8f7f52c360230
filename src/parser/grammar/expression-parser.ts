import type { ParserMethod } from 'chevrotain';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { BinaryOperator, ExpressionNode } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { nestingMax } from './nesting.ts';
import { join, joinArithmetic, joinLogical, type Operand } from './operators.ts';
import { placeOf } from './place.ts';
import { callOf, PrimaryParser } from './primary-parser.ts';
import { keyword, types } from './token-types.ts';

type IsTest = Extract<ExpressionNode, { kind: 'is' }>['test'];

/** Expressions with PostgreSQL's precedence (its manual, 4.1.6), from OR down to `::`. */
export abstract class ExpressionParser extends PrimaryParser {
  /** How deep the rule in hand is nested in expressions and queries. */
  protected nesting = 0;

  /** Goes one level down; `this.nesting -= 1` goes back. */
  protected descend(): void {
    this.nesting += 1;
    if (this.nesting > nestingMax) {
      throw new SqlError(sqlState.statementTooComplex, 'statement is too complex', {
        detail: `Its expressions and queries are nested more than ${nestingMax} levels deep.`,
        position: placeOf(this.peek(), this.peek()),
      });
    }
  }

  /** Predicates joined by AND and OR. */
  protected readonly expression: ParserMethod<[], ExpressionNode> = this.RULE('expression', () => {
    this.descend();
    const operands = [this.SUBRULE(this.predicate)];
    const operators: ('and' | 'or')[] = [];
    this.MANY(() => {
      operators.push(
        this.OR<'and' | 'or'>([
          {
            ALT: () => {
              this.CONSUME(keyword.and);
              return 'and';
            },
          },
          {
            ALT: () => {
              this.CONSUME(keyword.or);
              return 'or';
            },
          },
        ]),
      );
      operands.push(this.SUBRULE1(this.predicate));
    });
    this.nesting -= 1;
    return this.ACTION(() =>
      operands.length === 1 ? (operands[0] as Operand).node : joinLogical(operands, operators).node,
    );
  });

  /** NOT, comparison, BETWEEN, IN, LIKE and IS around arithmetic. */
  private readonly predicate: ParserMethod<[], Operand> = this.RULE('predicate', () => {
    const nots: Token[] = [];
    this.MANY(() => nots.push(this.token(0, keyword.not)));
    let operand = this.SUBRULE(this.member);
    this.OPTION(() => {
      const operator = this.token(0, types.comparison);
      const right = this.SUBRULE1(this.member);
      operand = this.ACTION(() => {
        const name = operator.value === '!=' ? '<>' : (operator.value as BinaryOperator);
        return join(name, operand, right);
      });
    });
    this.MANY1(() => {
      operand = this.SUBRULE(this.isTest, { ARGS: [operand] });
    });
    return this.ACTION(() => nots.reduceRight(negate, operand));
  });

  /** Arithmetic, and perhaps BETWEEN, IN or LIKE behind it. */
  private readonly member: ParserMethod<[], Operand> = this.RULE('member', () => {
    let operand = this.SUBRULE(this.arithmetic);
    this.OPTION(() => {
      operand = this.SUBRULE(this.membership, { ARGS: [operand] });
    });
    return operand;
  });

  private readonly membership: ParserMethod<[Operand], Operand> = this.RULE(
    'membership',
    (operand: Operand) => {
      let negated = false;
      this.OPTION(() => {
        this.CONSUME(keyword.not);
        negated = true;
      });
      return this.OR([
        { ALT: () => this.SUBRULE(this.between, { ARGS: [operand, negated] }) },
        { ALT: () => this.SUBRULE(this.inList, { ARGS: [operand, negated] }) },
        { ALT: () => this.SUBRULE(this.like, { ARGS: [operand, negated] }) },
      ]);
    },
  );

  private readonly between: ParserMethod<[Operand, boolean], Operand> = this.RULE(
    'between',
    (operand: Operand, negated: boolean) => {
      this.CONSUME(keyword.between);
      const low = this.SUBRULE(this.arithmetic);
      this.CONSUME(keyword.and);
      const high = this.SUBRULE1(this.arithmetic);
      return this.ACTION(() =>
        this.spanned(operand.first, (position) => ({
          kind: 'between',
          operand: operand.node,
          low: low.node,
          high: high.node,
          negated,
          position,
        })),
      );
    },
  );

  private readonly inList: ParserMethod<[Operand, boolean], Operand> = this.RULE(
    'inList',
    (operand: Operand, negated: boolean) => {
      const list: ExpressionNode[] = [];
      this.CONSUME(keyword.in);
      this.CONSUME(types.open);
      this.AT_LEAST_ONE_SEP({
        SEP: types.comma,
        DEF: () => list.push(this.SUBRULE(this.expression)),
      });
      this.CONSUME(types.close);
      return this.ACTION(() =>
        this.spanned(operand.first, (position) => ({
          kind: 'in',
          operand: operand.node,
          list,
          negated,
          position,
        })),
      );
    },
  );

  private readonly like: ParserMethod<[Operand, boolean], Operand> = this.RULE(
    'like',
    (operand: Operand, negated: boolean) => {
      const word = this.OR([
        { ALT: () => this.token(0, keyword.like) },
        { ALT: () => this.token(0, keyword.ilike) },
      ]);
      const right = this.SUBRULE(this.arithmetic);
      return this.ACTION(() => {
        const name = word.value as 'like' | 'ilike';
        return join(negated ? `not ${name}` : name, operand, right);
      });
    },
  );

  /** IS [NOT] NULL, TRUE, FALSE, UNKNOWN, or DISTINCT FROM. */
  private readonly isTest: ParserMethod<[Operand], Operand> = this.RULE(
    'isTest',
    (operand: Operand) => {
      let negated = false;
      this.CONSUME(keyword.is);
      this.OPTION(() => {
        this.CONSUME(keyword.not);
        negated = true;
      });
      return this.OR([
        {
          ALT: () => {
            const test = this.SUBRULE(this.isWord);
            return this.ACTION(() =>
              this.spanned(operand.first, (position) => ({
                kind: 'is',
                operand: operand.node,
                test,
                negated,
                position,
              })),
            );
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.distinct);
            this.CONSUME(keyword.from);
            const right = this.SUBRULE(this.member);
            return this.ACTION(() =>
              join(negated ? 'is not distinct from' : 'is distinct from', operand, right),
            );
          },
        },
      ]);
    },
  );

  private readonly isWord: ParserMethod<[], IsTest> = this.RULE('isWord', () => {
    const word = this.OR([
      { ALT: () => this.token(0, keyword.null) },
      { ALT: () => this.token(0, keyword.true) },
      { ALT: () => this.token(0, keyword.false) },
      { ALT: () => this.token(0, keyword.unknown) },
    ]);
    return this.ACTION(() => word.value as IsTest);
  });

  /** `+ - * / % ^ ||` by their precedence. */
  protected readonly arithmetic: ParserMethod<[], Operand> = this.RULE('arithmetic', () => {
    const operands = [this.SUBRULE(this.signed)];
    const operators: BinaryOperator[] = [];
    this.MANY(() => {
      const operator = this.token(0, types.arithmetic);
      this.ACTION(() => operators.push(operator.value as BinaryOperator));
      operands.push(this.SUBRULE1(this.signed));
    });
    return this.ACTION(() =>
      operators.length === 0 ? (operands[0] as Operand) : joinArithmetic(operands, operators),
    );
  });

  /** A sign, which binds tighter than any operator between two operands. */
  private readonly signed: ParserMethod<[], Operand> = this.RULE('signed', () => {
    const signs: Token[] = [];
    this.MANY(() =>
      this.OR([
        { ALT: () => signs.push(this.token(0, types.plus)) },
        { ALT: () => signs.push(this.token(0, types.minus)) },
      ]),
    );
    const first = this.peek();
    let node = this.SUBRULE(this.primary);
    this.MANY1(() => {
      node = this.SUBRULE(this.postfix, { ARGS: [first, node] });
    });
    return this.ACTION(() => {
      const last = this.LA(0).payload as Token;
      return signs.reduceRight(negate, { node, first, last });
    });
  });

  /** `::type` and AT TIME ZONE. */
  private readonly postfix: ParserMethod<[Token, ExpressionNode], ExpressionNode> = this.RULE(
    'postfix',
    (first: Token, operand: ExpressionNode) =>
      this.OR<ExpressionNode>([
        {
          ALT: () => {
            this.CONSUME(types.cast);
            const type = this.SUBRULE(this.typeName);
            return this.ACTION(() => {
              return { kind: 'cast', operand, type, position: this.placeFrom(first) };
            });
          },
        },
        {
          ALT: () => {
            const at = this.token(0, keyword.at);
            this.CONSUME(keyword.time);
            this.CONSUME(keyword.zone);
            const zone = this.SUBRULE(this.primary);
            return this.ACTION(() =>
              callOf('timezone', at, [zone, operand], this.placeFrom(first)),
            );
          },
        },
      ]),
  );

  private spanned(
    first: Token,
    make: (position: ExpressionNode['position']) => ExpressionNode,
  ): Operand {
    return { node: make(this.placeFrom(first)), first, last: this.LA(0).payload as Token };
  }
}

/** NOT or a sign before an operand. */
function negate(operand: Operand, sign: Token): Operand {
  const position = placeOf(sign, operand.last);
  const operator = sign.value as 'not' | '-' | '+';
  return {
    node: { kind: 'unary', operator, operand: operand.node, position },
    first: sign,
    last: operand.last,
  };
}
