import type { ParserMethod } from 'chevrotain';
import type { FetchDirection, Identifier, QueryNode, StatementNode } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { keyword, types } from './token-types.ts';
import { WriteParser } from './write-parser.ts';

/** Transactions, savepoints and cursors. */
export abstract class TransactionParser extends WriteParser {
  /** BEGIN and START TRANSACTION. */
  protected readonly begin: ParserMethod<[], StatementNode> = this.RULE('begin', () => {
    const first = this.peek();
    this.OR([
      {
        ALT: () => {
          this.CONSUME(keyword.begin);
          this.SUBRULE(this.workWord);
        },
      },
      {
        ALT: () => {
          this.CONSUME(keyword.start);
          this.CONSUME(keyword.transaction);
        },
      },
    ]);
    const modes = this.SUBRULE(this.transactionModes);
    return this.ACTION<StatementNode>(() => {
      return { kind: 'begin', modes, position: this.placeFrom(first) };
    });
  });

  private readonly workWord: ParserMethod<[], void> = this.RULE('workWord', () => {
    this.OPTION(() =>
      this.OR([
        { ALT: () => this.CONSUME(keyword.work) },
        { ALT: () => this.CONSUME(keyword.transaction) },
      ]),
    );
  });

  /** `ISOLATION LEVEL …`, `READ ONLY` and `DEFERRABLE`, with or without commas; none at all too. */
  protected readonly transactionModes: ParserMethod<[], string[]> = this.RULE(
    'transactionModes',
    () => {
      const modes: string[] = [];
      this.MANY(() => {
        this.OPTION(() => this.CONSUME(types.comma));
        modes.push(this.SUBRULE(this.transactionMode));
      });
      return modes;
    },
  );

  private readonly transactionMode: ParserMethod<[], string> = this.RULE('transactionMode', () => {
    const words: Token[] = [];
    this.OR([
      {
        ALT: () => {
          words.push(this.token(0, keyword.isolation), this.token(1, keyword.level));
          this.OR1([
            { ALT: () => words.push(this.token(2, keyword.serializable)) },
            {
              ALT: () => words.push(this.token(3, keyword.repeatable), this.token(4, keyword.read)),
            },
            {
              ALT: () => {
                words.push(this.token(5, keyword.read));
                this.OR2([
                  { ALT: () => words.push(this.token(6, keyword.committed)) },
                  { ALT: () => words.push(this.token(7, keyword.uncommitted)) },
                ]);
              },
            },
          ]);
        },
      },
      {
        ALT: () => {
          words.push(this.token(8, keyword.read));
          this.OR3([
            { ALT: () => words.push(this.token(9, keyword.only)) },
            { ALT: () => words.push(this.token(0, keyword.write)) },
          ]);
        },
      },
      { ALT: () => words.push(this.token(0, keyword.deferrable)) },
      { ALT: () => words.push(this.token(0, keyword.not), this.token(1, keyword.deferrable)) },
    ]);
    return this.ACTION(() => words.map(({ value }) => value).join(' '));
  });

  /** COMMIT and END. */
  protected readonly commit: ParserMethod<[], StatementNode> = this.RULE('commit', () => {
    const first = this.peek();
    this.OR([
      { ALT: () => this.CONSUME(keyword.commit) },
      { ALT: () => this.CONSUME(keyword.end) },
    ]);
    this.SUBRULE(this.workWord);
    const chain = this.SUBRULE(this.andChain);
    return this.ACTION<StatementNode>(() => {
      return { kind: 'commit', chain, position: this.placeFrom(first) };
    });
  });

  /** `AND [NO] CHAIN`, or nothing: whether to chain. */
  private readonly andChain: ParserMethod<[], boolean> = this.RULE('andChain', () => {
    let chain = false;
    this.OPTION(() => {
      this.CONSUME(keyword.and);
      chain = true;
      this.OPTION1(() => {
        this.CONSUME(keyword.no);
        chain = false;
      });
      this.CONSUME(keyword.chain);
    });
    return chain;
  });

  /** ROLLBACK, ABORT and ROLLBACK TO SAVEPOINT. */
  protected readonly rollback: ParserMethod<[], StatementNode> = this.RULE('rollback', () => {
    const first = this.peek();
    let savepoint: Identifier | null = null;
    let chain = false;
    this.OR([
      { ALT: () => this.CONSUME(keyword.rollback) },
      { ALT: () => this.CONSUME(keyword.abort) },
    ]);
    this.SUBRULE(this.workWord);
    this.OR1([
      {
        ALT: () => {
          this.CONSUME(keyword.to);
          savepoint = this.SUBRULE(this.savepointName);
        },
      },
      {
        ALT: () => {
          chain = this.SUBRULE(this.andChain);
        },
      },
    ]);
    return this.ACTION<StatementNode>(() => {
      const position = this.placeFrom(first);
      return savepoint === null
        ? { kind: 'rollback', chain, position }
        : { kind: 'rollbackToSavepoint', name: savepoint, position };
    });
  });

  /** `[SAVEPOINT] name`. */
  private readonly savepointName: ParserMethod<[], Identifier> = this.RULE('savepointName', () => {
    this.OPTION({
      GATE: () => this.isAhead(2, types.name),
      DEF: () => this.CONSUME(keyword.savepoint),
    });
    return this.SUBRULE(this.identifier);
  });

  protected readonly savepoint: ParserMethod<[], StatementNode> = this.RULE('savepoint', () => {
    const first = this.token(0, keyword.savepoint);
    const name = this.SUBRULE(this.identifier);
    return this.ACTION<StatementNode>(() => {
      return { kind: 'savepoint', name, position: this.placeFrom(first) };
    });
  });

  protected readonly release: ParserMethod<[], StatementNode> = this.RULE('release', () => {
    const first = this.token(0, keyword.release);
    const name = this.SUBRULE(this.savepointName);
    return this.ACTION<StatementNode>(() => {
      return { kind: 'releaseSavepoint', name, position: this.placeFrom(first) };
    });
  });

  /** `DECLARE name [BINARY] [INSENSITIVE] [[NO] SCROLL] CURSOR [WITH | WITHOUT HOLD] FOR query`. */
  protected readonly declare: ParserMethod<[], StatementNode> = this.RULE('declare', () => {
    const first = this.token(0, keyword.declare);
    const name = this.SUBRULE(this.identifier);
    const said: { binary: boolean; insensitive: boolean | null; scroll: boolean | null } = {
      binary: false,
      insensitive: null,
      scroll: null,
    };
    let hold = false;
    this.MANY(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(keyword.binary);
            said.binary = true;
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.insensitive);
            said.insensitive = true;
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.asensitive);
            said.insensitive = false;
          },
        },
        {
          ALT: () => {
            let scroll = true;
            this.OPTION(() => {
              this.CONSUME(keyword.no);
              scroll = false;
            });
            this.CONSUME(keyword.scroll);
            said.scroll = scroll;
          },
        },
      ]),
    );
    this.CONSUME(keyword.cursor);
    this.OPTION1(() => {
      this.OR1([
        {
          ALT: () => {
            this.CONSUME(keyword.with);
            hold = true;
          },
        },
        { ALT: () => this.CONSUME(keyword.without) },
      ]);
      this.CONSUME(keyword.hold);
    });
    this.CONSUME(keyword.for);
    const query: QueryNode = this.SUBRULE(this.query);
    return this.ACTION<StatementNode>(() => {
      return { kind: 'declareCursor', name, ...said, hold, query, position: this.placeFrom(first) };
    });
  });

  /** `FETCH | MOVE [direction] [FROM | IN] cursor`. */
  protected readonly fetch: ParserMethod<[], StatementNode> = this.RULE('fetch', () => {
    const first = this.peek();
    let direction: FetchDirection = { kind: 'forward', count: 1 };
    this.OR([
      { ALT: () => this.CONSUME(keyword.fetch) },
      { ALT: () => this.CONSUME(keyword.move) },
    ]);
    this.OPTION({
      GATE: () => !this.isCursorAhead(),
      DEF: () => {
        direction = this.SUBRULE(this.fetchDirection);
      },
    });
    this.OPTION1(() =>
      this.OR1([
        { ALT: () => this.CONSUME(keyword.from) },
        { ALT: () => this.CONSUME(keyword.in) },
      ]),
    );
    const cursor = this.SUBRULE(this.identifier);
    return this.ACTION<StatementNode>(() => {
      const move = first.value === 'move';
      return { kind: 'fetch', move, direction, cursor, position: this.placeFrom(first) };
    });
  });

  /** Whether the last word of the statement comes next: a cursor may be called NEXT. */
  private isCursorAhead(): boolean {
    return this.isAhead(2, types.end);
  }

  private readonly fetchDirection: ParserMethod<[], FetchDirection> = this.RULE(
    'fetchDirection',
    () =>
      this.OR<FetchDirection>([
        { ALT: () => this.SUBRULE(this.fetchWord) },
        {
          ALT: () => {
            this.CONSUME(keyword.all);
            return { kind: 'all' };
          },
        },
        { ALT: () => ({ kind: 'forward', count: this.SUBRULE(this.signedNumber) }) },
        {
          ALT: () => {
            const word = this.OR1([
              { ALT: () => this.token(0, keyword.absolute) },
              { ALT: () => this.token(0, keyword.relative) },
            ]);
            const count = this.SUBRULE1(this.signedNumber);
            return this.ACTION(() => ({ kind: word.value as 'absolute' | 'relative', count }));
          },
        },
        { ALT: () => this.SUBRULE(this.fetchSteps) },
      ]),
  );

  private readonly fetchWord: ParserMethod<[], FetchDirection> = this.RULE('fetchWord', () => {
    const word = this.OR([
      { ALT: () => this.token(0, keyword.next) },
      { ALT: () => this.token(0, keyword.prior) },
      { ALT: () => this.token(0, keyword.first) },
      { ALT: () => this.token(0, keyword.last) },
    ]);
    return this.ACTION<FetchDirection>(() => {
      const kind = word.value;
      if (kind === 'first' || kind === 'last') return { kind };
      return { kind: kind === 'next' ? 'forward' : 'backward', count: 1 };
    });
  });

  /** `FORWARD [n | ALL]`, `BACKWARD [n | ALL]`. */
  private readonly fetchSteps: ParserMethod<[], FetchDirection> = this.RULE('fetchSteps', () => {
    const word = this.OR([
      { ALT: () => this.token(0, keyword.forward) },
      { ALT: () => this.token(0, keyword.backward) },
    ]);
    let count = 1;
    let all = false;
    this.OPTION(() =>
      this.OR1([
        {
          ALT: () => {
            count = this.SUBRULE(this.signedNumber);
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.all);
            all = true;
          },
        },
      ]),
    );
    return this.ACTION<FetchDirection>(() => {
      const isForward = word.value === 'forward';
      if (all) return { kind: isForward ? 'all' : 'backward all' };
      return { kind: isForward ? 'forward' : 'backward', count };
    });
  });

  protected readonly close: ParserMethod<[], StatementNode> = this.RULE('close', () => {
    const first = this.token(0, keyword.close);
    const cursor = this.SUBRULE(this.nameOrAll);
    return this.ACTION<StatementNode>(() => {
      return { kind: 'closeCursor', cursor, position: this.placeFrom(first) };
    });
  });

  /** A name, or null for ALL. */
  protected readonly nameOrAll: ParserMethod<[], Identifier | null> = this.RULE('nameOrAll', () =>
    this.OR<Identifier | null>([
      {
        ALT: () => {
          this.CONSUME(keyword.all);
          return null;
        },
      },
      { ALT: () => this.SUBRULE(this.identifier) },
    ]),
  );
}
