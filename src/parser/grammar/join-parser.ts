import type { ParserMethod } from 'chevrotain';
import type { ExpressionNode, JoinWithin, RelationNode } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { RelationParser } from './relation-parser.ts';
import { keyword, types } from './token-types.ts';
import { noAlias } from './window-parser.ts';

type Join = Extract<RelationNode, { kind: 'join' }>;
type JoinKind = Pick<Join, 'type' | 'natural' | 'asof'>;
type JoinCondition = Pick<Join, 'within' | 'on' | 'using'>;

const noCondition: JoinCondition = { within: null, on: null, using: null };

/** What stands behind FROM: relations and how they are joined. */
export abstract class JoinParser extends RelationParser {
  /** Relations and commas, which are cross joins. */
  protected readonly relations: ParserMethod<[], RelationNode> = this.RULE('relations', () => {
    const first = this.peek();
    let left = this.SUBRULE(this.joined);
    this.MANY(() => {
      this.CONSUME(types.comma);
      const right = this.SUBRULE1(this.joined);
      const before = left;
      left = this.ACTION(() => this.joinOf(cross, before, right, noCondition, first));
    });
    return left;
  });

  /** What FROM gives, and a window over all of it. */
  protected readonly fromClause: ParserMethod<[], RelationNode> = this.RULE('fromClause', () => {
    this.CONSUME(keyword.from);
    const first = this.peek();
    let relation = this.SUBRULE(this.relations);
    this.OPTION({
      GATE: () => !this.isAhead(3, keyword.as),
      DEF: () => {
        const window = this.SUBRULE(this.windowClause);
        const input = relation;
        relation = this.ACTION(() => {
          return { kind: 'windowed', input, window, position: this.placeFrom(first) };
        });
      },
    });
    return relation;
  });

  private joinOf(
    kind: JoinKind,
    left: RelationNode,
    right: RelationNode,
    condition: JoinCondition,
    first: Token,
  ): RelationNode {
    const position = this.placeFrom(first);
    return { kind: 'join', ...kind, left, right, ...condition, ...noAlias, position };
  }

  protected readonly joined: ParserMethod<[], RelationNode> = this.RULE('joined', () => {
    const first = this.peek();
    let left = this.SUBRULE(this.relation);
    this.MANY(() => {
      left = this.SUBRULE(this.joinTail, { ARGS: [left, first] });
    });
    return left;
  });

  private readonly joinTail: ParserMethod<[RelationNode, Token], RelationNode> = this.RULE(
    'joinTail',
    (left: RelationNode, first: Token) =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(keyword.cross);
            this.CONSUME(keyword.join);
            const right = this.SUBRULE(this.relation);
            return this.ACTION(() => this.joinOf(cross, left, right, noCondition, first));
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.natural);
            const type = this.SUBRULE(this.joinType);
            this.CONSUME1(keyword.join);
            const right = this.SUBRULE1(this.relation);
            const kind = { type, natural: true, asof: false };
            return this.ACTION(() => this.joinOf(kind, left, right, noCondition, first));
          },
        },
        {
          ALT: () => {
            let asof = false;
            this.OPTION(() => {
              this.CONSUME(keyword.asof);
              asof = true;
            });
            const type = this.SUBRULE1(this.joinType);
            this.CONSUME2(keyword.join);
            const right = this.SUBRULE2(this.relation);
            const condition = this.SUBRULE(this.joinCondition);
            const kind = { type, natural: false, asof };
            return this.ACTION(() => this.joinOf(kind, left, right, condition, first));
          },
        },
      ]),
  );

  /** INNER, LEFT [OUTER | SEMI | ANTI], RIGHT, FULL, SEMI, ANTI or nothing. */
  private readonly joinType: ParserMethod<[], Join['type']> = this.RULE('joinType', () => {
    let type: Join['type'] = 'inner';
    this.OPTION(() => {
      type = this.OR<Join['type']>([
        {
          ALT: () => {
            this.CONSUME(keyword.inner);
            return 'inner';
          },
        },
        { ALT: () => this.SUBRULE(this.halfJoin) },
        {
          ALT: () => {
            this.CONSUME(keyword.left);
            let left: Join['type'] = 'left';
            this.OPTION1(() => {
              left = this.OR1<Join['type']>([
                {
                  ALT: () => {
                    this.CONSUME(keyword.outer);
                    return 'left';
                  },
                },
                { ALT: () => this.SUBRULE1(this.halfJoin) },
              ]);
            });
            return left;
          },
        },
        {
          ALT: () => {
            const side = this.OR2([
              { ALT: () => this.token(0, keyword.right) },
              { ALT: () => this.token(0, keyword.full) },
            ]);
            this.OPTION2(() => this.CONSUME1(keyword.outer));
            return this.ACTION(() => side.value as Join['type']);
          },
        },
      ]);
    });
    return type;
  });

  private readonly halfJoin: ParserMethod<[], 'semi' | 'anti'> = this.RULE('halfJoin', () =>
    this.OR<'semi' | 'anti'>([
      {
        ALT: () => {
          this.CONSUME(keyword.semi);
          return 'semi';
        },
      },
      {
        ALT: () => {
          this.CONSUME(keyword.anti);
          return 'anti';
        },
      },
    ]),
  );

  private readonly joinCondition: ParserMethod<[], JoinCondition> = this.RULE(
    'joinCondition',
    () => {
      let within: JoinWithin | null = null;
      let on: ExpressionNode | null = null;
      let using: Join['using'] = null;
      this.OPTION(() => {
        within = this.SUBRULE(this.joinWithin);
      });
      this.OR([
        {
          ALT: () => {
            this.CONSUME(keyword.on);
            on = this.SUBRULE(this.expression);
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.using);
            using = this.SUBRULE(this.identifierList);
          },
        },
      ]);
      return { within, on, using };
    },
  );

  /** `WITHIN 10 MINUTES`, `WITHIN (10 MINUTES, 5 MINUTES)`, `… GRACE PERIOD 1 MINUTE`. */
  private readonly joinWithin: ParserMethod<[], JoinWithin> = this.RULE('joinWithin', () => {
    const first = this.token(0, keyword.within);
    let grace: ExpressionNode | null = null;
    const range = this.OR<Pick<JoinWithin, 'before' | 'after'>>([
      {
        ALT: () => {
          const both = this.SUBRULE(this.duration);
          return { before: both, after: both };
        },
      },
      {
        ALT: () => {
          this.CONSUME(types.open);
          const before = this.SUBRULE1(this.duration);
          this.CONSUME(types.comma);
          const after = this.SUBRULE2(this.duration);
          this.CONSUME(types.close);
          return { before, after };
        },
      },
    ]);
    this.OPTION(() => {
      grace = this.SUBRULE(this.gracePeriod);
    });
    return this.ACTION(() => ({ ...range, grace, position: this.placeFrom(first) }));
  });
}

const cross: JoinKind = { type: 'cross', natural: false, asof: false };
