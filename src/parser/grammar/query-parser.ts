import type { ParserMethod } from 'chevrotain';
import type {
  CommonTable,
  EmitNode,
  ExpressionNode,
  Identifier,
  OrderItem,
  QueryNode,
  RelationNode,
  SelectItem,
} from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { placeOf } from './place.ts';
import { RelationParser } from './relation-parser.ts';
import { identifierOf } from './token-parser.ts';
import { keyword, types } from './token-types.ts';

/** What may stand at the end of a query, each at most once. */
type Tail = {
  limit: ExpressionNode | null;
  offset: ExpressionNode | null;
  emit: EmitNode | null;
  readonly given: Set<string>;
};

/** SELECT with all its clauses. */
export abstract class QueryParser extends RelationParser {
  protected readonly query: ParserMethod<[], QueryNode> = this.RULE('query', () => {
    const first = this.peek();
    this.descend();
    let withTables: readonly CommonTable[] = [];
    let orderBy: readonly OrderItem[] = [];
    this.OPTION(() => {
      withTables = this.SUBRULE(this.withClause);
    });
    const core = this.SUBRULE(this.selectCore);
    this.OPTION1(() => {
      orderBy = this.SUBRULE(this.orderBy);
    });
    const tail: Tail = { limit: null, offset: null, emit: null, given: new Set() };
    this.MANY(() => this.SUBRULE(this.tailClause, { ARGS: [tail] }));
    this.nesting -= 1;
    return this.ACTION<QueryNode>(() => ({
      kind: 'select',
      with: withTables,
      ...core,
      orderBy,
      limit: tail.limit,
      offset: tail.offset,
      emit: tail.emit,
      position: this.placeFrom(first),
    }));
  });

  private readonly withClause: ParserMethod<[], CommonTable[]> = this.RULE('withClause', () => {
    const tables: CommonTable[] = [];
    this.CONSUME(keyword.with);
    this.AT_LEAST_ONE_SEP({
      SEP: types.comma,
      DEF: () => tables.push(this.SUBRULE(this.commonTable)),
    });
    return tables;
  });

  private readonly commonTable: ParserMethod<[], CommonTable> = this.RULE('commonTable', () => {
    const first = this.peek();
    const name = this.SUBRULE(this.identifier);
    let columns: readonly Identifier[] = [];
    this.OPTION(() => {
      columns = this.SUBRULE(this.identifierList);
    });
    this.CONSUME(keyword.as);
    this.OPTION1(() => {
      this.OPTION2(() => this.CONSUME(keyword.not));
      this.CONSUME(keyword.materialized);
    });
    this.CONSUME(types.open);
    const query = this.SUBRULE(this.query);
    this.CONSUME(types.close);
    return this.ACTION(() => ({ name, columns, query, position: this.placeFrom(first) }));
  });

  private readonly selectCore: ParserMethod<
    [],
    Pick<QueryNode, 'distinct' | 'items' | 'from' | 'where' | 'groupBy' | 'having'>
  > = this.RULE('selectCore', () => {
    const items: SelectItem[] = [];
    let from: RelationNode | null = null;
    let where: ExpressionNode | null = null;
    let groupBy: readonly ExpressionNode[] = [];
    let having: ExpressionNode | null = null;
    this.CONSUME(keyword.select);
    const distinct = this.SUBRULE(this.quantifier);
    this.AT_LEAST_ONE_SEP({
      SEP: types.comma,
      DEF: () => items.push(this.SUBRULE(this.selectItem)),
    });
    this.OPTION(() => {
      this.CONSUME(keyword.from);
      from = this.SUBRULE(this.relations);
    });
    this.OPTION1(() => {
      this.CONSUME(keyword.where);
      where = this.SUBRULE(this.expression);
    });
    this.OPTION2(() => {
      groupBy = this.SUBRULE(this.groupBy);
    });
    this.OPTION3(() => {
      this.CONSUME(keyword.having);
      having = this.SUBRULE1(this.expression);
    });
    return { distinct, items, from, where, groupBy, having };
  });

  private readonly groupBy: ParserMethod<[], ExpressionNode[]> = this.RULE('groupBy', () => {
    const list: ExpressionNode[] = [];
    this.CONSUME(keyword.group);
    this.CONSUME(keyword.by);
    this.AT_LEAST_ONE_SEP({
      SEP: types.comma,
      DEF: () => {
        const item = this.SUBRULE(this.expression);
        this.ACTION(() => list.push(this.groupItem(item)));
      },
    });
    return list;
  });

  /** ROLLUP and CUBE look like calls. */
  private groupItem(item: ExpressionNode): ExpressionNode {
    const name = item.kind === 'call' ? item.name.parts.join('.') : '';
    if (name === 'rollup' || name === 'cube') this.refuse(name.toUpperCase(), item.position);
    return item;
  }

  private readonly selectItem: ParserMethod<[], SelectItem> = this.RULE('selectItem', () => {
    const first = this.peek();
    return this.OR({
      DEF: [
        {
          GATE: () => this.isStarAhead(),
          ALT: () => {
            const expression = this.SUBRULE(this.starItem);
            return this.ACTION(() => ({ expression, alias: null, position: expression.position }));
          },
        },
        {
          ALT: () => {
            const expression = this.SUBRULE(this.expression);
            let alias: Identifier | null = null;
            this.OPTION({
              GATE: () => !this.isClauseAhead(),
              DEF: () => {
                alias = this.SUBRULE(this.columnAlias);
              },
            });
            return this.ACTION(() => ({ expression, alias, position: this.placeFrom(first) }));
          },
        },
      ],
      IGNORE_AMBIGUITIES: true,
    });
  });

  /** Whether `*` or `a.b.*` comes next. */
  private isStarAhead(): boolean {
    let distance = 1;
    while (this.isAhead(distance, types.label) && this.isAhead(distance + 1, types.dot))
      distance += 2;
    return this.isAhead(distance, types.star);
  }

  private readonly starItem: ParserMethod<[], ExpressionNode> = this.RULE('starItem', () => {
    const first = this.peek();
    const tokens: Token[] = [];
    this.OPTION(() => {
      tokens.push(this.token(0, types.name));
      this.CONSUME(types.dot);
      this.MANY(() => {
        tokens.push(this.token(1, types.label));
        this.CONSUME1(types.dot);
      });
    });
    this.CONSUME(types.star);
    return this.ACTION<ExpressionNode>(() => {
      const parts = tokens.map((token) => token.value);
      const last = tokens.at(-1);
      const qualifier = last === undefined ? null : { parts, position: placeOf(first, last) };
      return { kind: 'star', qualifier, position: this.placeFrom(first) };
    });
  });

  private readonly columnAlias: ParserMethod<[], Identifier> = this.RULE('columnAlias', () =>
    this.OR([
      {
        ALT: () => {
          this.CONSUME(keyword.as);
          const token = this.token(0, types.label);
          return this.ACTION(() => identifierOf(token));
        },
      },
      { ALT: () => this.SUBRULE(this.bareIdentifier) },
    ]),
  );

  private readonly orderBy: ParserMethod<[], OrderItem[]> = this.RULE('orderBy', () => {
    const items: OrderItem[] = [];
    this.CONSUME(keyword.order);
    this.CONSUME(keyword.by);
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
      ]),
    );
    this.OPTION1(() => {
      this.CONSUME(keyword.nulls);
      const word = this.OR1([
        { ALT: () => this.token(0, keyword.first) },
        { ALT: () => this.token(0, keyword.last) },
      ]);
      nullsFirst = this.ACTION(() => word.value === 'first');
    });
    return this.ACTION(() => {
      return { expression, descending, nullsFirst, position: this.placeFrom(first) };
    });
  });

  private readonly tailClause: ParserMethod<[Tail], void> = this.RULE(
    'tailClause',
    (tail: Tail) => {
      const first = this.peek();
      this.ACTION(() => this.once(tail, first));
      this.OR([
        {
          ALT: () => {
            this.CONSUME(keyword.limit);
            const limit = this.SUBRULE(this.limit);
            this.ACTION(() => {
              tail.limit = limit;
            });
          },
        },
        {
          ALT: () => {
            const limit = this.SUBRULE(this.fetchClause);
            this.ACTION(() => {
              tail.limit = limit;
            });
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.offset);
            const offset = this.SUBRULE(this.expression);
            this.OPTION(() => this.SUBRULE(this.rowWord));
            this.ACTION(() => {
              tail.offset = offset;
            });
          },
        },
        {
          ALT: () => {
            const emit = this.SUBRULE(this.emitClause);
            this.ACTION(() => {
              tail.emit = emit;
            });
          },
        },
      ]);
    },
  );

  private once(tail: Tail, word: Token): void {
    const name = word.value === 'fetch' ? 'limit' : word.value;
    if (tail.given.has(name)) {
      this.fail(`multiple ${name.toUpperCase()} clauses are not allowed`, placeOf(word, word));
    }
    tail.given.add(name);
  }

  private readonly limit: ParserMethod<[], ExpressionNode | null> = this.RULE('limit', () =>
    this.OR<ExpressionNode | null>([
      {
        ALT: () => {
          this.CONSUME(keyword.all);
          return null;
        },
      },
      { ALT: () => this.SUBRULE(this.expression) },
    ]),
  );

  /** `FETCH FIRST [n] ROWS ONLY`. */
  private readonly fetchClause: ParserMethod<[], ExpressionNode> = this.RULE('fetchClause', () => {
    const first = this.token(0, keyword.fetch);
    let count: ExpressionNode | null = null;
    this.OR([
      { ALT: () => this.CONSUME(keyword.first) },
      { ALT: () => this.CONSUME(keyword.next) },
    ]);
    this.OPTION({
      GATE: () => !this.isAhead(1, keyword.row) && !this.isAhead(1, keyword.rows),
      DEF: () => {
        count = this.SUBRULE(this.primary);
      },
    });
    this.SUBRULE(this.rowWord);
    this.CONSUME(keyword.only);
    return this.ACTION<ExpressionNode>(
      () => count ?? { kind: 'number', text: '1', position: placeOf(first, first) },
    );
  });

  private readonly rowWord: ParserMethod<[], void> = this.RULE('rowWord', () => {
    this.OR([{ ALT: () => this.CONSUME(keyword.row) }, { ALT: () => this.CONSUME(keyword.rows) }]);
  });

  /** EMIT CHANGES, EMIT FINAL, EMIT ON WINDOW CLOSE. */
  private readonly emitClause: ParserMethod<[], EmitNode> = this.RULE('emitClause', () => {
    const first = this.token(0, keyword.emit);
    let kind: EmitNode['kind'] = 'final';
    this.OR([
      {
        ALT: () => {
          this.CONSUME(keyword.changes);
          kind = 'changes';
        },
      },
      { ALT: () => this.CONSUME(keyword.final) },
      {
        ALT: () => {
          this.CONSUME(keyword.on);
          this.CONSUME(keyword.window);
          this.CONSUME(keyword.close);
        },
      },
    ]);
    return this.ACTION(() => ({ kind, position: this.placeFrom(first) }));
  });
}
