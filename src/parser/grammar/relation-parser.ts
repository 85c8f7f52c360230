import type { ParserMethod } from 'chevrotain';
import type { RelationNode, WindowClause } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { keyword, types } from './token-types.ts';
import { WindowParser } from './window-parser.ts';

type Join = Extract<RelationNode, { kind: 'join' }>;
type JoinCondition = Pick<Join, 'on' | 'using'>;

/** What stands behind FROM: tables, subqueries, joins, and windows in both spellings. */
export abstract class RelationParser extends WindowParser {
  /** Relations and commas, which are cross joins. */
  protected readonly relations: ParserMethod<[], RelationNode> = this.RULE('relations', () => {
    const first = this.peek();
    let left = this.SUBRULE(this.joined);
    this.MANY(() => {
      this.CONSUME(types.comma);
      const right = this.SUBRULE1(this.joined);
      const before = left;
      left = this.ACTION(() => this.joinOf('cross', before, right, {}, first));
    });
    return left;
  });

  private joinOf(
    type: Join['type'],
    left: RelationNode,
    right: RelationNode,
    condition: Partial<JoinCondition>,
    first: Token,
  ): RelationNode {
    const { on = null, using = null } = condition;
    return { kind: 'join', type, left, right, on, using, position: this.placeFrom(first) };
  }

  private readonly joined: ParserMethod<[], RelationNode> = this.RULE('joined', () => {
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
            return this.ACTION(() => this.joinOf('cross', left, right, {}, first));
          },
        },
        {
          ALT: () => {
            const type = this.SUBRULE(this.joinType);
            this.CONSUME1(keyword.join);
            const right = this.SUBRULE1(this.relation);
            const condition = this.SUBRULE(this.joinCondition);
            return this.ACTION(() => this.joinOf(type, left, right, condition, first));
          },
        },
      ]),
  );

  private readonly joinType: ParserMethod<[], Join['type']> = this.RULE('joinType', () => {
    let type: Join['type'] = 'inner';
    this.OPTION(() =>
      this.OR([
        { ALT: () => this.CONSUME(keyword.inner) },
        {
          ALT: () => {
            type = this.SUBRULE(this.outerSide);
            this.OPTION1(() => this.CONSUME(keyword.outer));
          },
        },
      ]),
    );
    return type;
  });

  private readonly outerSide: ParserMethod<[], Join['type']> = this.RULE('outerSide', () => {
    const side = this.OR([
      { ALT: () => this.token(0, keyword.left) },
      { ALT: () => this.token(0, keyword.right) },
      { ALT: () => this.token(0, keyword.full) },
    ]);
    return this.ACTION(() => side.value as Join['type']);
  });

  private readonly joinCondition: ParserMethod<[], JoinCondition> = this.RULE('joinCondition', () =>
    this.OR<JoinCondition>([
      {
        ALT: () => {
          this.CONSUME(keyword.on);
          return { on: this.SUBRULE(this.expression), using: null };
        },
      },
      {
        ALT: () => {
          this.CONSUME(keyword.using);
          return { on: null, using: this.SUBRULE(this.identifierList) };
        },
      },
    ]),
  );

  private readonly relation: ParserMethod<[], RelationNode> = this.RULE('relation', () =>
    this.OR({
      DEF: [
        { GATE: () => this.isQueryAhead(2), ALT: () => this.SUBRULE(this.subquery) },
        { ALT: () => this.SUBRULE(this.parenthesisedJoin) },
        { ALT: () => this.SUBRULE(this.wrappedWindowFunction) },
        {
          GATE: () => this.isAhead(2, types.open),
          ALT: () => this.SUBRULE(this.bareWindowFunction),
        },
        { ALT: () => this.SUBRULE(this.namedRelation) },
      ],
      IGNORE_AMBIGUITIES: true,
    }),
  );

  /** Whether a query stands `distance` tokens ahead. */
  protected isQueryAhead(distance: number): boolean {
    return this.isAhead(distance, keyword.select) || this.isAhead(distance, keyword.with);
  }

  private readonly subquery: ParserMethod<[], RelationNode> = this.RULE('subquery', () => {
    const first = this.token(0, types.open);
    const query = this.SUBRULE(this.query);
    this.CONSUME(types.close);
    const named = this.SUBRULE(this.optionalAlias);
    return this.ACTION<RelationNode>(() => ({
      kind: 'subquery',
      query,
      ...named,
      position: this.placeFrom(first),
    }));
  });

  private readonly parenthesisedJoin: ParserMethod<[], RelationNode> = this.RULE(
    'parenthesisedJoin',
    () => {
      this.CONSUME(types.open);
      this.descend();
      const relation = this.SUBRULE(this.joined);
      this.nesting -= 1;
      this.CONSUME(types.close);
      return relation;
    },
  );

  private readonly namedRelation: ParserMethod<[], RelationNode> = this.RULE(
    'namedRelation',
    () => {
      const first = this.peek();
      const name = this.SUBRULE(this.qualifiedName);
      const named = this.SUBRULE(this.optionalAlias);
      let window: WindowClause | null = null;
      this.OPTION(() => {
        window = this.SUBRULE(this.windowClause);
      });
      return this.ACTION<RelationNode>(() => ({
        kind: 'table',
        name,
        ...named,
        window,
        position: this.placeFrom(first),
      }));
    },
  );
}
