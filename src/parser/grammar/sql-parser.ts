import type { ParserMethod } from 'chevrotain';
import type {
  ExpressionNode,
  Identifier,
  Name,
  ObjectKind,
  QueryNode,
  StatementNode,
} from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { DefinitionParser } from './definition-parser.ts';
import { type GrammarToken, keyword, types } from './token-types.ts';

type Explain = Extract<StatementNode, { kind: 'explain' }>;
type Insert = Extract<StatementNode, { kind: 'insert' }>;

/** What a text may be read as, and what that gives. */
export type NodeOf = {
  readonly statement: StatementNode;
  readonly query: QueryNode;
  readonly expression: ExpressionNode;
};

/** The whole grammar. Takes the tokens of one statement, without its `;`. */
export class SqlParser extends DefinitionParser {
  /** With `isChecked` an ambiguous grammar is an error; takes long, for tests. */
  constructor(isChecked = false) {
    super(isChecked);
    this.performSelfAnalysis();
  }

  /**
   * Reads tokens by a rule, up to the last of them. A null result says that `errors` holds why not.
   * @throws SqlError 0A000 for what is understood but not supported, 54001 for nesting too deep
   */
  read<R extends keyof NodeOf>(rule: R, tokens: GrammarToken[]): NodeOf[R] | null {
    this.nesting = 0;
    this.input = tokens;
    const node = this[rule]() as NodeOf[R];
    return this.errors.length === 0 ? node : null;
  }

  protected readonly statement: ParserMethod<[], StatementNode> = this.RULE('statement', () =>
    this.OR([
      { ALT: () => this.SUBRULE(this.explainable) },
      { ALT: () => this.SUBRULE(this.explain) },
      { ALT: () => this.SUBRULE(this.drop) },
      { ALT: () => this.SUBRULE(this.show) },
      { ALT: () => this.SUBRULE(this.describe) },
      { ALT: () => this.SUBRULE(this.flush) },
    ]),
  );

  private readonly explainable: ParserMethod<[], StatementNode> = this.RULE('explainable', () =>
    this.OR<StatementNode>([
      {
        ALT: () => {
          const query = this.SUBRULE(this.query);
          return this.ACTION(() => ({ kind: 'query', query, position: query.position }));
        },
      },
      { ALT: () => this.SUBRULE(this.insert) },
      { ALT: () => this.SUBRULE(this.create) },
    ]),
  );

  private readonly insert: ParserMethod<[], StatementNode> = this.RULE('insert', () => {
    const first = this.token(0, keyword.insert);
    this.CONSUME(keyword.into);
    const into = this.SUBRULE(this.qualifiedName);
    let columns: readonly Identifier[] = [];
    this.OPTION({
      GATE: () => !this.isQueryAhead(2),
      DEF: () => {
        columns = this.SUBRULE(this.identifierList);
      },
    });
    const source = this.SUBRULE(this.insertSource);
    return this.ACTION<StatementNode>(() => {
      return { kind: 'insert', into, columns, ...source, position: this.placeFrom(first) };
    });
  });

  private readonly insertSource: ParserMethod<[], Pick<Insert, 'rows' | 'query'>> = this.RULE(
    'insertSource',
    () =>
      this.OR<Pick<Insert, 'rows' | 'query'>>([
        {
          ALT: () => {
            const rows: (readonly ExpressionNode[])[] = [];
            this.CONSUME(keyword.values);
            this.AT_LEAST_ONE_SEP({
              SEP: types.comma,
              DEF: () => rows.push(this.SUBRULE(this.row)),
            });
            return { rows, query: null };
          },
        },
        { ALT: () => ({ rows: null, query: this.SUBRULE(this.query) }) },
        {
          ALT: () => {
            this.CONSUME(types.open);
            const query = this.SUBRULE1(this.query);
            this.CONSUME(types.close);
            return { rows: null, query };
          },
        },
      ]),
  );

  private readonly row: ParserMethod<[], ExpressionNode[]> = this.RULE('row', () => {
    const values: ExpressionNode[] = [];
    this.CONSUME(types.open);
    this.AT_LEAST_ONE_SEP({
      SEP: types.comma,
      DEF: () => values.push(this.SUBRULE(this.expression)),
    });
    this.CONSUME(types.close);
    return values;
  });

  /** EXPLAIN shows the physical plan unless told otherwise. */
  private readonly explain: ParserMethod<[], StatementNode> = this.RULE('explain', () => {
    const first = this.token(0, keyword.explain);
    let mode: Explain['mode'] = 'physical';
    this.OPTION(() => {
      this.CONSUME(types.open);
      const word = this.OR([
        { ALT: () => this.token(0, keyword.logical) },
        { ALT: () => this.token(0, keyword.steps) },
        { ALT: () => this.token(0, keyword.physical) },
      ]);
      this.ACTION(() => {
        mode = word.value as Explain['mode'];
      });
      this.CONSUME(types.close);
    });
    const statement = this.SUBRULE(this.explainable);
    return this.ACTION<StatementNode>(() => {
      return { kind: 'explain', mode, statement, position: this.placeFrom(first) };
    });
  });

  private readonly drop: ParserMethod<[], StatementNode> = this.RULE('drop', () => {
    const first = this.token(0, keyword.drop);
    let ifExists = false;
    let cascade = false;
    const object = this.SUBRULE(this.objectKind);
    this.OPTION({
      GATE: () => this.isAhead(2, keyword.exists),
      DEF: () => {
        this.CONSUME(keyword.if);
        this.CONSUME(keyword.exists);
        ifExists = true;
      },
    });
    const names = this.SUBRULE(this.names);
    this.OPTION1(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(keyword.cascade);
            cascade = true;
          },
        },
        { ALT: () => this.CONSUME(keyword.restrict) },
      ]),
    );
    return this.ACTION<StatementNode>(() => {
      return { kind: 'drop', object, names, ifExists, cascade, position: this.placeFrom(first) };
    });
  });

  private readonly objectKind: ParserMethod<[], ObjectKind> = this.RULE('objectKind', () => {
    const words: Token[] = [];
    this.OR([
      { ALT: () => words.push(this.token(0, keyword.stream)) },
      { ALT: () => words.push(this.token(0, keyword.table)) },
      { ALT: () => words.push(this.token(0, keyword.view)) },
      { ALT: () => words.push(this.token(0, keyword.source)) },
      { ALT: () => words.push(this.token(0, keyword.materialized), this.token(1, keyword.view)) },
    ]);
    return this.ACTION(() => words.map((word) => word.value).join(' ') as ObjectKind);
  });

  private readonly show: ParserMethod<[], StatementNode> = this.RULE('show', () => {
    const first = this.token(0, keyword.show);
    const what = this.OR<string>({
      DEF: [
        {
          GATE: () => this.isAhead(2, keyword.views),
          ALT: () => {
            this.CONSUME(keyword.materialized);
            this.CONSUME(keyword.views);
            return 'materialized views';
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.all);
            return 'all';
          },
        },
        {
          ALT: () => {
            const name = this.SUBRULE(this.qualifiedName);
            return this.ACTION(() => name.parts.join('.'));
          },
        },
      ],
      IGNORE_AMBIGUITIES: true,
    });
    return this.ACTION<StatementNode>(() => ({
      kind: 'show',
      what,
      position: this.placeFrom(first),
    }));
  });

  private readonly describe: ParserMethod<[], StatementNode> = this.RULE('describe', () => {
    const first = this.peek();
    let extended = false;
    this.OR([
      { ALT: () => this.CONSUME(keyword.describe) },
      { ALT: () => this.CONSUME(keyword.desc) },
    ]);
    this.OPTION({
      GATE: () => this.isAhead(2, types.name),
      DEF: () => {
        this.CONSUME(keyword.extended);
        extended = true;
      },
    });
    const name = this.SUBRULE(this.qualifiedName);
    return this.ACTION<StatementNode>(() => {
      return { kind: 'describe', name, extended, position: this.placeFrom(first) };
    });
  });

  private readonly flush: ParserMethod<[], StatementNode> = this.RULE('flush', () => {
    const first = this.token(0, keyword.flush);
    let names: readonly Name[] = [];
    this.OPTION(() => {
      names = this.SUBRULE(this.names);
    });
    return this.ACTION<StatementNode>(() => ({
      kind: 'flush',
      names,
      position: this.placeFrom(first),
    }));
  });
}
