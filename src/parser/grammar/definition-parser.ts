import type { ParserMethod } from 'chevrotain';
import type { Position } from '../../common/sql-error.ts';
import type {
  ColumnDefinition,
  ExpressionNode,
  Identifier,
  Name,
  Option,
  StatementNode,
  WatermarkDefinition,
} from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { placeOf } from './place.ts';
import { QueryParser } from './query-parser.ts';
import { keyword, types } from './token-types.ts';

/** What stands between the parentheses of CREATE STREAM and CREATE TABLE. */
type Elements = {
  readonly columns: ColumnDefinition[];
  watermark: WatermarkDefinition | null;
  primaryKey: readonly Identifier[];
  /** Where PRIMARY KEY stands first. */
  keyPlace: Position | null;
};

/** The words behind CREATE that were read before it was known what is created. */
export type CreateStart = { readonly first: Token; readonly orReplace: boolean };

/** CREATE STREAM, TABLE, VIEW and MATERIALIZED VIEW. */
export abstract class DefinitionParser extends QueryParser {
  protected readonly create: ParserMethod<[], StatementNode> = this.RULE('create', () => {
    const first = this.token(0, keyword.create);
    let orReplace = false;
    this.OPTION(() => {
      this.CONSUME(keyword.or);
      this.CONSUME(keyword.replace);
      orReplace = true;
    });
    const start: CreateStart = { first, orReplace };
    return this.OR([
      { ALT: () => this.SUBRULE(this.createStream, { ARGS: [start] }) },
      { ALT: () => this.SUBRULE(this.createTable, { ARGS: [start] }) },
      { ALT: () => this.SUBRULE(this.createView, { ARGS: [start] }) },
    ]);
  });

  private readonly createStream: ParserMethod<[CreateStart], StatementNode> = this.RULE(
    'createStream',
    (start: CreateStart) => {
      const word = this.token(0, keyword.stream);
      this.ACTION(() => this.refuseReplace(start, word));
      const ifNotExists = this.SUBRULE(this.ifNotExists);
      const name = this.SUBRULE(this.qualifiedName);
      const elements = this.noElements();
      let from: { path: string; position: Position } | null = null;
      let partitionBy: readonly Identifier[] = [];
      this.OPTION(() => this.SUBRULE(this.elements, { ARGS: [elements] }));
      this.OPTION1(() => {
        this.CONSUME(keyword.from);
        const path = this.token(0, types.string);
        this.ACTION(() => {
          from = { path: path.value, position: placeOf(path, path) };
        });
      });
      this.OPTION2(() => {
        this.CONSUME(keyword.partition);
        this.CONSUME(keyword.by);
        partitionBy = this.SUBRULE(this.identifierList);
      });
      const options = this.SUBRULE(this.optionalOptions);
      return this.ACTION<StatementNode>(() => {
        if (elements.keyPlace !== null) {
          this.fail('a stream has no primary key', elements.keyPlace, keyHint);
        }
        const { columns, watermark } = elements;
        const position = this.placeFrom(start.first);
        return {
          kind: 'createStream',
          name,
          ifNotExists,
          columns,
          watermark,
          partitionBy,
          options,
          from,
          position,
        };
      });
    },
  );

  private readonly createTable: ParserMethod<[CreateStart], StatementNode> = this.RULE(
    'createTable',
    (start: CreateStart) => {
      const word = this.token(0, keyword.table);
      this.ACTION(() => this.refuseReplace(start, word));
      const ifNotExists = this.SUBRULE(this.ifNotExists);
      const name = this.SUBRULE(this.qualifiedName);
      const elements = this.noElements();
      this.SUBRULE(this.elements, { ARGS: [elements] });
      const options = this.SUBRULE(this.optionalOptions);
      return this.ACTION<StatementNode>(() => {
        const { columns, watermark, primaryKey } = elements;
        if (watermark !== null) this.refuse('WATERMARK in CREATE TABLE', watermark.position);
        const position = this.placeFrom(start.first);
        return { kind: 'createTable', name, ifNotExists, columns, primaryKey, options, position };
      });
    },
  );

  private readonly createView: ParserMethod<[CreateStart], StatementNode> = this.RULE(
    'createView',
    (start: CreateStart) => {
      let materialized = false;
      let columns: readonly Identifier[] = [];
      this.OPTION(() => {
        this.CONSUME(keyword.materialized);
        materialized = true;
      });
      this.CONSUME(keyword.view);
      const ifNotExists = this.SUBRULE(this.ifNotExists);
      const name = this.SUBRULE(this.qualifiedName);
      this.OPTION1(() => {
        columns = this.SUBRULE(this.identifierList);
      });
      const options = this.SUBRULE(this.optionalOptions);
      this.CONSUME(keyword.as);
      const query = this.SUBRULE(this.query);
      return this.ACTION<StatementNode>(() => {
        const { first, orReplace } = start;
        const position = this.placeFrom(first);
        return {
          kind: 'createView',
          name,
          orReplace,
          ifNotExists,
          materialized,
          columns,
          options,
          query,
          position,
        };
      });
    },
  );

  private refuseReplace({ first, orReplace }: CreateStart, word: Token): void {
    if (orReplace)
      this.refuse(`CREATE OR REPLACE ${word.value.toUpperCase()}`, placeOf(first, word));
  }

  private noElements(): Elements {
    return { columns: [], watermark: null, primaryKey: [], keyPlace: null };
  }

  private readonly elements: ParserMethod<[Elements], void> = this.RULE(
    'elements',
    (elements: Elements) => {
      this.CONSUME(types.open);
      this.AT_LEAST_ONE_SEP({
        SEP: types.comma,
        DEF: () => this.SUBRULE(this.element, { ARGS: [elements] }),
      });
      this.CONSUME(types.close);
    },
  );

  private readonly element: ParserMethod<[Elements], void> = this.RULE(
    'element',
    (elements: Elements) => {
      const first = this.peek();
      this.OR({
        DEF: [
          {
            GATE: () => this.isAhead(2, keyword.for),
            ALT: () => {
              const watermark = this.SUBRULE(this.watermark);
              this.ACTION(() => {
                if (elements.watermark !== null) {
                  this.fail('multiple watermarks are not allowed', watermark.position);
                }
                elements.watermark = watermark;
              });
            },
          },
          {
            ALT: () => {
              this.CONSUME(keyword.primary);
              this.CONSUME(keyword.key);
              const primaryKey = this.SUBRULE(this.identifierList);
              this.ACTION(() => {
                this.onlyKey(elements, this.placeFrom(first));
                elements.primaryKey = primaryKey;
              });
            },
          },
          {
            ALT: () => {
              const column = this.SUBRULE(this.columnDefinition);
              this.ACTION(() => {
                if (column.primaryKey) this.onlyKey(elements, column.position);
                elements.columns.push(column);
              });
            },
          },
        ],
        IGNORE_AMBIGUITIES: true,
      });
    },
  );

  private onlyKey(elements: Elements, place: Position): void {
    if (elements.keyPlace !== null) {
      const hint = 'A key of several columns is written PRIMARY KEY (a, b).';
      this.fail('multiple primary keys are not allowed', place, hint);
    }
    elements.keyPlace = place;
  }

  private readonly watermark: ParserMethod<[], WatermarkDefinition> = this.RULE('watermark', () => {
    const first = this.token(0, keyword.watermark);
    this.CONSUME(keyword.for);
    const column = this.SUBRULE(this.identifier);
    this.CONSUME(keyword.as);
    const expression = this.SUBRULE(this.expression);
    return this.ACTION(() => ({ column, expression, position: this.placeFrom(first) }));
  });

  private readonly columnDefinition: ParserMethod<[], ColumnDefinition> = this.RULE(
    'columnDefinition',
    () => {
      const first = this.peek();
      const name = this.SUBRULE(this.identifier);
      const type = this.SUBRULE(this.typeName);
      let notNull = false;
      let primaryKey = false;
      let fallback: ExpressionNode | null = null;
      this.MANY(() =>
        this.OR([
          {
            ALT: () => {
              this.CONSUME(keyword.not);
              this.CONSUME(keyword.null);
              notNull = true;
            },
          },
          { ALT: () => this.CONSUME1(keyword.null) },
          {
            ALT: () => {
              this.CONSUME(keyword.primary);
              this.CONSUME(keyword.key);
              primaryKey = true;
            },
          },
          {
            ALT: () => {
              this.CONSUME(keyword.default);
              const value = this.SUBRULE(this.arithmetic);
              this.ACTION(() => {
                fallback = value.node;
              });
            },
          },
        ]),
      );
      return this.ACTION(() => {
        const position = this.placeFrom(first);
        return { name, type, notNull, primaryKey, default: fallback, position };
      });
    },
  );

  /** `WITH (key = value, …)`, or nothing. */
  private readonly optionalOptions: ParserMethod<[], Option[]> = this.RULE(
    'optionalOptions',
    () => {
      const options: Option[] = [];
      this.OPTION(() => {
        this.CONSUME(keyword.with);
        this.CONSUME(types.open);
        this.AT_LEAST_ONE_SEP({
          SEP: types.comma,
          DEF: () => options.push(this.SUBRULE(this.optionEntry)),
        });
        this.CONSUME(types.close);
      });
      return options;
    },
  );

  private readonly optionEntry: ParserMethod<[], Option> = this.RULE('optionEntry', () => {
    const first = this.peek();
    const key = this.SUBRULE(this.optionKey);
    this.CONSUME(types.equals);
    const value = this.SUBRULE(this.optionValue);
    return this.ACTION(() => ({ key, value, position: this.placeFrom(first) }));
  });

  /** `name`, `fields.amount.min` or a string. */
  private readonly optionKey: ParserMethod<[], string> = this.RULE('optionKey', () => {
    const parts: Token[] = [];
    this.OR([
      { ALT: () => parts.push(this.token(0, types.string)) },
      {
        ALT: () =>
          this.AT_LEAST_ONE_SEP({
            SEP: types.dot,
            DEF: () => parts.push(this.token(0, types.label)),
          }),
      },
    ]);
    return this.ACTION(() => parts.map((part) => part.value).join('.'));
  });

  private readonly optionValue: ParserMethod<[], Option['value']> = this.RULE('optionValue', () =>
    this.OR<Option['value']>([
      {
        ALT: () => {
          const token = this.token(0, types.string);
          return this.ACTION(() => token.value);
        },
      },
      {
        ALT: () => {
          let sign = 1;
          this.OPTION(() => {
            this.CONSUME(types.minus);
            sign = -1;
          });
          const token = this.token(0, types.number);
          return this.ACTION(() => sign * Number(token.value));
        },
      },
      {
        ALT: () => {
          this.CONSUME(keyword.true);
          return true;
        },
      },
      {
        ALT: () => {
          this.CONSUME(keyword.false);
          return false;
        },
      },
    ]),
  );

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
