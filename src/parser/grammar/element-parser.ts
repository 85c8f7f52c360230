import type { ParserMethod } from 'chevrotain';
import type { Position } from '../../common/sql-error.ts';
import type {
  ColumnDefinition,
  ExpressionNode,
  GeneratedColumn,
  Identifier,
  Name,
  Reference,
  ReferentialAction,
  SequenceOption,
  TableConstraint,
  WatermarkDefinition,
} from '../ast.ts';
import type { Token } from '../lexer/token.ts';
import { SequenceParser } from './sequence-parser.ts';
import { keyword, types } from './token-types.ts';

/** What stands between the parentheses of CREATE STREAM, TABLE and SOURCE. */
export type Elements = {
  readonly columns: ColumnDefinition[];
  watermark: WatermarkDefinition | null;
  primaryKey: readonly Identifier[];
  /** The name of the primary key, where CONSTRAINT gives one. */
  keyName: Identifier | null;
  readonly constraints: TableConstraint[];
  /** Where PRIMARY KEY stands first. */
  keyPlace: Position | null;
};

type ColumnParts = {
  -readonly [Key in keyof Omit<
    ColumnDefinition,
    'name' | 'type' | 'position'
  >]: ColumnDefinition[Key];
};

/** Columns, constraints and watermarks, and WITH (…). */
export abstract class ElementParser extends SequenceParser {
  protected noElements(): Elements {
    return {
      columns: [],
      watermark: null,
      primaryKey: [],
      keyName: null,
      constraints: [],
      keyPlace: null,
    };
  }

  protected readonly elements: ParserMethod<[Elements], void> = this.RULE(
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
            GATE: () => this.isConstraintAhead(),
            ALT: () => this.SUBRULE(this.tableConstraint, { ARGS: [elements] }),
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

  /** FOREIGN KEY is a constraint, and FOREIGN with a type behind it a column. */
  protected isConstraintAhead(): boolean {
    return (
      !this.isAhead(1, keyword.foreign) ||
      (this.isAhead(2, keyword.key) && this.isAhead(3, types.open))
    );
  }

  private onlyKey(elements: Elements, place: Position): void {
    if (elements.keyPlace !== null) {
      const hint = 'A key of several columns is written PRIMARY KEY (a, b).';
      this.fail('multiple primary keys are not allowed', place, hint);
    }
    elements.keyPlace = place;
  }

  protected readonly tableConstraint: ParserMethod<[Elements], void> = this.RULE(
    'tableConstraint',
    (elements: Elements) => {
      const first = this.peek();
      const name = this.SUBRULE(this.constraintName);
      this.OR([
        {
          ALT: () => {
            this.CONSUME(keyword.primary);
            this.CONSUME(keyword.key);
            const primaryKey = this.SUBRULE(this.identifierList);
            this.SUBRULE(this.notEnforced);
            this.ACTION(() => {
              this.onlyKey(elements, this.placeFrom(first));
              elements.primaryKey = primaryKey;
              elements.keyName = name;
            });
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.unique);
            const columns = this.SUBRULE1(this.identifierList);
            this.ACTION(() => {
              const position = this.placeFrom(first);
              elements.constraints.push({ kind: 'unique', name, columns, position });
            });
          },
        },
        {
          ALT: () => {
            const condition = this.SUBRULE(this.check);
            this.ACTION(() => {
              const position = this.placeFrom(first);
              elements.constraints.push({ kind: 'check', name, condition, position });
            });
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.foreign);
            this.CONSUME1(keyword.key);
            const columns = this.SUBRULE2(this.identifierList);
            const references = this.SUBRULE(this.references);
            this.ACTION(() => {
              const position = this.placeFrom(first);
              elements.constraints.push({
                kind: 'foreignKey',
                name,
                columns,
                references,
                position,
              });
            });
          },
        },
      ]);
    },
  );

  private readonly constraintName: ParserMethod<[], Identifier | null> = this.RULE(
    'constraintName',
    () => {
      let name: Identifier | null = null;
      this.OPTION(() => {
        this.CONSUME(keyword.constraint);
        name = this.SUBRULE(this.identifier);
      });
      return name;
    },
  );

  /** `NOT ENFORCED`, as Flink wants it behind a key: no other meaning here. */
  private readonly notEnforced: ParserMethod<[], void> = this.RULE('notEnforced', () => {
    this.OPTION({
      GATE: () => this.isAhead(2, keyword.enforced),
      DEF: () => {
        this.CONSUME(keyword.not);
        this.CONSUME(keyword.enforced);
      },
    });
  });

  private readonly check: ParserMethod<[], ExpressionNode> = this.RULE('check', () => {
    this.CONSUME(keyword.check);
    this.CONSUME(types.open);
    const condition = this.SUBRULE(this.expression);
    this.CONSUME(types.close);
    return condition;
  });

  private readonly references: ParserMethod<[], Reference> = this.RULE('references', () => {
    const first = this.token(0, keyword.references);
    const table: Name = this.SUBRULE(this.qualifiedName);
    let columns: readonly Identifier[] = [];
    this.OPTION(() => {
      columns = this.SUBRULE(this.identifierList);
    });
    const actions: Pick<Reference, 'onDelete' | 'onUpdate'>[] = [];
    this.MANY(() => actions.push(this.SUBRULE(this.referentialAction)));
    return this.ACTION(() => {
      const given: Pick<Reference, 'onDelete' | 'onUpdate'> = Object.assign({}, ...actions);
      return { table, columns, ...given, position: this.placeFrom(first) };
    });
  });

  /** ON DELETE and ON UPDATE with what follows them. */
  private readonly referentialAction: ParserMethod<[], Pick<Reference, 'onDelete' | 'onUpdate'>> =
    this.RULE('referentialAction', () => {
      this.CONSUME(keyword.on);
      const event = this.OR([
        { ALT: () => this.token(0, keyword.delete) },
        { ALT: () => this.token(0, keyword.update) },
      ]);
      const words: Token[] = [];
      this.OR1([
        { ALT: () => words.push(this.token(0, keyword.no), this.token(0, keyword.action)) },
        { ALT: () => words.push(this.token(0, keyword.restrict)) },
        { ALT: () => words.push(this.token(0, keyword.cascade)) },
        {
          ALT: () => {
            words.push(this.token(0, keyword.set));
            this.OR2([
              { ALT: () => words.push(this.token(0, keyword.null)) },
              { ALT: () => words.push(this.token(0, keyword.default)) },
            ]);
          },
        },
      ]);
      return this.ACTION(() => {
        const action = words.map(({ value }) => value).join(' ') as ReferentialAction;
        return event.value === 'delete' ? { onDelete: action } : { onUpdate: action };
      });
    });

  private readonly watermark: ParserMethod<[], WatermarkDefinition> = this.RULE('watermark', () => {
    const first = this.token(0, keyword.watermark);
    this.CONSUME(keyword.for);
    const column = this.SUBRULE(this.identifier);
    this.CONSUME(keyword.as);
    const expression = this.SUBRULE(this.expression);
    return this.ACTION(() => ({ column, expression, position: this.placeFrom(first) }));
  });

  protected readonly columnDefinition: ParserMethod<[], ColumnDefinition> = this.RULE(
    'columnDefinition',
    () => {
      const first = this.peek();
      const name = this.SUBRULE(this.identifier);
      const type = this.SUBRULE(this.typeName);
      const parts: ColumnParts = {
        notNull: false,
        primaryKey: false,
        default: null,
        unique: false,
        check: null,
        references: null,
        collation: null,
        generated: null,
      };
      this.MANY(() => this.SUBRULE(this.columnPart, { ARGS: [parts] }));
      return this.ACTION(() => ({ name, type, ...parts, position: this.placeFrom(first) }));
    },
  );

  private readonly columnPart: ParserMethod<[ColumnParts], void> = this.RULE(
    'columnPart',
    (parts: ColumnParts) => {
      const name = this.SUBRULE(this.constraintName);
      const found = this.OR<Partial<ColumnParts>>([
        {
          ALT: () => {
            this.CONSUME(keyword.not);
            this.CONSUME(keyword.null);
            return { notNull: true };
          },
        },
        {
          ALT: () => {
            this.CONSUME1(keyword.null);
            return {};
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.primary);
            this.CONSUME(keyword.key);
            this.SUBRULE(this.notEnforced);
            return { primaryKey: true };
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.default);
            const value = this.SUBRULE(this.arithmetic);
            return this.ACTION(() => ({ default: value.node }));
          },
        },
        {
          ALT: () => {
            this.CONSUME(keyword.unique);
            return { unique: true };
          },
        },
        { ALT: () => ({ check: this.SUBRULE(this.check) }) },
        { ALT: () => ({ references: this.SUBRULE(this.references) }) },
        {
          ALT: () => {
            this.CONSUME(keyword.collate);
            return { collation: this.SUBRULE(this.qualifiedName) };
          },
        },
        { ALT: () => ({ generated: this.SUBRULE(this.generatedColumn) }) },
      ]);
      this.ACTION(() => {
        const [key] = Object.keys(found);
        const isNamed = key === 'check' || key === 'unique' || key === 'references';
        if (name !== null && isNamed) {
          parts.constraintNames = { ...parts.constraintNames, [key]: name };
        }
        Object.assign(parts, found);
      });
    },
  );

  /** GENERATED ALWAYS AS (expression) STORED, GENERATED { ALWAYS | BY DEFAULT } AS IDENTITY. */
  private readonly generatedColumn: ParserMethod<[], GeneratedColumn> = this.RULE(
    'generatedColumn',
    () => {
      const first = this.token(0, keyword.generated);
      let always = true;
      let expression: ExpressionNode | null = null;
      let options: readonly SequenceOption[] = [];
      this.OR([
        { ALT: () => this.CONSUME(keyword.always) },
        {
          ALT: () => {
            this.CONSUME(keyword.by);
            this.CONSUME(keyword.default);
            always = false;
          },
        },
      ]);
      this.CONSUME(keyword.as);
      this.OR1([
        {
          ALT: () => {
            this.CONSUME(keyword.identity);
            options = this.SUBRULE(this.identityOptions);
          },
        },
        {
          ALT: () => {
            this.CONSUME(types.open);
            expression = this.SUBRULE(this.expression);
            this.CONSUME(types.close);
            this.CONSUME(keyword.stored);
          },
        },
      ]);
      return this.ACTION<GeneratedColumn>(() => {
        const position = this.placeFrom(first);
        if (expression === null) {
          const identity = { kind: 'identity', always, position } as const;
          return options.length === 0 ? identity : { ...identity, options };
        }
        if (always) return { kind: 'stored', expression, position };
        this.fail('for a generated column, GENERATED ALWAYS must be specified', position);
      });
    },
  );

  /** `(START WITH 10 INCREMENT BY 5)`, or nothing. */
  private readonly identityOptions: ParserMethod<[], SequenceOption[]> = this.RULE(
    'identityOptions',
    () => {
      const options: SequenceOption[] = [];
      this.OPTION(() => {
        this.CONSUME(types.open);
        this.AT_LEAST_ONE(() => options.push(this.SUBRULE(this.sequenceOption)));
        this.CONSUME(types.close);
      });
      return options;
    },
  );
}
