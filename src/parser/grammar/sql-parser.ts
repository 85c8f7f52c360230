import type { ParserMethod } from 'chevrotain';
import type { ExpressionNode, QueryNode, StatementNode, TypeName } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import type { CreateStart } from './definition-parser.ts';
import { type GrammarToken, keyword, types } from './token-types.ts';
import { UpkeepParser } from './upkeep-parser.ts';

type Explain = Extract<StatementNode, { kind: 'explain' }>;
/** What EXPLAIN is told besides what to explain. */
type ExplainParts = { mode: Explain['mode']; analyze: boolean; format: Explain['format'] };

/** What a text may be read as, and what that gives. */
export type NodeOf = {
  readonly statement: StatementNode;
  readonly query: QueryNode;
  readonly expression: ExpressionNode;
};

/** The whole grammar. Takes the tokens of one statement, without its `;`. */
export class SqlParser extends UpkeepParser {
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
      { ALT: () => this.SUBRULE(this.changeStatement) },
      { ALT: () => this.SUBRULE(this.sessionStatement) },
      { ALT: () => this.SUBRULE(this.transactionStatement) },
    ]),
  );

  private readonly explainable: ParserMethod<[], StatementNode> = this.RULE('explainable', () =>
    this.OR([{ ALT: () => this.SUBRULE(this.rows) }, { ALT: () => this.SUBRULE(this.create) }]),
  );

  /** Queries and what changes rows; WITH may stand before both. */
  private readonly rows: ParserMethod<[], StatementNode> = this.RULE('rows', () => {
    const first = this.peek();
    const clause = this.SUBRULE(this.optionalWith);
    return this.OR<StatementNode>([
      {
        ALT: () => {
          const query = this.SUBRULE(this.queryBehindWith, { ARGS: [clause, first] });
          return this.ACTION(() => asStatement(query));
        },
      },
      { ALT: () => this.SUBRULE(this.insert, { ARGS: [clause] }) },
      { ALT: () => this.SUBRULE(this.update, { ARGS: [clause] }) },
      { ALT: () => this.SUBRULE(this.delete, { ARGS: [clause] }) },
    ]);
  });

  private readonly create: ParserMethod<[], StatementNode> = this.RULE('create', () => {
    const first = this.token(0, keyword.create);
    let orReplace = false;
    this.OPTION(() => {
      this.CONSUME(keyword.or);
      this.CONSUME(keyword.replace);
      orReplace = true;
    });
    const temporary = this.SUBRULE(this.temporaryWord);
    const start: CreateStart = { first, orReplace, temporary };
    return this.SUBRULE(this.created, { ARGS: [start] });
  });

  private readonly created: ParserMethod<[CreateStart], StatementNode> = this.RULE(
    'created',
    (start: CreateStart) => {
      const word = this.peek();
      const statement = this.OR<StatementNode>([
        { ALT: () => this.SUBRULE(this.createStream, { ARGS: [start] }) },
        { ALT: () => this.SUBRULE(this.createTable, { ARGS: [start] }) },
        { ALT: () => this.SUBRULE(this.createView, { ARGS: [start] }) },
        { ALT: () => this.SUBRULE(this.createSource, { ARGS: [start] }) },
        { ALT: () => this.SUBRULE(this.createSink, { ARGS: [start] }) },
        { ALT: () => this.SUBRULE(this.createIndex, { ARGS: [start] }) },
        { ALT: () => this.SUBRULE(this.createFunction, { ARGS: [start] }) },
        { ALT: () => this.SUBRULE(this.createSchema, { ARGS: [start] }) },
        { ALT: () => this.SUBRULE(this.createSequence, { ARGS: [start] }) },
      ]);
      return this.ACTION(() => {
        if (start.temporary && !/^create(Table|View|Sequence)$/.test(statement.kind)) {
          this.refuse(`CREATE TEMPORARY ${word.value.toUpperCase()}`, statement.position);
        }
        return statement;
      });
    },
  );

  private readonly changeStatement: ParserMethod<[], StatementNode> = this.RULE(
    'changeStatement',
    () =>
      this.OR([
        { ALT: () => this.SUBRULE(this.drop) },
        { ALT: () => this.SUBRULE(this.alter) },
        { ALT: () => this.SUBRULE(this.comment) },
        { ALT: () => this.SUBRULE(this.truncate) },
        { ALT: () => this.SUBRULE(this.copy) },
      ]),
  );

  private readonly sessionStatement: ParserMethod<[], StatementNode> = this.RULE(
    'sessionStatement',
    () =>
      this.OR([
        { ALT: () => this.SUBRULE(this.show) },
        { ALT: () => this.SUBRULE(this.describe) },
        { ALT: () => this.SUBRULE(this.flush) },
        { ALT: () => this.SUBRULE(this.controlQuery) },
        { ALT: () => this.SUBRULE(this.subscribe) },
        { ALT: () => this.SUBRULE(this.set) },
        { ALT: () => this.SUBRULE(this.resetSetting) },
        { ALT: () => this.SUBRULE(this.discard) },
        { ALT: () => this.SUBRULE(this.prepare) },
        { ALT: () => this.SUBRULE(this.execute) },
        { ALT: () => this.SUBRULE(this.deallocate) },
        { ALT: () => this.SUBRULE(this.upkeep) },
        { ALT: () => this.SUBRULE(this.lock) },
        { ALT: () => this.SUBRULE(this.privileges) },
      ]),
  );

  private readonly transactionStatement: ParserMethod<[], StatementNode> = this.RULE(
    'transactionStatement',
    () =>
      this.OR([
        { ALT: () => this.SUBRULE(this.begin) },
        { ALT: () => this.SUBRULE(this.commit) },
        { ALT: () => this.SUBRULE(this.rollback) },
        { ALT: () => this.SUBRULE(this.savepoint) },
        { ALT: () => this.SUBRULE(this.release) },
        { ALT: () => this.SUBRULE(this.declare) },
        { ALT: () => this.SUBRULE(this.fetch) },
        { ALT: () => this.SUBRULE(this.close) },
      ]),
  );

  /** EXPLAIN shows the physical plan unless told otherwise; of a statement, or of what has a name. */
  private readonly explain: ParserMethod<[], StatementNode> = this.RULE('explain', () => {
    const first = this.token(0, keyword.explain);
    const parts: ExplainParts = { mode: 'physical', analyze: false, format: 'text' };
    this.OPTION(() => {
      this.SUBRULE(this.analyzeWord);
      parts.analyze = true;
    });
    this.OPTION1({
      GATE: () => !this.isQueryBehind(1),
      DEF: () => {
        this.CONSUME(types.open);
        this.AT_LEAST_ONE_SEP({
          SEP: types.comma,
          DEF: () => this.SUBRULE(this.explainOption, { ARGS: [parts] }),
        });
        this.CONSUME(types.close);
      },
    });
    return this.OR<StatementNode>({
      DEF: [
        {
          GATE: () => !this.isNameAhead(),
          ALT: () => {
            const statement = this.SUBRULE(this.explainable);
            return this.ACTION(() => {
              return { kind: 'explain', ...parts, statement, position: this.placeFrom(first) };
            });
          },
        },
        {
          ALT: () => {
            const name = this.SUBRULE(this.qualifiedName);
            return this.ACTION(() => {
              return { kind: 'explainObject', ...parts, name, position: this.placeFrom(first) };
            });
          },
        },
      ],
      IGNORE_AMBIGUITIES: true,
    });
  });

  /** Whether a name is all that follows: a relation may be called INSERT. */
  private isNameAhead(): boolean {
    const isName = this.isAhead(1, types.name);
    return isName && (this.isAhead(2, types.end) || this.isAhead(2, types.dot));
  }

  private readonly analyzeWord: ParserMethod<[], void> = this.RULE('analyzeWord', () => {
    this.OR([
      { ALT: () => this.CONSUME(keyword.analyze) },
      { ALT: () => this.CONSUME(keyword.analyse) },
    ]);
  });

  /** A mode, ANALYZE, FORMAT TEXT or JSON. */
  private readonly explainOption: ParserMethod<[ExplainParts], void> = this.RULE(
    'explainOption',
    (parts: ExplainParts) => {
      const found = this.OR<Partial<ExplainParts>>([
        {
          ALT: () => {
            const word = this.SUBRULE(this.explainMode);
            return this.ACTION(() => ({ mode: word.value as ExplainParts['mode'] }));
          },
        },
        {
          ALT: () => {
            let analyze = true;
            this.SUBRULE(this.analyzeWord);
            this.OPTION(() => {
              analyze = this.SUBRULE(this.onOrOff);
            });
            return { analyze };
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.format);
            const format = this.OR1<ExplainParts['format']>([
              {
                ALT: () => {
                  this.CONSUME(keyword.json);
                  return 'json';
                },
              },
              {
                ALT: () => {
                  this.CONSUME(keyword.text);
                  return 'text';
                },
              },
            ]);
            return { format };
          },
        },
      ]);
      this.ACTION(() => Object.assign(parts, found));
    },
  );

  private readonly explainMode: ParserMethod<[], Token> = this.RULE('explainMode', () =>
    this.OR([
      { ALT: () => this.token(0, keyword.logical) },
      { ALT: () => this.token(0, keyword.steps) },
      { ALT: () => this.token(0, keyword.physical) },
      { ALT: () => this.token(0, keyword.flink) },
    ]),
  );

  private readonly onOrOff: ParserMethod<[], boolean> = this.RULE('onOrOff', () => {
    const word = this.OR([
      { ALT: () => this.token(0, keyword.on) },
      { ALT: () => this.token(0, keyword.off) },
      { ALT: () => this.token(0, keyword.true) },
      { ALT: () => this.token(0, keyword.false) },
    ]);
    return this.ACTION(() => word.value === 'on' || word.value === 'true');
  });

  /** `PREPARE name [(types)] AS statement`. */
  private readonly prepare: ParserMethod<[], StatementNode> = this.RULE('prepare', () => {
    const first = this.token(0, keyword.prepare);
    const parameters: TypeName[] = [];
    const name = this.SUBRULE(this.identifier);
    this.OPTION(() => {
      this.CONSUME(types.open);
      this.AT_LEAST_ONE_SEP({
        SEP: types.comma,
        DEF: () => parameters.push(this.SUBRULE(this.typeName)),
      });
      this.CONSUME(types.close);
    });
    this.CONSUME(keyword.as);
    const statement = this.SUBRULE(this.rows);
    return this.ACTION<StatementNode>(() => {
      const position = this.placeFrom(first);
      return { kind: 'prepare', name, types: parameters, statement, position };
    });
  });

  private readonly execute: ParserMethod<[], StatementNode> = this.RULE('execute', () => {
    const first = this.token(0, keyword.execute);
    let args: readonly ExpressionNode[] = [];
    const name = this.SUBRULE(this.identifier);
    this.OPTION(() => {
      this.CONSUME(types.open);
      args = this.SUBRULE(this.expressions);
      this.CONSUME(types.close);
    });
    return this.ACTION<StatementNode>(() => {
      return { kind: 'execute', name, arguments: args, position: this.placeFrom(first) };
    });
  });

  private readonly deallocate: ParserMethod<[], StatementNode> = this.RULE('deallocate', () => {
    const first = this.token(0, keyword.deallocate);
    this.OPTION({
      GATE: () => this.isAhead(2, types.name) || this.isAhead(2, keyword.all),
      DEF: () => this.CONSUME(keyword.prepare),
    });
    const name = this.SUBRULE(this.nameOrAll);
    return this.ACTION<StatementNode>(() => {
      return { kind: 'deallocate', name, position: this.placeFrom(first) };
    });
  });
}

/** A query as a statement: SELECT … INTO makes a table. */
function asStatement(query: QueryNode): StatementNode {
  const { position } = query;
  if (query.kind !== 'select' || query.into === undefined) {
    return { kind: 'query', query, position };
  }
  const { into, ...rows } = query;
  return {
    kind: 'createTable',
    ...into,
    ifNotExists: false,
    columns: [],
    watermark: null,
    primaryKey: [],
    constraints: [],
    options: [],
    query: rows,
    columnNames: [],
    position,
  };
}
