import type { Position } from '../../common/sql-error.ts';
import type { Identifier, Name, Option, TypeName } from './names.ts';
import type { ExpressionNode, OrderItem, QueryNode } from './query.ts';

type Placed = { readonly position: Position };

export type ColumnDefinition = Placed & {
  readonly name: Identifier;
  readonly type: TypeName;
  readonly notNull: boolean;
  readonly primaryKey: boolean;
  readonly default: ExpressionNode | null;
  readonly unique: boolean;
  readonly check: ExpressionNode | null;
  /** The names that CONSTRAINT gives to CHECK, UNIQUE and REFERENCES; left out where it gives none. */
  readonly constraintNames?: {
    readonly check?: Identifier;
    readonly unique?: Identifier;
    readonly references?: Identifier;
  };
  readonly references: Reference | null;
  readonly collation: Name | null;
  readonly generated: GeneratedColumn | null;
};

/** `REFERENCES table (columns)`. */
export type Reference = Placed & {
  readonly table: Name;
  readonly columns: readonly Identifier[];
  /** What becomes of rows that refer to one that goes; NO ACTION when left out. */
  readonly onDelete?: ReferentialAction;
  readonly onUpdate?: ReferentialAction;
};

export type ReferentialAction = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default';

/** GENERATED ALWAYS AS (expression) STORED, GENERATED … AS IDENTITY. */
export type GeneratedColumn = Placed &
  (
    | { readonly kind: 'stored'; readonly expression: ExpressionNode }
    | {
        readonly kind: 'identity';
        readonly always: boolean;
        /** How its sequence counts; left out where nothing is said. */
        readonly options?: readonly SequenceOption[];
      }
  );

/** A constraint that stands by itself; the primary key has a field of its own. */
export type TableConstraint = Placed & { readonly name: Identifier | null } & (
    | { readonly kind: 'unique'; readonly columns: readonly Identifier[] }
    | { readonly kind: 'check'; readonly condition: ExpressionNode }
    | {
        readonly kind: 'foreignKey';
        readonly columns: readonly Identifier[];
        readonly references: Reference;
      }
  );

/** `WATERMARK FOR ts AS ts - INTERVAL '5 seconds'`. */
export type WatermarkDefinition = Placed & {
  readonly column: Identifier;
  readonly expression: ExpressionNode;
};

/** How a sequence counts; a value of null is NO MINVALUE, NO MAXVALUE, RESTART alone. */
export type SequenceOption = Placed &
  (
    | {
        readonly kind: 'start' | 'increment' | 'min' | 'max' | 'cache' | 'restart';
        readonly value: string | null;
      }
    | { readonly kind: 'cycle'; readonly cycle: boolean }
    | { readonly kind: 'type'; readonly type: TypeName }
    /** OWNED BY a column; null is NONE. */
    | { readonly kind: 'ownedBy'; readonly column: Name | null }
  );

export type ObjectKind =
  | 'stream'
  | 'table'
  | 'view'
  | 'materialized view'
  | 'source'
  | 'sink'
  | 'index'
  | 'function'
  | 'schema'
  | 'sequence';

export type FunctionParameter = Placed & {
  readonly name: Identifier | null;
  readonly type: TypeName;
  readonly variadic: boolean;
  readonly default: ExpressionNode | null;
};

/** What ADD [CONSTRAINT] adds; the primary key too. */
export type AddedConstraint =
  | TableConstraint
  | (Placed & {
      readonly kind: 'primaryKey';
      readonly name: Identifier | null;
      readonly columns: readonly Identifier[];
    });

export type AlterAction = Placed &
  (
    | { readonly kind: 'rename'; readonly to: Identifier }
    | { readonly kind: 'renameColumn'; readonly column: Identifier; readonly to: Identifier }
    | {
        readonly kind: 'addColumn';
        readonly column: ColumnDefinition;
        readonly ifNotExists: boolean;
      }
    | {
        readonly kind: 'dropColumn';
        readonly column: Identifier;
        readonly ifExists: boolean;
        readonly cascade: boolean;
      }
    | {
        readonly kind: 'setType';
        readonly column: Identifier;
        readonly type: TypeName;
        readonly using: ExpressionNode | null;
      }
    /** SET DEFAULT; null is DROP DEFAULT. */
    | {
        readonly kind: 'setDefault';
        readonly column: Identifier;
        readonly default: ExpressionNode | null;
      }
    | { readonly kind: 'setNotNull'; readonly column: Identifier; readonly notNull: boolean }
    | { readonly kind: 'addConstraint'; readonly constraint: AddedConstraint }
    | {
        readonly kind: 'dropConstraint';
        readonly name: Identifier;
        readonly ifExists: boolean;
        readonly cascade: boolean;
      }
    | { readonly kind: 'sequence'; readonly options: readonly SequenceOption[] }
    | { readonly kind: 'setOptions'; readonly options: readonly Option[] }
    | { readonly kind: 'resetOptions'; readonly keys: readonly string[] }
    | { readonly kind: 'owner'; readonly to: Identifier }
    | { readonly kind: 'setSchema'; readonly schema: Identifier }
  );

/** Statements that make, change and remove what the catalog holds. */
export type DefinitionNode =
  | (Placed & {
      readonly kind: 'createStream';
      readonly name: Name;
      readonly ifNotExists: boolean;
      readonly columns: readonly ColumnDefinition[];
      readonly watermark: WatermarkDefinition | null;
      readonly partitionBy: readonly Identifier[];
      readonly options: readonly Option[];
      readonly from: { readonly path: string; readonly position: Position } | null;
      /** CREATE STREAM … AS. */
      readonly query: QueryNode | null;
    })
  | (Placed & {
      readonly kind: 'createTable';
      readonly name: Name;
      readonly temporary: boolean;
      readonly ifNotExists: boolean;
      readonly columns: readonly ColumnDefinition[];
      readonly watermark: WatermarkDefinition | null;
      readonly primaryKey: readonly Identifier[];
      /** What CONSTRAINT calls the primary key; left out where it says nothing. */
      readonly keyName?: Identifier;
      readonly constraints: readonly TableConstraint[];
      readonly options: readonly Option[];
      /** CREATE TABLE … AS; the columns then have names and no types: `columnNames`. */
      readonly query: QueryNode | null;
      /** WITH NO DATA: the rows of the query are left out. */
      readonly withoutData?: true;
      /** ON COMMIT of a temporary table; PRESERVE ROWS when left out. */
      readonly onCommit?: 'delete rows' | 'drop';
      readonly columnNames: readonly Identifier[];
    })
  | (Placed & {
      readonly kind: 'createView';
      readonly name: Name;
      readonly orReplace: boolean;
      readonly ifNotExists: boolean;
      readonly materialized: boolean;
      /** Only while the session lasts; not when left out. */
      readonly temporary?: boolean;
      readonly columns: readonly Identifier[];
      readonly options: readonly Option[];
      readonly query: QueryNode;
    })
  | (Placed & {
      readonly kind: 'createSource';
      readonly name: Name;
      readonly ifNotExists: boolean;
      readonly columns: readonly ColumnDefinition[];
      readonly watermark: WatermarkDefinition | null;
      readonly primaryKey: readonly Identifier[];
      readonly options: readonly Option[];
    })
  /** FROM a relation or AS a query. */
  | (Placed & {
      readonly kind: 'createSink';
      readonly name: Name;
      readonly ifNotExists: boolean;
      readonly from: Name | null;
      readonly query: QueryNode | null;
      readonly options: readonly Option[];
    })
  | (Placed & {
      readonly kind: 'createIndex';
      readonly name: Identifier | null;
      readonly unique: boolean;
      readonly ifNotExists: boolean;
      readonly on: Name;
      readonly method: Identifier | null;
      readonly keys: readonly OrderItem[];
      readonly include: readonly Identifier[];
      readonly where: ExpressionNode | null;
      readonly options: readonly Option[];
    })
  | (Placed & {
      readonly kind: 'createFunction';
      readonly name: Name;
      readonly orReplace: boolean;
      readonly parameters: readonly FunctionParameter[];
      readonly returns: TypeName | null;
      readonly returnsSet: boolean;
      /** RETURNS TABLE (…). */
      readonly returnsTable: readonly FunctionParameter[];
      readonly language: string | null;
      /** The text behind AS, or the expression behind RETURN. */
      readonly body: string | ExpressionNode;
      /** Where the text behind AS begins, for places of errors in it. */
      readonly bodyPlace?: Placed;
      readonly volatility: 'immutable' | 'stable' | 'volatile' | null;
      /** STRICT, RETURNS NULL ON NULL INPUT. */
      readonly strict: boolean;
    })
  | (Placed & {
      readonly kind: 'createSchema';
      readonly name: Identifier;
      readonly ifNotExists: boolean;
      /** Left out without AUTHORIZATION. */
      readonly owner?: Identifier;
    })
  | (Placed & {
      readonly kind: 'createSequence';
      readonly name: Name;
      readonly temporary: boolean;
      readonly ifNotExists: boolean;
      readonly options: readonly SequenceOption[];
    })
  | (Placed & {
      readonly kind: 'alter';
      readonly object: ObjectKind;
      readonly name: Name;
      readonly ifExists: boolean;
      readonly actions: readonly AlterAction[];
    })
  | (Placed & {
      readonly kind: 'drop';
      readonly object: ObjectKind;
      readonly names: readonly Name[];
      /** The argument types of each function; null where none are given. */
      readonly signatures: readonly (readonly TypeName[] | null)[];
      readonly ifExists: boolean;
      readonly cascade: boolean;
    })
  | (Placed & {
      readonly kind: 'comment';
      /** For a column, `name` ends with the column's. */
      readonly object: ObjectKind | 'column';
      readonly name: Name;
      readonly text: string | null;
    });
