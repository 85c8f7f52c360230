import type { ParserMethod } from 'chevrotain';
import type { CommonTable, Identifier, QueryNode, StatementNode } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { noRows } from './query-frame.ts';
import { TailParser } from './tail-parser.ts';
import { keyword, types } from './token-types.ts';

/** WITH: its tables, and whether it says RECURSIVE. */
export type WithClause = {
  readonly with: readonly CommonTable[];
  readonly recursive: boolean;
  readonly word: Token | null;
};

const noWith: WithClause = { with: [], recursive: false, word: null };

/** WITH before queries and changes: its tables are queries, or changes with RETURNING. */
export abstract class WithParser extends TailParser {
  protected abstract readonly queryBehindWith: ParserMethod<[WithClause, Token], QueryNode>;
  protected abstract readonly insert: ParserMethod<[WithClause], StatementNode>;
  protected abstract readonly update: ParserMethod<[WithClause], StatementNode>;
  protected abstract readonly delete: ParserMethod<[WithClause], StatementNode>;

  protected readonly optionalWith: ParserMethod<[], WithClause> = this.RULE('optionalWith', () => {
    let clause = noWith;
    this.OPTION(() => {
      clause = this.SUBRULE(this.withClause);
    });
    return clause;
  });

  private readonly withClause: ParserMethod<[], WithClause> = this.RULE('withClause', () => {
    const tables: CommonTable[] = [];
    let recursive = false;
    const word = this.token(0, keyword.with);
    this.OPTION({
      GATE: () => this.isAhead(2, types.name),
      DEF: () => {
        this.CONSUME(keyword.recursive);
        recursive = true;
      },
    });
    this.AT_LEAST_ONE_SEP({
      SEP: types.comma,
      DEF: () => tables.push(this.SUBRULE(this.commonTable)),
    });
    return { with: tables, recursive, word };
  });

  private readonly commonTable: ParserMethod<[], CommonTable> = this.RULE('commonTable', () => {
    const first = this.peek();
    const name = this.SUBRULE(this.identifier);
    let columns: readonly Identifier[] = [];
    let materialized: boolean | null = null;
    this.OPTION(() => {
      columns = this.SUBRULE(this.identifierList);
    });
    this.CONSUME(keyword.as);
    this.OPTION1(() => {
      materialized = true;
      this.OPTION2(() => {
        this.CONSUME(keyword.not);
        materialized = false;
      });
      this.CONSUME(keyword.materialized);
    });
    this.CONSUME(types.open);
    const rows = this.SUBRULE(this.commonRows);
    this.CONSUME(types.close);
    return this.ACTION(() => {
      return { name, columns, materialized, ...rows, position: this.placeFrom(first) };
    });
  });

  private readonly commonRows: ParserMethod<[], Pick<CommonTable, 'query' | 'change'>> = this.RULE(
    'commonRows',
    () => {
      const first = this.peek();
      const clause = this.SUBRULE(this.optionalWith);
      return this.OR<Pick<CommonTable, 'query' | 'change'>>([
        {
          ALT: () => ({ query: this.SUBRULE(this.queryBehindWith, { ARGS: [clause, first] }) }),
        },
        { ALT: () => this.changed(this.SUBRULE(this.insert, { ARGS: [clause] })) },
        { ALT: () => this.changed(this.SUBRULE(this.update, { ARGS: [clause] })) },
        { ALT: () => this.changed(this.SUBRULE(this.delete, { ARGS: [clause] })) },
      ]);
    },
  );

  private changed(statement: StatementNode): Pick<CommonTable, 'query' | 'change'> {
    return this.ACTION(() => {
      const { kind, position } = statement;
      const isChange = kind === 'insert' || kind === 'update' || kind === 'delete';
      return { query: noRows(position), ...(isChange ? { change: statement } : {}) };
    });
  }
}
