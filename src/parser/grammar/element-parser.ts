import type { ParserMethod } from 'chevrotain';
import type { Position } from '../../common/sql-error.ts';
import type {
  ColumnDefinition,
  ExpressionNode,
  GeneratedColumn,
  Identifier,
  Name,
  Reference,
  TableConstraint,
  WatermarkDefinition,
} from '../ast.ts';
import { OptionParser } from './option-parser.ts';
import { keyword, types } from './token-types.ts';

/** What stands between the parentheses of CREATE STREAM, TABLE and SOURCE. */
export type Elements = {
  readonly columns: ColumnDefinition[];
  watermark: WatermarkDefinition | null;
  primaryKey: readonly Identifier[];
  readonly constraints: TableConstraint[];
  /** Where PRIMARY KEY stands first. */
  keyPlace: Position | null;
};

type ColumnParts = {
  -readonly [Key in Exclude<
    keyof ColumnDefinition,
    'name' | 'type' | 'position'
  >]: ColumnDefinition[Key];
};

/** Columns, constraints and watermarks, and WITH (…). */
export abstract class ElementParser extends OptionParser {
  protected noElements(): Elements {
    return { columns: [], watermark: null, primaryKey: [], constraints: [], keyPlace: null };
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
  private isConstraintAhead(): boolean {
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

  private readonly tableConstraint: ParserMethod<[Elements], void> = this.RULE(
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
    return this.ACTION(() => ({ table, columns, position: this.placeFrom(first) }));
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
      // The name of a constraint of one column is read and not kept: nothing asks for it.
      this.SUBRULE(this.constraintName);
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
      this.ACTION(() => Object.assign(parts, found));
    },
  );

  /** GENERATED ALWAYS AS (expression) STORED, GENERATED { ALWAYS | BY DEFAULT } AS IDENTITY. */
  private readonly generatedColumn: ParserMethod<[], GeneratedColumn> = this.RULE(
    'generatedColumn',
    () => {
      const first = this.token(0, keyword.generated);
      let always = true;
      let expression: ExpressionNode | null = null;
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
        { ALT: () => this.CONSUME(keyword.identity) },
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
        if (expression === null) return { kind: 'identity', always, position };
        if (always) return { kind: 'stored', expression, position };
        this.fail('for a generated column, GENERATED ALWAYS must be specified', position);
      });
    },
  );
}
