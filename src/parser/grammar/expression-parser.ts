import type { ParserMethod } from 'chevrotain';
import type { BinaryOperator, ExpressionNode, QueryNode } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { callOf } from './call-parser.ts';
import { IsParser, type IsTest } from './is-parser.ts';
import { join, joinLogical, type Operand, operatorOf, prefixed } from './operators.ts';
import { placeOf } from './place.ts';
import { keyword, types } from './token-types.ts';

type LikeWord = 'like' | 'ilike' | 'similar to';

/** Expressions with PostgreSQL's precedence (its manual, 4.1.6), from OR down to `::`. */
export abstract class ExpressionParser extends IsParser {
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
      const right = this.OR<Operand>([
        { ALT: () => this.SUBRULE1(this.member) },
        { ALT: () => this.SUBRULE(this.quantified) },
      ]);
      operand = this.ACTION(() => join(operatorOf(operator), operand, right));
    });
    this.MANY1(() => {
      operand = this.SUBRULE(this.isTest, { ARGS: [operand] });
    });
    return this.ACTION(() => nots.reduceRight(prefixed, operand));
  });

  /** Arithmetic, and perhaps BETWEEN, IN or LIKE behind it. */
  private readonly member: ParserMethod<[], Operand> = this.RULE('member', () => {
    let operand = this.SUBRULE(this.arithmetic);
    this.OPTION({
      // SUBSTRING has a SIMILAR of its own.
      GATE: () => !this.isAhead(1, keyword.similar) || this.isAhead(2, keyword.to),
      DEF: () => {
        operand = this.SUBRULE(this.membership, { ARGS: [operand] });
      },
    });
    return operand;
  });

  private readonly membership: ParserMethod<[Operand], Operand> = this.RULE(
    'membership',
    (operand: Operand) =>
      this.OR([
        { ALT: () => this.SUBRULE(this.overlaps, { ARGS: [operand] }) },
        {
          ALT: () => {
            let negated = false;
            this.OPTION(() => {
              this.CONSUME(keyword.not);
              negated = true;
            });
            return this.OR1([
              { ALT: () => this.SUBRULE(this.between, { ARGS: [operand, negated] }) },
              { ALT: () => this.SUBRULE(this.inList, { ARGS: [operand, negated] }) },
              { ALT: () => this.SUBRULE(this.like, { ARGS: [operand, negated] }) },
            ]);
          },
        },
      ]),
  );

  private readonly between: ParserMethod<[Operand, boolean], Operand> = this.RULE(
    'between',
    (operand: Operand, negated: boolean) => {
      this.CONSUME(keyword.between);
      const symmetric = this.SUBRULE(this.symmetry);
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
          symmetric,
          position,
        })),
      );
    },
  );

  private readonly symmetry: ParserMethod<[], boolean> = this.RULE('symmetry', () => {
    let symmetric = false;
    this.OPTION(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(keyword.symmetric);
            symmetric = true;
          },
        },
        { ALT: () => this.CONSUME(keyword.asymmetric) },
      ]),
    );
    return symmetric;
  });

  /** `IN (a, b)` and `IN (query)`. */
  private readonly inList: ParserMethod<[Operand, boolean], Operand> = this.RULE(
    'inList',
    (operand: Operand, negated: boolean) => {
      this.CONSUME(keyword.in);
      const found = this.SUBRULE(this.queryOrList);
      return this.ACTION(() =>
        this.spanned(operand.first, (position) =>
          'list' in found
            ? { kind: 'in', operand: operand.node, list: found.list, negated, position }
            : { kind: 'inQuery', operand: operand.node, query: found.query, negated, position },
        ),
      );
    },
  );

  private readonly queryOrList: ParserMethod<
    [],
    { readonly list: readonly ExpressionNode[] } | { readonly query: QueryNode }
  > = this.RULE('queryOrList', () =>
    this.OR<{ readonly list: readonly ExpressionNode[] } | { readonly query: QueryNode }>({
      DEF: [
        {
          GATE: () => this.isQueryBehind(1),
          ALT: () => {
            this.CONSUME(types.open);
            const query = this.SUBRULE(this.query);
            this.CONSUME(types.close);
            return { query };
          },
        },
        {
          ALT: () => {
            this.CONSUME1(types.open);
            const list = this.SUBRULE(this.expressions);
            this.CONSUME1(types.close);
            return { list };
          },
        },
      ],
      IGNORE_AMBIGUITIES: true,
    }),
  );

  /** LIKE, ILIKE and SIMILAR TO; ESCAPE is the function that PostgreSQL makes of it. */
  private readonly like: ParserMethod<[Operand, boolean], Operand> = this.RULE(
    'like',
    (operand: Operand, negated: boolean) => {
      const name = this.SUBRULE(this.likeWord);
      const pattern = this.OR<Operand>([
        { ALT: () => this.SUBRULE(this.arithmetic) },
        { ALT: () => this.SUBRULE(this.quantified) },
      ]);
      let escaped: { readonly word: Token; readonly operand: Operand } | null = null;
      this.OPTION(() => {
        const word = this.token(0, keyword.escape);
        escaped = { word, operand: this.SUBRULE1(this.arithmetic) };
      });
      return this.ACTION(() => {
        const right = escaped === null ? pattern : escapedPattern(name, pattern, escaped);
        return join(negated ? (`not ${name}` as BinaryOperator) : name, operand, right);
      });
    },
  );

  private readonly likeWord: ParserMethod<[], LikeWord> = this.RULE('likeWord', () =>
    this.OR<LikeWord>([
      {
        ALT: () => {
          this.CONSUME(keyword.like);
          return 'like';
        },
      },
      {
        ALT: () => {
          this.CONSUME(keyword.ilike);
          return 'ilike';
        },
      },
      {
        ALT: () => {
          this.CONSUME(keyword.similar);
          this.CONSUME(keyword.to);
          return 'similar to';
        },
      },
    ]),
  );

  /** `OVERLAPS (c, d)` behind a row of two. */
  private readonly overlaps: ParserMethod<[Operand], Operand> = this.RULE(
    'overlaps',
    (operand: Operand) => {
      const word = this.token(0, keyword.overlaps);
      const right = this.SUBRULE(this.arithmetic);
      return this.ACTION(() =>
        this.spanned(operand.first, (position) => {
          const args = [operand.node, right.node].flatMap((each) =>
            each.kind === 'row' && each.items.length === 2 ? each.items : [],
          );
          if (args.length === 4) return callOf('overlaps', word, args, position);
          const hint = 'Write (start, end) OVERLAPS (start, end).';
          this.fail('wrong number of parameters of OVERLAPS', position, hint);
        }),
      );
    },
  );

  /** `ANY (…)`, `SOME (…)` and `ALL (…)`, right of an operator. */
  protected readonly quantified: ParserMethod<[], Operand> = this.RULE('quantified', () => {
    const first = this.peek();
    const word = this.OR([
      { ALT: () => this.token(0, keyword.any) },
      { ALT: () => this.token(0, keyword.some) },
      { ALT: () => this.token(0, keyword.all) },
    ]);
    const found = this.SUBRULE(this.queryOrList);
    return this.ACTION<Operand>(() => {
      const quantifier = word.value === 'all' ? 'all' : 'any';
      const position = this.placeFrom(first);
      const node: ExpressionNode = { kind: 'null', position };
      if ('list' in found && found.list.length > 1) {
        this.fail(`${word.value.toUpperCase()} takes one array or query`, position);
      }
      const over = 'list' in found ? (found.list[0] as ExpressionNode) : found.query;
      return {
        node,
        first,
        last: this.LA(0).payload as Token,
        quantified: { quantifier, over },
      };
    });
  });

  /** IS [NOT] NULL, TRUE, FALSE, UNKNOWN, DISTINCT FROM or JSON; ISNULL and NOTNULL. */
  private readonly isTest: ParserMethod<[Operand], Operand> = this.RULE(
    'isTest',
    (operand: Operand) =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(keyword.isnull);
            return this.ACTION(() => this.isOperand(operand, 'null', false));
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.notnull);
            return this.ACTION(() => this.isOperand(operand, 'null', true));
          },
        },
        {
          ALT: () => {
            let negated = false;
            this.CONSUME(keyword.is);
            this.OPTION(() => {
              this.CONSUME(keyword.not);
              negated = true;
            });
            return this.SUBRULE(this.isBody, { ARGS: [operand, negated] });
          },
        },
      ]),
  );

  private isOperand(operand: Operand, test: IsTest, negated: boolean): Operand {
    return this.spanned(operand.first, (position) => ({
      kind: 'is',
      operand: operand.node,
      test,
      negated,
      position,
    }));
  }

  private readonly isBody: ParserMethod<[Operand, boolean], Operand> = this.RULE(
    'isBody',
    (operand: Operand, negated: boolean) =>
      this.OR([
        {
          ALT: () => {
            const test = this.SUBRULE(this.isWord);
            return this.ACTION(() => this.isOperand(operand, test, negated));
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
        { ALT: () => this.SUBRULE(this.isJson, { ARGS: [operand, negated] }) },
        { ALT: () => this.SUBRULE(this.isNormalized, { ARGS: [operand, negated] }) },
      ]),
  );
}

/** The pattern with its ESCAPE. */
function escapedPattern(
  word: LikeWord,
  pattern: Operand,
  { word: mark, operand }: { readonly word: Token; readonly operand: Operand },
): Operand {
  const position = placeOf(pattern.first, operand.last);
  const name = word === 'similar to' ? 'similar_to_escape' : 'like_escape';
  const node = callOf(name, mark, [pattern.node, operand.node], position);
  return { node, first: pattern.first, last: operand.last };
}
