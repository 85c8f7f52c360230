import type { ParserMethod } from 'chevrotain';
import type { ExpressionNode, Name, Option, QueryNode, StatementNode } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { SettingParser } from './setting-parser.ts';
import { keyword, types } from './token-types.ts';

type Show = Extract<StatementNode, { kind: 'show' }>;
type ControlQuery = Extract<StatementNode, { kind: 'controlQuery' }>;

/** SHOW, DESCRIBE, and what is asked of running queries. */
export abstract class SessionParser extends SettingParser {
  /** SHOW of a list, of one thing's text, or of a setting. */
  protected readonly show: ParserMethod<[], StatementNode> = this.RULE('show', () => {
    const first = this.token(0, keyword.show);
    let schema: Name | null = null;
    let like: Token | null = null;
    const subject = this.SUBRULE(this.showSubject);
    this.OPTION(() => {
      this.OR([{ ALT: () => this.CONSUME(keyword.from) }, { ALT: () => this.CONSUME(keyword.in) }]);
      schema = this.SUBRULE(this.qualifiedName);
    });
    this.OPTION1(() => {
      this.CONSUME(keyword.like);
      like = this.token(0, types.string);
    });
    return this.ACTION<StatementNode>(() => {
      const position = this.placeFrom(first);
      const isOfRelation = subject.what === 'columns' || subject.what === 'indexes';
      const found = isOfRelation ? { of: schema, schema: null } : { of: subject.of, schema };
      const pattern = like === null ? null : (like as Token).value;
      return { kind: 'show', what: subject.what, ...found, like: pattern, position };
    });
  });

  private readonly showSubject: ParserMethod<[], Pick<Show, 'what' | 'of'>> = this.RULE(
    'showSubject',
    () =>
      this.OR<Pick<Show, 'what' | 'of'>>({
        DEF: [
          {
            GATE: () => this.isAhead(2, keyword.views),
            ALT: () => {
              this.CONSUME(keyword.materialized);
              this.CONSUME(keyword.views);
              return { what: 'materialized views', of: null };
            },
          },
          {
            ALT: () => {
              this.CONSUME(keyword.create);
              const kind = this.SUBRULE(this.objectKind);
              const name: Name = this.SUBRULE(this.qualifiedName);
              return this.ACTION(() => ({ what: `create ${kind}`, of: name }));
            },
          },
          {
            ALT: () => {
              this.CONSUME(keyword.all);
              return { what: 'all', of: null };
            },
          },
          {
            GATE: () => this.isAhead(2, keyword.zone),
            ALT: () => {
              this.CONSUME(keyword.time);
              this.CONSUME(keyword.zone);
              return { what: 'timezone', of: null };
            },
          },
          {
            GATE: () => this.isAhead(2, keyword.isolation),
            ALT: () => {
              this.CONSUME(keyword.transaction);
              this.CONSUME(keyword.isolation);
              this.CONSUME(keyword.level);
              return { what: 'transaction_isolation', of: null };
            },
          },
          { ALT: () => ({ what: this.SUBRULE(this.settingName), of: null }) },
        ],
        IGNORE_AMBIGUITIES: true,
      }),
  );

  protected readonly describe: ParserMethod<[], StatementNode> = this.RULE('describe', () => {
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

  protected readonly flush: ParserMethod<[], StatementNode> = this.RULE('flush', () => {
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

  /** `PAUSE [QUERY] name, …`, `RESUME …`, `TERMINATE ALL`. */
  protected readonly controlQuery: ParserMethod<[], StatementNode> = this.RULE(
    'controlQuery',
    () => {
      let names: readonly Name[] = [];
      const first = this.OR([
        { ALT: () => this.token(0, keyword.pause) },
        { ALT: () => this.token(0, keyword.resume) },
        { ALT: () => this.token(0, keyword.terminate) },
      ]);
      this.OPTION({
        GATE: () => this.isAhead(2, types.name) || this.isAhead(2, keyword.all),
        DEF: () => this.CONSUME(keyword.query),
      });
      this.OR1([
        { ALT: () => this.CONSUME(keyword.all) },
        {
          ALT: () => {
            names = this.SUBRULE(this.names);
          },
        },
      ]);
      return this.ACTION<StatementNode>(() => {
        const action = first.value as ControlQuery['action'];
        return { kind: 'controlQuery', action, names, position: this.placeFrom(first) };
      });
    },
  );

  /** `SUBSCRIBE [TO] name | (query) [WITH (…)] [AS OF …]`. */
  protected readonly subscribe: ParserMethod<[], StatementNode> = this.RULE('subscribe', () => {
    const first = this.token(0, keyword.subscribe);
    let asOf: ExpressionNode | null = null;
    this.OPTION(() => this.CONSUME(keyword.to));
    const target = this.OR<{ relation: Name | null; query: QueryNode | null }>([
      { ALT: () => ({ relation: this.SUBRULE(this.qualifiedName), query: null }) },
      {
        ALT: () => {
          this.CONSUME(types.open);
          const query = this.SUBRULE(this.query);
          this.CONSUME(types.close);
          return { relation: null, query };
        },
      },
    ]);
    const options: readonly Option[] = this.SUBRULE(this.optionalOptions);
    this.OPTION1(() => {
      this.CONSUME(keyword.as);
      this.CONSUME(keyword.of);
      asOf = this.SUBRULE(this.expression);
    });
    return this.ACTION<StatementNode>(() => {
      return { kind: 'subscribe', ...target, options, asOf, position: this.placeFrom(first) };
    });
  });
}
