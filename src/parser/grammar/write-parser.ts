import type { ParserMethod } from 'chevrotain';
import type {
  Assignment,
  CopyOption,
  ExpressionNode,
  Identifier,
  Name,
  OnConflict,
  QueryNode,
  RelationNode,
  SelectItem,
  StatementNode,
} from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { AlterParser } from './alter-parser.ts';
import { keyword, types } from './token-types.ts';
import type { WithClause } from './with-parser.ts';

type Insert = Extract<StatementNode, { kind: 'insert' }>;
type Copy = Extract<StatementNode, { kind: 'copy' }>;
type Source = Pick<Insert, 'rows' | 'query'>;

/** INSERT, UPDATE, DELETE and TRUNCATE. */
export abstract class WriteParser extends AlterParser {
  protected readonly insert: ParserMethod<[WithClause], StatementNode> = this.RULE(
    'insert',
    (clause: WithClause) => {
      const first = this.token(0, keyword.insert);
      let columns: readonly Identifier[] = [];
      let alias: Identifier | null = null;
      let onConflict: OnConflict | null = null;
      this.CONSUME(keyword.into);
      const into = this.SUBRULE(this.qualifiedName);
      this.OPTION(() => {
        this.CONSUME(keyword.as);
        alias = this.SUBRULE(this.identifier);
      });
      this.OPTION1({
        GATE: () => !this.isQueryBehind(1),
        DEF: () => {
          columns = this.SUBRULE(this.identifierList);
        },
      });
      const overriding = this.SUBRULE(this.overriding);
      const source = this.SUBRULE(this.insertSource);
      this.OPTION2(() => {
        onConflict = this.SUBRULE(this.onConflict);
      });
      const returning = this.SUBRULE(this.returning);
      return this.ACTION<StatementNode>(() => {
        const { with: tables, recursive, word } = clause;
        const position = this.placeFrom(word ?? first);
        const rest = { into, alias, columns, ...plainValues(source), onConflict, returning };
        const values = overriding === null ? rest : { ...rest, overriding };
        return { kind: 'insert', with: tables, recursive, ...values, position };
      });
    },
  );

  private readonly insertSource: ParserMethod<[], Source> = this.RULE('insertSource', () =>
    this.OR<Source>([
      {
        ALT: () => {
          this.CONSUME(keyword.default);
          this.CONSUME(keyword.values);
          return { rows: [], query: null };
        },
      },
      { ALT: () => ({ rows: null, query: this.SUBRULE(this.query) }) },
    ]),
  );

  /** `ON CONFLICT [(columns)] DO NOTHING`, `… DO UPDATE SET … [WHERE …]`. */
  private readonly onConflict: ParserMethod<[], OnConflict> = this.RULE('onConflict', () => {
    const first = this.token(0, keyword.on);
    let columns: readonly Identifier[] = [];
    this.CONSUME(keyword.conflict);
    this.OPTION(() => {
      columns = this.SUBRULE(this.identifierList);
    });
    this.CONSUME(keyword.do);
    const action = this.OR<OnConflict['action']>([
      {
        ALT: () => {
          this.CONSUME(keyword.nothing);
          return { kind: 'nothing' };
        },
      },
      {
        ALT: () => {
          this.CONSUME(keyword.update);
          this.CONSUME(keyword.set);
          const assignments = this.SUBRULE(this.assignments);
          const where = this.SUBRULE(this.optionalWhere);
          return { kind: 'update', assignments, where };
        },
      },
    ]);
    return this.ACTION(() => {
      const position = this.placeFrom(first);
      if (action.kind === 'update' && columns.length === 0) {
        const hint = 'For example, ON CONFLICT (column_name).';
        this.fail('ON CONFLICT DO UPDATE requires the columns of a key', position, hint);
      }
      return { columns, action, position };
    });
  });

  private readonly assignments: ParserMethod<[], Assignment[]> = this.RULE('assignments', () => {
    const list: Assignment[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: types.comma,
      DEF: () => list.push(this.SUBRULE(this.assignment)),
    });
    return list;
  });

  /** `a = 1`, `(a, b) = (1, 2)`, `(a, b) = (SELECT …)`. */
  private readonly assignment: ParserMethod<[], Assignment> = this.RULE('assignment', () => {
    const first = this.peek();
    const columns = this.OR<readonly Identifier[]>([
      { ALT: () => [this.SUBRULE(this.identifier)] },
      { ALT: () => this.SUBRULE(this.identifierList) },
    ]);
    this.CONSUME(types.equals);
    const value = this.SUBRULE(this.valueOrDefault);
    return this.ACTION(() => ({ columns, value, position: this.placeFrom(first) }));
  });

  private readonly optionalWhere: ParserMethod<[], ExpressionNode | null> = this.RULE(
    'optionalWhere',
    () => {
      let where: ExpressionNode | null = null;
      this.OPTION(() => {
        this.CONSUME(keyword.where);
        where = this.SUBRULE(this.expression);
      });
      return where;
    },
  );

  private readonly returning: ParserMethod<[], readonly SelectItem[]> = this.RULE(
    'returning',
    () => {
      let items: readonly SelectItem[] = [];
      this.OPTION(() => {
        this.CONSUME(keyword.returning);
        items = this.SUBRULE(this.selectItems);
      });
      return items;
    },
  );

  protected readonly update: ParserMethod<[WithClause], StatementNode> = this.RULE(
    'update',
    (clause: WithClause) => {
      const first = this.token(0, keyword.update);
      let from: RelationNode | null = null;
      const table = this.SUBRULE(this.qualifiedName);
      const alias = this.SUBRULE(this.writeAlias);
      this.CONSUME(keyword.set);
      const assignments = this.SUBRULE(this.assignments);
      this.OPTION(() => {
        this.CONSUME(keyword.from);
        from = this.SUBRULE(this.relations);
      });
      const where = this.SUBRULE(this.optionalWhere);
      const returning = this.SUBRULE(this.returning);
      return this.ACTION<StatementNode>(() => {
        const { with: tables, recursive, word } = clause;
        const position = this.placeFrom(word ?? first);
        const rest = { table, alias, assignments, from, where, returning };
        return { kind: 'update', with: tables, recursive, ...rest, position };
      });
    },
  );

  protected readonly delete: ParserMethod<[WithClause], StatementNode> = this.RULE(
    'delete',
    (clause: WithClause) => {
      const first = this.token(0, keyword.delete);
      let using: RelationNode | null = null;
      this.CONSUME(keyword.from);
      const table = this.SUBRULE(this.qualifiedName);
      const alias = this.SUBRULE(this.writeAlias);
      this.OPTION(() => {
        this.CONSUME(keyword.using);
        using = this.SUBRULE(this.relations);
      });
      const where = this.SUBRULE(this.optionalWhere);
      const returning = this.SUBRULE(this.returning);
      return this.ACTION<StatementNode>(() => {
        const { with: tables, recursive, word } = clause;
        const position = this.placeFrom(word ?? first);
        const rest = { table, alias, using, where, returning };
        return { kind: 'delete', with: tables, recursive, ...rest, position };
      });
    },
  );

  private readonly writeAlias: ParserMethod<[], Identifier | null> = this.RULE('writeAlias', () => {
    let alias: Identifier | null = null;
    this.OPTION(() => {
      alias = this.SUBRULE(this.aliasName);
    });
    return alias;
  });

  protected readonly truncate: ParserMethod<[], StatementNode> = this.RULE('truncate', () => {
    const first = this.token(0, keyword.truncate);
    this.OPTION(() => this.CONSUME(keyword.table));
    const names = this.SUBRULE(this.names);
    return this.ACTION<StatementNode>(() => {
      return { kind: 'truncate', names, position: this.placeFrom(first) };
    });
  });

  /** `COPY relation | (query) FROM | TO 'path' | STDIN | STDOUT [WITH] (options)`. */
  protected readonly copy: ParserMethod<[], StatementNode> = this.RULE('copy', () => {
    const first = this.token(0, keyword.copy);
    const source = this.SUBRULE(this.copySource);
    const target = this.SUBRULE(this.copyTarget);
    const options = this.SUBRULE(this.copyOptions);
    const where = this.SUBRULE(this.optionalWhere);
    return this.ACTION<StatementNode>(() => {
      const position = this.placeFrom(first);
      if (source.query !== null && target.direction === 'from') {
        this.fail('COPY FROM needs a table or stream', source.query.position);
      }
      if (where !== null && target.direction === 'to') {
        this.fail('WHERE clause not allowed with COPY TO', where.position);
      }
      return { kind: 'copy', ...source, ...target, options, where, position };
    });
  });

  private readonly copySource: ParserMethod<[], Pick<Copy, 'relation' | 'query' | 'columns'>> =
    this.RULE('copySource', () =>
      this.OR<Pick<Copy, 'relation' | 'query' | 'columns'>>([
        {
          ALT: () => {
            const relation: Name = this.SUBRULE(this.qualifiedName);
            let columns: readonly Identifier[] = [];
            this.OPTION(() => {
              columns = this.SUBRULE(this.identifierList);
            });
            return { relation, query: null, columns };
          },
        },
        {
          ALT: () => {
            this.CONSUME(types.open);
            const query: QueryNode = this.SUBRULE(this.query);
            this.CONSUME(types.close);
            return { relation: null, query, columns: [] };
          },
        },
      ]),
    );

  private readonly copyTarget: ParserMethod<[], Pick<Copy, 'direction' | 'path'>> = this.RULE(
    'copyTarget',
    () => {
      const direction = this.OR<Copy['direction']>([
        {
          ALT: () => {
            this.CONSUME(keyword.from);
            return 'from';
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.to);
            return 'to';
          },
        },
      ]);
      const path = this.OR1<string | null>([
        {
          ALT: () => {
            const text = this.token(0, types.string);
            return this.ACTION(() => text.value);
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.stdin);
            return null;
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.stdout);
            return null;
          },
        },
      ]);
      return { direction, path };
    },
  );

  /** `[WITH] (format csv, header true)`, and the old `[WITH] CSV HEADER DELIMITER ','`. */
  private readonly copyOptions: ParserMethod<[], readonly CopyOption[]> = this.RULE(
    'copyOptions',
    () => {
      let options: readonly CopyOption[] = [];
      this.OPTION(() => this.CONSUME(keyword.with));
      this.OPTION1(() => {
        options = this.OR<readonly CopyOption[]>([
          {
            ALT: () => {
              const list: CopyOption[] = [];
              this.CONSUME(types.open);
              this.AT_LEAST_ONE_SEP({
                SEP: types.comma,
                DEF: () => list.push(this.SUBRULE(this.copyOption)),
              });
              this.CONSUME(types.close);
              return list;
            },
          },
          {
            ALT: () => {
              const list: CopyOption[] = [];
              this.AT_LEAST_ONE(() => list.push(this.SUBRULE(this.oldCopyOption)));
              return list;
            },
          },
        ]);
      });
      return options;
    },
  );

  private readonly copyOption: ParserMethod<[], CopyOption> = this.RULE('copyOption', () => {
    const first = this.token(0, types.label);
    let value: CopyOption['value'] = true;
    this.OPTION(() => {
      this.OPTION1(() => this.CONSUME(types.equals));
      value = this.OR<CopyOption['value']>([
        { ALT: () => this.SUBRULE(this.optionValue) },
        {
          ALT: () => {
            const word = this.token(1, types.name);
            return this.ACTION(() => word.value);
          },
        },
        {
          ALT: () => {
            const columns = this.SUBRULE(this.identifierList);
            return this.ACTION(() => columns.map(({ name }) => name));
          },
        },
        {
          ALT: () => {
            this.CONSUME(types.star);
            return '*';
          },
        },
      ]);
    });
    return this.ACTION(() => {
      return { key: first.value, value, position: this.placeFrom(first) };
    });
  });

  /** A word alone, or one with a string behind it; CSV, TEXT and BINARY are formats. */
  private readonly oldCopyOption: ParserMethod<[], CopyOption> = this.RULE('oldCopyOption', () => {
    const first = this.OR([
      { ALT: () => this.token(0, types.name) },
      { ALT: () => this.token(1, keyword.null) },
    ]);
    let text: Token | null = null;
    this.OPTION(() => {
      this.OPTION1(() => this.CONSUME(keyword.as));
      text = this.token(2, types.string);
    });
    return this.ACTION(() => {
      const position = this.placeFrom(first);
      if (/^(csv|text|binary)$/.test(first.value)) {
        return { key: 'format', value: first.value, position };
      }
      return { key: first.value, value: text === null ? true : (text as Token).value, position };
    });
  });
}

/** VALUES alone are the rows of an INSERT; with anything around them they are a query. */
function plainValues({ rows, query }: Source): Source {
  if (query?.kind !== 'values') return { rows, query };
  const isPlain =
    query.with.length === 0 &&
    query.orderBy.length === 0 &&
    query.limit === null &&
    query.offset === null &&
    query.emit === null;
  return isPlain ? { rows: query.rows, query: null } : { rows, query };
}
