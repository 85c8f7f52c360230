import type { ParserMethod } from 'chevrotain';
import type { ExpressionNode, Name, OrderItem, QueryNode, WindowReference } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { placeOf } from './place.ts';
import { keyword, types } from './token-types.ts';
import { TypeParser } from './type-parser.ts';

type Call = Extract<ExpressionNode, { kind: 'call' }>;
type CallTail = Pick<Call, 'withinGroup' | 'filter' | 'nulls' | 'over'>;

/** What every call has, where it says nothing more. */
const plainCall = {
  distinct: false,
  variadic: false,
  orderBy: [],
  withinGroup: [],
  filter: null,
  nulls: null,
  over: null,
} as const;

/** A call by plain name. */
export function callOf(
  name: string,
  nameToken: Token,
  args: readonly ExpressionNode[],
  position: Call['position'],
): Call {
  return {
    kind: 'call',
    name: { parts: [name], position: placeOf(nameToken, nameToken) },
    arguments: args,
    ...plainCall,
    position,
  };
}

/** What the parentheses of a call hold. */
type CallBody = {
  args: ExpressionNode[];
  distinct: boolean;
  variadic: boolean;
  orderBy: readonly OrderItem[];
  nulls: Call['nulls'];
};

/** Function calls with all that can stand in them and behind them. */
export abstract class CallParser extends TypeParser {
  protected abstract readonly expression: ParserMethod<[], ExpressionNode>;
  protected abstract readonly query: ParserMethod<[], QueryNode>;
  protected abstract readonly over: ParserMethod<[], WindowReference>;

  /** `(…)` behind a function's name, and what follows it. */
  protected readonly callArguments: ParserMethod<[Name], ExpressionNode> = this.RULE(
    'callArguments',
    (name: Name) => {
      const start = this.LA(0).payload as Token;
      const body: CallBody = {
        args: [],
        distinct: false,
        variadic: false,
        orderBy: [],
        nulls: null,
      };
      this.CONSUME(types.open);
      this.OPTION(() => this.SUBRULE(this.callBody, { ARGS: [body] }));
      this.CONSUME(types.close);
      const tail = this.SUBRULE(this.callTail);
      return this.ACTION<ExpressionNode>(() => {
        const end = this.LA(0).payload as Token;
        const length = end.point + end.length - (start.point + start.length) + name.position.length;
        const position = { ...name.position, length };
        const { args, nulls, ...said } = body;
        const all = { ...said, ...tail, nulls: tail.nulls ?? nulls };
        return { kind: 'call', name, arguments: args, ...all, position };
      });
    },
  );

  private readonly callBody: ParserMethod<[CallBody], void> = this.RULE(
    'callBody',
    (body: CallBody) => {
      this.OR({
        DEF: [
          {
            ALT: () => {
              const star = this.token(0, types.star);
              this.ACTION(() =>
                body.args.push({ kind: 'star', qualifier: null, position: placeOf(star, star) }),
              );
            },
          },
          {
            ALT: () => {
              const distinct = this.SUBRULE(this.quantifier);
              this.AT_LEAST_ONE_SEP({
                SEP: types.comma,
                DEF: () => this.SUBRULE(this.argument, { ARGS: [body] }),
              });
              let orderBy: readonly OrderItem[] = [];
              this.OPTION(() => {
                orderBy = this.SUBRULE(this.orderBy);
              });
              const nulls = this.SUBRULE(this.nullTreatment);
              this.ACTION(() => Object.assign(body, { distinct, orderBy, nulls }));
            },
          },
        ],
        IGNORE_AMBIGUITIES: true,
      });
    },
  );

  private readonly argument: ParserMethod<[CallBody], void> = this.RULE(
    'argument',
    (body: CallBody) => {
      this.OPTION(() => {
        const word = this.token(0, keyword.variadic);
        this.ACTION(() => {
          body.variadic = word.value !== '';
        });
      });
      const first = this.peek();
      const node = this.OR<ExpressionNode>({
        DEF: [
          {
            GATE: () => this.isAhead(2, types.arrow) || this.isAhead(2, types.assign),
            ALT: () => this.SUBRULE(this.namedArgument),
          },
          { GATE: () => this.isStarAhead(), ALT: () => this.SUBRULE(this.qualifiedStar) },
          { ALT: () => this.SUBRULE(this.expression) },
        ],
        IGNORE_AMBIGUITIES: true,
      });
      this.ACTION(() => {
        if (body.variadic && this.isAhead(1, types.comma)) {
          this.fail('VARIADIC must be the last argument', this.placeFrom(first));
        }
        body.args.push(node);
      });
    },
  );

  private readonly namedArgument: ParserMethod<[], ExpressionNode> = this.RULE(
    'namedArgument',
    () => {
      const first = this.peek();
      const name = this.SUBRULE(this.identifier);
      this.OR([
        { ALT: () => this.CONSUME(types.arrow) },
        { ALT: () => this.CONSUME(types.assign) },
      ]);
      const value = this.SUBRULE(this.expression);
      return this.ACTION<ExpressionNode>(() => {
        return { kind: 'namedArgument', name, value, position: this.placeFrom(first) };
      });
    },
  );

  /** WITHIN GROUP, FILTER, IGNORE NULLS and OVER. */
  private readonly callTail: ParserMethod<[], CallTail> = this.RULE('callTail', () => {
    let withinGroup: readonly OrderItem[] = [];
    let filter: ExpressionNode | null = null;
    let over: WindowReference | null = null;
    this.OPTION({
      GATE: () => this.isAhead(2, keyword.group),
      DEF: () => {
        this.CONSUME(keyword.within);
        this.CONSUME(keyword.group);
        this.CONSUME(types.open);
        withinGroup = this.SUBRULE(this.orderBy);
        this.CONSUME(types.close);
      },
    });
    this.OPTION1(() => {
      this.CONSUME(keyword.filter);
      this.CONSUME1(types.open);
      this.CONSUME(keyword.where);
      filter = this.SUBRULE(this.expression);
      this.CONSUME1(types.close);
    });
    const nulls = this.SUBRULE(this.nullTreatment);
    this.OPTION2(() => {
      over = this.SUBRULE(this.over);
    });
    return { withinGroup, filter, nulls, over };
  });

  /** IGNORE NULLS, RESPECT NULLS. */
  private readonly nullTreatment: ParserMethod<[], Call['nulls']> = this.RULE(
    'nullTreatment',
    () => {
      let nulls: Call['nulls'] = null;
      this.OPTION({
        GATE: () => this.isAhead(2, keyword.nulls),
        DEF: () => {
          const word = this.OR([
            { ALT: () => this.token(0, keyword.ignore) },
            { ALT: () => this.token(0, keyword.respect) },
          ]);
          this.CONSUME(keyword.nulls);
          nulls = this.ACTION(() => word.value as Call['nulls']);
        },
      });
      return nulls;
    },
  );

  /** DISTINCT or ALL: whether it is DISTINCT. */
  protected readonly quantifier: ParserMethod<[], boolean> = this.RULE('quantifier', () => {
    let distinct = false;
    this.OPTION(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(keyword.distinct);
            distinct = true;
          },
        },
        { ALT: () => this.CONSUME(keyword.all) },
      ]),
    );
    return distinct;
  });

  /** Whether `*` or `a.b.*` comes next. */
  protected isStarAhead(): boolean {
    let distance = 1;
    while (this.isAhead(distance, types.label) && this.isAhead(distance + 1, types.dot))
      distance += 2;
    return this.isAhead(distance, types.star);
  }

  /** `*` or `a.b.*`. */
  protected readonly starItem: ParserMethod<[], ExpressionNode> = this.RULE('starItem', () =>
    this.OR<ExpressionNode>([
      {
        ALT: () => {
          const star = this.token(0, types.star);
          return this.ACTION(() => {
            return { kind: 'star', qualifier: null, position: placeOf(star, star) };
          });
        },
      },
      { ALT: () => this.SUBRULE(this.qualifiedStar) },
    ]),
  );

  /** DEFAULT as a value, alone or in a row. */
  protected readonly defaultValue: ParserMethod<[], ExpressionNode> = this.RULE(
    'defaultValue',
    () => {
      const word = this.token(0, keyword.default);
      return this.ACTION<ExpressionNode>(() => {
        return { kind: 'default', position: this.placeFrom(word) };
      });
    },
  );

  protected readonly qualifiedStar: ParserMethod<[], ExpressionNode> = this.RULE(
    'qualifiedStar',
    () => {
      const first = this.token(0, types.name);
      const tokens = [first];
      this.CONSUME(types.dot);
      this.MANY(() => {
        tokens.push(this.token(1, types.label));
        this.CONSUME1(types.dot);
      });
      this.CONSUME(types.star);
      return this.ACTION<ExpressionNode>(() => {
        const parts = tokens.map((token) => token.value);
        const qualifier = { parts, position: placeOf(first, tokens.at(-1) as Token) };
        return { kind: 'star', qualifier, position: this.placeFrom(first) };
      });
    },
  );

  protected readonly orderBy: ParserMethod<[], OrderItem[]> = this.RULE('orderBy', () => {
    this.CONSUME(keyword.order);
    this.CONSUME(keyword.by);
    return this.SUBRULE(this.orderItems);
  });

  protected readonly orderItems: ParserMethod<[], OrderItem[]> = this.RULE('orderItems', () => {
    const items: OrderItem[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: types.comma,
      DEF: () => items.push(this.SUBRULE(this.orderItem)),
    });
    return items;
  });

  private readonly orderItem: ParserMethod<[], OrderItem> = this.RULE('orderItem', () => {
    const first = this.peek();
    const expression = this.SUBRULE(this.expression);
    let descending = false;
    let nullsFirst: boolean | null = null;
    this.OPTION(() =>
      this.OR([
        { ALT: () => this.CONSUME(keyword.asc) },
        {
          ALT: () => {
            this.CONSUME(keyword.desc);
            descending = true;
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.using);
            this.OR1([
              { ALT: () => this.CONSUME(types.less) },
              {
                ALT: () => {
                  this.CONSUME(types.greater);
                  descending = true;
                },
              },
            ]);
          },
        },
      ]),
    );
    this.OPTION1(() => {
      this.CONSUME(keyword.nulls);
      const word = this.OR2([
        { ALT: () => this.token(0, keyword.first) },
        { ALT: () => this.token(0, keyword.last) },
      ]);
      nullsFirst = this.ACTION(() => word.value === 'first');
    });
    return this.ACTION(() => {
      return { expression, descending, nullsFirst, position: this.placeFrom(first) };
    });
  });

  protected readonly expressions: ParserMethod<[], ExpressionNode[]> = this.RULE(
    'expressions',
    () => {
      const list: ExpressionNode[] = [];
      this.AT_LEAST_ONE_SEP({
        SEP: types.comma,
        DEF: () => list.push(this.SUBRULE(this.expression)),
      });
      return list;
    },
  );
}
