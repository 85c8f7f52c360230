import type { ParserMethod } from 'chevrotain';
import type { Position } from '../../common/sql-error.ts';
import type { EmitNode, ExpressionNode, GroupingNode, Name, RowLock, SelectInto } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { JoinParser } from './join-parser.ts';
import { placeOf } from './place.ts';
import { keyword, types } from './token-types.ts';

/** What may stand at the end of a query, each at most once. */
export type Tail = {
  limit: ExpressionNode | null;
  withTies: boolean;
  offset: ExpressionNode | null;
  emit: EmitNode | null;
  readonly locking: RowLock[];
  readonly given: Set<string>;
};

/** Nothing of it given yet. */
export function emptyTail(): Tail {
  return { limit: null, withTies: false, offset: null, emit: null, locking: [], given: new Set() };
}

/** What GROUP BY holds. */
export type Grouping = {
  readonly groupBy: ExpressionNode[];
  readonly groupings: GroupingNode[];
  groupDistinct: boolean;
};

/** INTO, GROUP BY, and what stands at the end of a query: LIMIT, OFFSET, FETCH, EMIT. */
export abstract class TailParser extends JoinParser {
  protected readonly groupBy: ParserMethod<[Grouping], void> = this.RULE(
    'groupBy',
    (grouping: Grouping) => {
      this.CONSUME(keyword.group);
      this.CONSUME(keyword.by);
      const distinct = this.SUBRULE(this.quantifier);
      this.ACTION(() => {
        grouping.groupDistinct = distinct;
      });
      this.AT_LEAST_ONE_SEP({
        SEP: types.comma,
        DEF: () => {
          const item = this.SUBRULE(this.grouping);
          this.ACTION(() => {
            const isPlain = item.kind === 'columns' && item.expressions.length > 0;
            if (isPlain) grouping.groupBy.push(...item.expressions);
            else grouping.groupings.push(item);
          });
        },
      });
    },
  );

  /** An expression, `(a, b)`, `()`, ROLLUP, CUBE or GROUPING SETS. */
  private readonly grouping: ParserMethod<[], GroupingNode> = this.RULE('grouping', () => {
    const first = this.peek();
    return this.OR<GroupingNode>({
      DEF: [
        {
          GATE: () => this.isAhead(2, types.close),
          ALT: () => {
            this.CONSUME(types.open);
            this.CONSUME(types.close);
            return this.ACTION(() => {
              return { kind: 'columns', expressions: [], position: this.placeFrom(first) };
            });
          },
        },
        {
          GATE: () => this.isAhead(2, types.open) || this.isAhead(2, keyword.sets),
          ALT: () => this.SUBRULE(this.groupingSets),
        },
        {
          ALT: () => {
            const expression = this.SUBRULE(this.expression);
            return this.ACTION(() =>
              columnsOf(expression, first.value === '(', this.placeFrom(first)),
            );
          },
        },
      ],
      IGNORE_AMBIGUITIES: true,
    });
  });

  private readonly groupingSets: ParserMethod<[], GroupingNode> = this.RULE('groupingSets', () => {
    const first = this.peek();
    const sets: GroupingNode[] = [];
    const kind = this.OR<'rollup' | 'cube' | 'sets'>([
      {
        ALT: () => {
          this.CONSUME(keyword.rollup);
          return 'rollup';
        },
      },
      {
        ALT: () => {
          this.CONSUME(keyword.cube);
          return 'cube';
        },
      },
      {
        ALT: () => {
          this.CONSUME(keyword.grouping);
          this.CONSUME(keyword.sets);
          return 'sets';
        },
      },
    ]);
    this.descend();
    this.CONSUME(types.open);
    this.AT_LEAST_ONE_SEP({
      SEP: types.comma,
      DEF: () => sets.push(this.SUBRULE(this.grouping)),
    });
    this.CONSUME(types.close);
    this.nesting -= 1;
    return this.ACTION(() => ({ kind, sets, position: this.placeFrom(first) }));
  });

  protected readonly tailClause: ParserMethod<[Tail], void> = this.RULE(
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
            this.SUBRULE(this.fetchClause, { ARGS: [tail] });
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
        {
          ALT: () => {
            const lock = this.SUBRULE(this.rowLock);
            this.ACTION(() => tail.locking.push(lock));
          },
        },
      ]);
    },
  );

  private once(tail: Tail, word: Token): void {
    const name = word.value === 'fetch' ? 'limit' : word.value;
    if (tail.given.has(name) && name !== 'for') {
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

  /** `FETCH FIRST [n] ROWS ONLY`, `FETCH FIRST [n] ROWS WITH TIES`. */
  private readonly fetchClause: ParserMethod<[Tail], void> = this.RULE(
    'fetchClause',
    (tail: Tail) => {
      const first = this.token(0, keyword.fetch);
      let count: ExpressionNode | null = null;
      let withTies = false;
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
      this.OR1([
        { ALT: () => this.CONSUME(keyword.only) },
        {
          ALT: () => {
            this.CONSUME(keyword.with);
            this.CONSUME(keyword.ties);
            withTies = true;
          },
        },
      ]);
      this.ACTION(() => {
        const one = { kind: 'number', text: '1', position: placeOf(first, first) } as const;
        Object.assign(tail, { limit: count ?? one, withTies });
      });
    },
  );

  /** `FOR UPDATE | NO KEY UPDATE | SHARE | KEY SHARE [OF names] [NOWAIT | SKIP LOCKED]`. */
  private readonly rowLock: ParserMethod<[], RowLock> = this.RULE('rowLock', () => {
    const first = this.token(0, keyword.for);
    const of: Name[] = [];
    let wait: RowLock['wait'] = null;
    const strength = this.SUBRULE(this.lockStrength);
    this.OPTION(() => {
      this.CONSUME(keyword.of);
      this.AT_LEAST_ONE_SEP({
        SEP: types.comma,
        DEF: () => of.push(this.SUBRULE(this.qualifiedName)),
      });
    });
    this.OPTION1(() => {
      wait = this.OR<RowLock['wait']>([
        {
          ALT: () => {
            this.CONSUME(keyword.nowait);
            return 'nowait';
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.skip);
            this.CONSUME(keyword.locked);
            return 'skip locked';
          },
        },
      ]);
    });
    return this.ACTION(() => ({ strength, of, wait, position: this.placeFrom(first) }));
  });

  private readonly lockStrength: ParserMethod<[], RowLock['strength']> = this.RULE(
    'lockStrength',
    () =>
      this.OR<RowLock['strength']>([
        {
          ALT: () => {
            this.CONSUME(keyword.update);
            return 'update';
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.no);
            this.CONSUME(keyword.key);
            this.CONSUME1(keyword.update);
            return 'no key update';
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.share);
            return 'share';
          },
        },
        {
          ALT: () => {
            this.CONSUME1(keyword.key);
            this.CONSUME1(keyword.share);
            return 'key share';
          },
        },
      ]),
  );

  private readonly rowWord: ParserMethod<[], void> = this.RULE('rowWord', () => {
    this.OR([{ ALT: () => this.CONSUME(keyword.row) }, { ALT: () => this.CONSUME(keyword.rows) }]);
  });

  /** EMIT CHANGES, EMIT FINAL, EMIT ON WINDOW CLOSE, EMIT EVERY. */
  private readonly emitClause: ParserMethod<[], EmitNode> = this.RULE('emitClause', () => {
    const first = this.token(0, keyword.emit);
    let kind: 'changes' | 'final' = 'final';
    let interval: ExpressionNode | null = null;
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
      {
        ALT: () => {
          this.CONSUME(keyword.every);
          interval = this.SUBRULE(this.duration);
        },
      },
    ]);
    return this.ACTION<EmitNode>(() => {
      const position = this.placeFrom(first);
      return interval === null ? { kind, position } : { kind: 'every', interval, position };
    });
  });

  /** `INTO [TEMPORARY] [TABLE] name`. */
  protected readonly selectInto: ParserMethod<[], SelectInto> = this.RULE('selectInto', () => {
    this.CONSUME(keyword.into);
    const temporary = this.SUBRULE(this.temporaryWord);
    this.OPTION(() => this.CONSUME(keyword.table));
    return { name: this.SUBRULE(this.qualifiedName), temporary };
  });

  /** TEMPORARY or TEMP, or nothing: whether it stands there. */
  protected readonly temporaryWord: ParserMethod<[], boolean> = this.RULE('temporaryWord', () => {
    let given = false;
    this.OPTION({
      GATE: () => !this.isAhead(2, types.dot),
      DEF: () => {
        this.OR([
          { ALT: () => this.CONSUME(keyword.temporary) },
          { ALT: () => this.CONSUME(keyword.temp) },
        ]);
        given = true;
      },
    });
    return given;
  });
}

/** `(a, b)` in GROUP BY is a set of two columns. */
function columnsOf(
  expression: ExpressionNode,
  isOpened: boolean,
  position: Position,
): GroupingNode {
  const isList = isOpened && expression.kind === 'row' && expression.items.length > 1;
  return {
    kind: 'columns',
    expressions: isList ? expression.items : [expression],
    position,
  };
}
