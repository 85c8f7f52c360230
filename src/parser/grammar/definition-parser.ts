import type { ParserMethod } from 'chevrotain';
import type { Position } from '../../common/sql-error.ts';
import type { ColumnDefinition, Identifier, Name, QueryNode, StatementNode } from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { ElementParser } from './element-parser.ts';
import { placeOf } from './place.ts';
import { keyword, types } from './token-types.ts';

/** The words behind CREATE that were read before it was known what is created. */
export type CreateStart = {
  readonly first: Token;
  readonly orReplace: boolean;
  readonly temporary: boolean;
};

type Named = { readonly ifNotExists: boolean; readonly name: Name };

/** CREATE STREAM, TABLE, VIEW, MATERIALIZED VIEW, SOURCE and SINK. */
export abstract class DefinitionParser extends ElementParser {
  /** `[IF NOT EXISTS] name`. */
  private readonly newName: ParserMethod<[], Named> = this.RULE('newName', () => {
    const ifNotExists = this.SUBRULE(this.ifNotExists);
    return { ifNotExists, name: this.SUBRULE(this.qualifiedName) };
  });

  protected readonly createStream: ParserMethod<[CreateStart], StatementNode> = this.RULE(
    'createStream',
    (start: CreateStart) => {
      const word = this.token(0, keyword.stream);
      this.ACTION(() => this.refuseReplace(start, word));
      const named = this.SUBRULE(this.newName);
      const elements = this.noElements();
      let from: { path: string; position: Position } | null = null;
      this.OPTION(() => this.SUBRULE(this.elements, { ARGS: [elements] }));
      this.OPTION1(() => {
        this.CONSUME(keyword.from);
        const path = this.token(0, types.string);
        this.ACTION(() => {
          from = { path: path.value, position: placeOf(path, path) };
        });
      });
      const partitionBy = this.SUBRULE(this.partitionColumns);
      const options = this.SUBRULE(this.optionalOptions);
      const query = this.SUBRULE(this.asQuery);
      return this.ACTION<StatementNode>(() => {
        if (elements.keyPlace !== null) {
          this.fail('a stream has no primary key', elements.keyPlace, keyHint);
        }
        this.refuseConstraints(elements.constraints, 'a stream');
        const { columns, watermark } = elements;
        if (query !== null && (columns.length > 0 || from !== null)) {
          const message = 'a stream from a query has the columns of the query';
          this.fail(message, query.position, 'Name them in the query, with AS.');
        }
        const position = this.placeFrom(start.first);
        const rest = { columns, watermark, partitionBy, options, from, query };
        return { kind: 'createStream', ...named, ...rest, position };
      });
    },
  );

  private readonly partitionColumns: ParserMethod<[], readonly Identifier[]> = this.RULE(
    'partitionColumns',
    () => {
      let columns: readonly Identifier[] = [];
      this.OPTION(() => {
        this.CONSUME(keyword.partition);
        this.CONSUME(keyword.by);
        columns = this.SUBRULE(this.identifierList);
      });
      return columns;
    },
  );

  private readonly asQuery: ParserMethod<[], QueryNode | null> = this.RULE('asQuery', () => {
    let query: QueryNode | null = null;
    this.OPTION(() => {
      this.CONSUME(keyword.as);
      query = this.SUBRULE(this.query);
    });
    return query;
  });

  private refuseConstraints(
    constraints: readonly { readonly position: Position }[],
    what: string,
  ): void {
    const [first] = constraints;
    if (first !== undefined) this.fail(`${what} has no constraints`, first.position, keyHint);
  }

  protected readonly createTable: ParserMethod<[CreateStart], StatementNode> = this.RULE(
    'createTable',
    (start: CreateStart) => {
      let columnNames: readonly Identifier[] = [];
      const word = this.token(0, keyword.table);
      this.ACTION(() => this.refuseReplace(start, word));
      const named = this.SUBRULE(this.newName);
      const elements = this.noElements();
      this.OPTION1(() =>
        this.OR1({
          DEF: [
            {
              GATE: () => this.isAhead(3, types.comma) || this.isAhead(3, types.close),
              ALT: () => {
                columnNames = this.SUBRULE(this.identifierList);
              },
            },
            { ALT: () => this.SUBRULE(this.elements, { ARGS: [elements] }) },
          ],
          IGNORE_AMBIGUITIES: true,
        }),
      );
      const options = this.SUBRULE(this.optionalOptions);
      const onCommit = this.SUBRULE(this.onCommit);
      const query = this.SUBRULE(this.asQuery);
      const data = this.SUBRULE(this.withData);
      return this.ACTION<StatementNode>(() => {
        const { columns, watermark, primaryKey, keyName, constraints } = elements;
        if (query === null && columns.length === 0 && options.length === 0) {
          const place = named.name.position;
          this.fail('a table needs columns', place, 'Write CREATE TABLE name (column type, …).');
        }
        this.checkTableQuery(query, columns, columnNames);
        const position = this.placeFrom(start.first);
        const key = keyName === null ? {} : { keyName };
        const held = { columns, watermark, primaryKey, ...key, constraints };
        const { temporary } = start;
        const last = {
          ...(onCommit === null ? {} : { onCommit }),
          ...(data ? {} : { withoutData: true as const }),
        };
        const rest = { temporary, ...held, options, query, ...last, columnNames };
        return { kind: 'createTable', ...named, ...rest, position };
      });
    },
  );

  /** `ON COMMIT PRESERVE ROWS`, which is as without it, `DELETE ROWS` or `DROP`. */
  private readonly onCommit: ParserMethod<[], 'delete rows' | 'drop' | null> = this.RULE(
    'onCommit',
    () => {
      let what: 'delete rows' | 'drop' | null = null;
      this.OPTION(() => {
        this.CONSUME(keyword.on);
        this.CONSUME(keyword.commit);
        this.OR([
          {
            ALT: () => {
              this.CONSUME(keyword.preserve);
              this.CONSUME(keyword.rows);
            },
          },
          {
            ALT: () => {
              this.CONSUME(keyword.delete);
              this.CONSUME1(keyword.rows);
              what = 'delete rows';
            },
          },
          {
            ALT: () => {
              this.CONSUME(keyword.drop);
              what = 'drop';
            },
          },
        ]);
      });
      return what;
    },
  );

  /** `WITH [NO] DATA` behind the query of a table. */
  private readonly withData: ParserMethod<[], boolean> = this.RULE('withData', () => {
    let data = true;
    this.OPTION(() => {
      this.CONSUME(keyword.with);
      this.OPTION1(() => {
        this.CONSUME(keyword.no);
        data = false;
      });
      this.CONSUME(keyword.data);
    });
    return data;
  });

  /** A table has columns with types, or those of a query. */
  private checkTableQuery(
    query: QueryNode | null,
    [column]: readonly ColumnDefinition[],
    [name]: readonly Identifier[],
  ): void {
    if (query === null && name !== undefined) {
      this.fail(`column "${name.name}" needs a type`, name.position);
    }
    if (query !== null && column !== undefined) {
      const hint = 'The columns of CREATE TABLE … AS have names only.';
      this.fail('a table from a query has the types of the query', column.position, hint);
    }
  }

  protected readonly createView: ParserMethod<[CreateStart], StatementNode> = this.RULE(
    'createView',
    (start: CreateStart) => {
      let materialized = false;
      let columns: readonly Identifier[] = [];
      this.OPTION(() => {
        this.CONSUME(keyword.materialized);
        materialized = true;
      });
      this.CONSUME(keyword.view);
      const named = this.SUBRULE(this.newName);
      this.OPTION1(() => {
        columns = this.SUBRULE(this.identifierList);
      });
      const options = this.SUBRULE(this.optionalOptions);
      this.CONSUME(keyword.as);
      const query = this.SUBRULE(this.query);
      return this.ACTION<StatementNode>(() => {
        const { first, orReplace, temporary } = start;
        const position = this.placeFrom(first);
        if (temporary && materialized) this.fail('materialized views are not temporary', position);
        const rest = { orReplace, materialized, columns, options, query };
        const view = { kind: 'createView', ...named, ...rest, position } as const;
        return temporary ? { ...view, temporary } : view;
      });
    },
  );

  protected readonly createSource: ParserMethod<[CreateStart], StatementNode> = this.RULE(
    'createSource',
    (start: CreateStart) => {
      const word = this.token(0, keyword.source);
      this.ACTION(() => this.refuseReplace(start, word));
      const named = this.SUBRULE(this.newName);
      const elements = this.noElements();
      this.OPTION(() => this.SUBRULE(this.elements, { ARGS: [elements] }));
      const options = this.SUBRULE(this.optionalOptions);
      return this.ACTION<StatementNode>(() => {
        this.refuseConstraints(elements.constraints, 'a source');
        const { columns, watermark, primaryKey } = elements;
        const position = this.placeFrom(start.first);
        return {
          kind: 'createSource',
          ...named,
          columns,
          watermark,
          primaryKey,
          options,
          position,
        };
      });
    },
  );

  /** `CREATE SINK name FROM relation` or `AS query`. */
  protected readonly createSink: ParserMethod<[CreateStart], StatementNode> = this.RULE(
    'createSink',
    (start: CreateStart) => {
      const word = this.token(0, keyword.sink);
      this.ACTION(() => this.refuseReplace(start, word));
      const named = this.SUBRULE(this.newName);
      const input = this.OR<{ from: Name | null; query: QueryNode | null }>([
        {
          ALT: () => {
            this.CONSUME(keyword.from);
            return { from: this.SUBRULE(this.qualifiedName), query: null };
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.as);
            return { from: null, query: this.SUBRULE(this.query) };
          },
        },
      ]);
      const options = this.SUBRULE(this.optionalOptions);
      return this.ACTION<StatementNode>(() => {
        const position = this.placeFrom(start.first);
        return { kind: 'createSink', ...named, ...input, options, position };
      });
    },
  );

  protected refuseReplace({ first, orReplace }: CreateStart, word: Token): void {
    if (orReplace)
      this.refuse(`CREATE OR REPLACE ${word.value.toUpperCase()}`, placeOf(first, word));
  }

  /** Names separated by commas. */
  protected readonly names: ParserMethod<[], Name[]> = this.RULE('names', () => {
    const names: Name[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: types.comma,
      DEF: () => names.push(this.SUBRULE(this.qualifiedName)),
    });
    return names;
  });
}

const keyHint = 'Use CREATE TABLE for rows that replace each other by key.';
