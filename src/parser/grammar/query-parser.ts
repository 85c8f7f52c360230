import type { ParserMethod } from 'chevrotain';
import type {
  ExpressionNode,
  OrderItem,
  QueryNode,
  RelationNode,
  SelectInto,
  SelectNode,
  SetOperationNode,
} from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { framed, type QueryBody } from './query-frame.ts';
import { SelectListParser } from './select-list-parser.ts';
import { emptyTail, type Grouping } from './tail-parser.ts';
import { keyword, types } from './token-types.ts';
import type { WithClause } from './with-parser.ts';

type SetOperator = {
  readonly operator: SetOperationNode['operator'];
  readonly all: boolean;
  readonly word: Token;
};

/** What a SELECT has besides its items. */
type SelectParts = Omit<QueryBody<SelectNode>, 'kind' | 'items' | 'distinct' | 'distinctOn'>;

/** Queries with all their clauses: SELECT, VALUES, TABLE, and UNION, INTERSECT and EXCEPT of them. */
export abstract class QueryParser extends SelectListParser {
  protected readonly query: ParserMethod<[], QueryNode> = this.RULE('query', () => {
    const first = this.peek();
    const clause = this.SUBRULE(this.optionalWith);
    return this.SUBRULE(this.queryBehindWith, { ARGS: [clause, first] });
  });

  protected readonly queryBehindWith: ParserMethod<[WithClause, Token], QueryNode> = this.RULE(
    'queryBehindWith',
    (clause: WithClause, first: Token) => {
      this.descend();
      let orderBy: readonly OrderItem[] = [];
      const rows = this.SUBRULE(this.queryRows);
      this.OPTION(() => {
        orderBy = this.SUBRULE(this.orderBy);
      });
      const tail = emptyTail();
      this.MANY(() => this.SUBRULE(this.tailClause, { ARGS: [tail] }));
      this.nesting -= 1;
      return this.ACTION(() => {
        const { given, ...end } = tail;
        const frame = { with: clause.with, recursive: clause.recursive, orderBy, ...end };
        return framed(rows, frame, this.placeFrom(first));
      });
    },
  );

  /** Operands of set operations: INTERSECT binds tighter than UNION and EXCEPT. */
  private readonly queryRows: ParserMethod<[], QueryNode> = this.RULE('queryRows', () => {
    const first = this.peek();
    let left = this.SUBRULE(this.intersection);
    this.MANY(() => {
      const operator = this.SUBRULE(this.unionOrExcept);
      const right = this.SUBRULE1(this.intersection);
      const before = left;
      left = this.ACTION(() => this.operationOf(operator, before, right, first));
    });
    return left;
  });

  private readonly intersection: ParserMethod<[], QueryNode> = this.RULE('intersection', () => {
    const first = this.peek();
    let left = this.SUBRULE(this.queryOperand);
    this.MANY(() => {
      const word = this.token(0, keyword.intersect);
      const all = this.SUBRULE(this.setQuantifier);
      const right = this.SUBRULE1(this.queryOperand);
      const before = left;
      left = this.ACTION(() =>
        this.operationOf({ operator: 'intersect', all, word }, before, right, first),
      );
    });
    return left;
  });

  private readonly unionOrExcept: ParserMethod<[], SetOperator> = this.RULE('unionOrExcept', () => {
    const word = this.OR([
      { ALT: () => this.token(0, keyword.union) },
      { ALT: () => this.token(0, keyword.except) },
    ]);
    const all = this.SUBRULE(this.setQuantifier);
    return this.ACTION(() => {
      return { operator: word.value as SetOperationNode['operator'], all, word };
    });
  });

  /** ALL or DISTINCT, which goes without saying: whether it is ALL. */
  private readonly setQuantifier: ParserMethod<[], boolean> = this.RULE('setQuantifier', () => {
    let all = false;
    this.OPTION(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(keyword.all);
            all = true;
          },
        },
        { ALT: () => this.CONSUME(keyword.distinct) },
      ]),
    );
    return all;
  });

  private operationOf(
    { operator, all }: SetOperator,
    left: QueryNode,
    right: QueryNode,
    first: Token,
  ): QueryNode {
    const position = this.placeFrom(first);
    return { kind: 'setOperation', operator, all, left, right, ...noFrame, position };
  }

  private readonly queryOperand: ParserMethod<[], QueryNode> = this.RULE('queryOperand', () =>
    this.OR<QueryNode>([
      { ALT: () => this.SUBRULE(this.select) },
      { ALT: () => this.SUBRULE(this.valuesRows) },
      { ALT: () => this.SUBRULE(this.tableRows) },
      {
        ALT: () => {
          const first = this.token(0, types.open);
          const query = this.SUBRULE(this.query);
          this.CONSUME(types.close);
          return this.ACTION(() => ({ ...query, position: this.placeFrom(first) }));
        },
      },
    ]),
  );

  /** `VALUES (1, 'a'), (2, 'b')`. */
  private readonly valuesRows: ParserMethod<[], QueryNode> = this.RULE('valuesRows', () => {
    const first = this.token(0, keyword.values);
    const rows: (readonly ExpressionNode[])[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: types.comma,
      DEF: () => rows.push(this.SUBRULE(this.valuesRow)),
    });
    return this.ACTION<QueryNode>(() => {
      return { kind: 'values', rows, ...noFrame, position: this.placeFrom(first) };
    });
  });

  protected readonly valuesRow: ParserMethod<[], ExpressionNode[]> = this.RULE('valuesRow', () => {
    const values: ExpressionNode[] = [];
    this.CONSUME(types.open);
    this.AT_LEAST_ONE_SEP({
      SEP: types.comma,
      DEF: () => values.push(this.SUBRULE(this.valueOrDefault)),
    });
    this.CONSUME(types.close);
    return values;
  });

  protected readonly valueOrDefault: ParserMethod<[], ExpressionNode> = this.RULE(
    'valueOrDefault',
    () =>
      this.OR<ExpressionNode>([
        { ALT: () => this.SUBRULE(this.defaultValue) },
        { ALT: () => this.SUBRULE(this.expression) },
      ]),
  );

  /** `TABLE name` is `SELECT * FROM name`. */
  private readonly tableRows: ParserMethod<[], QueryNode> = this.RULE('tableRows', () => {
    const first = this.token(0, keyword.table);
    const name = this.SUBRULE(this.qualifiedName);
    return this.ACTION<QueryNode>(() => {
      const position = this.placeFrom(first);
      const star = { kind: 'star', qualifier: null, position } as const;
      const items = [{ expression: star, alias: null, position }];
      const from: RelationNode = {
        kind: 'table',
        name,
        alias: null,
        columns: [],
        asOf: null,
        window: null,
        position: name.position,
      };
      return { kind: 'select', ...noDistinct, items, ...noParts, from, ...noFrame, position };
    });
  });

  private readonly select: ParserMethod<[], QueryNode> = this.RULE('select', () => {
    const first = this.token(0, keyword.select);
    const distinct = this.SUBRULE(this.distinctness);
    const items = this.isNext(keyword.from, keyword.where) ? [] : this.SUBRULE(this.selectItems);
    const into: SelectInto[] = [];
    this.OPTION(() => into.push(this.SUBRULE(this.selectInto)));
    const parts = this.SUBRULE(this.selectParts);
    return this.ACTION<QueryNode>(() => {
      const position = this.placeFrom(first);
      const [made] = into;
      const target = made === undefined ? {} : { into: made };
      return { kind: 'select', ...distinct, items, ...target, ...parts, ...noFrame, position };
    });
  });

  /** ALL, DISTINCT, DISTINCT ON (…) or nothing. */
  private readonly distinctness: ParserMethod<[], Pick<SelectNode, 'distinct' | 'distinctOn'>> =
    this.RULE('distinctness', () => {
      let distinctOn: readonly ExpressionNode[] = [];
      let distinct = false;
      this.OPTION(() =>
        this.OR([
          { ALT: () => this.CONSUME(keyword.all) },
          {
            ALT: () => {
              this.CONSUME(keyword.distinct);
              distinct = true;
              this.OPTION1(() => {
                this.CONSUME(keyword.on);
                this.CONSUME(types.open);
                distinctOn = this.SUBRULE(this.expressions);
                this.CONSUME(types.close);
                distinct = false;
              });
            },
          },
        ]),
      );
      return { distinct, distinctOn };
    });

  /** FROM, WHERE, GROUP BY, HAVING, WINDOW and QUALIFY. */
  private readonly selectParts: ParserMethod<[], SelectParts> = this.RULE('selectParts', () => {
    const grouping: Grouping = { groupBy: [], groupings: [], groupDistinct: false };
    const windows: SelectNode['windows'][number][] = [];
    let from: RelationNode | null = null;
    let where: ExpressionNode | null = null;
    let having: ExpressionNode | null = null;
    let qualify: ExpressionNode | null = null;
    this.OPTION(() => {
      from = this.SUBRULE(this.fromClause);
    });
    this.OPTION1(() => {
      this.CONSUME(keyword.where);
      where = this.SUBRULE(this.expression);
    });
    this.OPTION2(() => this.SUBRULE(this.groupBy, { ARGS: [grouping] }));
    this.OPTION3(() => {
      this.CONSUME(keyword.having);
      having = this.SUBRULE1(this.expression);
    });
    this.OPTION4(() => {
      this.CONSUME(keyword.window);
      this.AT_LEAST_ONE_SEP({
        SEP: types.comma,
        DEF: () => windows.push(this.SUBRULE(this.namedWindow)),
      });
    });
    this.OPTION5(() => {
      this.CONSUME(keyword.qualify);
      qualify = this.SUBRULE2(this.expression);
    });
    return { from, where, ...grouping, having, windows, qualify };
  });
}

const noFrame = {
  with: [],
  recursive: false,
  orderBy: [],
  limit: null,
  withTies: false,
  offset: null,
  emit: null,
} as const;

const noDistinct = { distinct: false, distinctOn: [] } as const;

const noParts = {
  where: null,
  groupBy: [],
  groupings: [],
  groupDistinct: false,
  having: null,
  windows: [],
  qualify: null,
} as const;
