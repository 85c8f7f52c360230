import type { Position } from '../common/sql-error.ts';

/**
 * The abstract syntax tree: immutable plain data, every node with its place in the text. Names are
 * already folded (unquoted to lower case); nothing is resolved. `print` writes a tree back as
 * canonical SQL.
 */

/** A possibly qualified name, outermost part first: `public.orders` is ['public', 'orders']. */
export type Name = { readonly parts: readonly string[]; readonly position: Position };

/** A single identifier with its place. */
export type Identifier = { readonly name: string; readonly position: Position };

/** A type as written: base name in lower case ('double precision', 'timestamp'), its numbers. */
export type TypeName = {
  readonly name: string;
  readonly arguments: readonly number[];
  /** How many `[]` follow. */
  readonly arrayDepth: number;
  readonly position: Position;
};

export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '^'
  | '||'
  | '='
  | '<>'
  | '<'
  | '<='
  | '>'
  | '>='
  | 'and'
  | 'or'
  | 'like'
  | 'not like'
  | 'ilike'
  | 'not ilike'
  | 'is distinct from'
  | 'is not distinct from';

export type ExpressionNode =
  /** A number as written: integers and decimals are told apart by the binder. */
  | { readonly kind: 'number'; readonly text: string; readonly position: Position }
  | { readonly kind: 'string'; readonly value: string; readonly position: Position }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly position: Position }
  | { readonly kind: 'null'; readonly position: Position }
  /** `TIMESTAMP '…'`, `DATE '…'`, `INTERVAL '5 seconds'`, `INTERVAL '10' SECOND`, `10 SECONDS` in window clauses. */
  | {
      readonly kind: 'typedLiteral';
      readonly type: TypeName;
      readonly value: string;
      /** The unit that follows an interval: 'second', 'minute', … in lower case, singular. */
      readonly unit: string | null;
      readonly position: Position;
    }
  | { readonly kind: 'parameter'; readonly index: number; readonly position: Position }
  | { readonly kind: 'column'; readonly name: Name; readonly position: Position }
  /** `*` or `t.*`, only in a select list; and the argument of count(*). */
  | { readonly kind: 'star'; readonly qualifier: Name | null; readonly position: Position }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: ExpressionNode;
      readonly right: ExpressionNode;
      readonly position: Position;
    }
  | {
      readonly kind: 'unary';
      readonly operator: 'not' | '-' | '+';
      readonly operand: ExpressionNode;
      readonly position: Position;
    }
  | {
      readonly kind: 'is';
      readonly operand: ExpressionNode;
      readonly test: 'null' | 'true' | 'false' | 'unknown';
      readonly negated: boolean;
      readonly position: Position;
    }
  | {
      readonly kind: 'between';
      readonly operand: ExpressionNode;
      readonly low: ExpressionNode;
      readonly high: ExpressionNode;
      readonly negated: boolean;
      readonly position: Position;
    }
  | {
      readonly kind: 'in';
      readonly operand: ExpressionNode;
      readonly list: readonly ExpressionNode[];
      readonly negated: boolean;
      readonly position: Position;
    }
  | {
      readonly kind: 'case';
      readonly operand: ExpressionNode | null;
      readonly branches: readonly {
        readonly when: ExpressionNode;
        readonly then: ExpressionNode;
      }[];
      readonly otherwise: ExpressionNode | null;
      readonly position: Position;
    }
  | {
      readonly kind: 'cast';
      readonly operand: ExpressionNode;
      readonly type: TypeName;
      readonly position: Position;
    }
  | {
      readonly kind: 'extract';
      readonly field: string;
      readonly operand: ExpressionNode;
      readonly position: Position;
    }
  | {
      readonly kind: 'call';
      readonly name: Name;
      readonly arguments: readonly ExpressionNode[];
      readonly distinct: boolean;
      readonly filter: ExpressionNode | null;
      readonly position: Position;
    };

export type SelectItem = {
  readonly expression: ExpressionNode;
  readonly alias: Identifier | null;
  readonly position: Position;
};

export type OrderItem = {
  readonly expression: ExpressionNode;
  readonly descending: boolean;
  /** null where the text leaves it open: last when ascending, first when descending. */
  readonly nullsFirst: boolean | null;
  readonly position: Position;
};

/** The WINDOW clause of a relation: `FROM s WINDOW TUMBLING (SIZE 1 MINUTE, GRACE PERIOD 10 SECONDS)`. */
export type WindowClause = {
  readonly kind: 'tumbling' | 'hopping';
  readonly size: ExpressionNode;
  readonly advance: ExpressionNode | null;
  readonly grace: ExpressionNode | null;
  readonly position: Position;
};

export type RelationNode =
  | {
      readonly kind: 'table';
      readonly name: Name;
      readonly alias: Identifier | null;
      readonly columns: readonly Identifier[];
      readonly window: WindowClause | null;
      readonly position: Position;
    }
  | {
      readonly kind: 'subquery';
      readonly query: QueryNode;
      readonly alias: Identifier | null;
      readonly columns: readonly Identifier[];
      readonly position: Position;
    }
  /**
   * A window table function, in either spelling: `TUMBLE(bid, datetime, INTERVAL '10 seconds')`,
   * `TABLE(TUMBLE(TABLE bid, DESCRIPTOR(datetime), INTERVAL '10' SECOND))`. Sizes in the order
   * written: tumble (size [, offset]), hop (slide, size [, offset]).
   */
  | {
      readonly kind: 'windowFunction';
      readonly function: 'tumble' | 'hop';
      readonly input: RelationNode;
      readonly time: Name;
      readonly sizes: readonly ExpressionNode[];
      readonly alias: Identifier | null;
      readonly columns: readonly Identifier[];
      readonly position: Position;
    }
  | {
      readonly kind: 'join';
      readonly type: 'inner' | 'cross' | 'left' | 'right' | 'full';
      readonly left: RelationNode;
      readonly right: RelationNode;
      readonly on: ExpressionNode | null;
      readonly using: readonly Identifier[] | null;
      readonly position: Position;
    };

/** When results come out: EMIT CHANGES, EMIT FINAL (also EMIT ON WINDOW CLOSE). */
export type EmitNode = { readonly kind: 'changes' | 'final'; readonly position: Position };

export type CommonTable = {
  readonly name: Identifier;
  readonly columns: readonly Identifier[];
  readonly query: QueryNode;
  readonly position: Position;
};

export type QueryNode = {
  readonly kind: 'select';
  readonly with: readonly CommonTable[];
  readonly distinct: boolean;
  readonly items: readonly SelectItem[];
  readonly from: RelationNode | null;
  readonly where: ExpressionNode | null;
  readonly groupBy: readonly ExpressionNode[];
  readonly having: ExpressionNode | null;
  readonly orderBy: readonly OrderItem[];
  readonly limit: ExpressionNode | null;
  readonly offset: ExpressionNode | null;
  readonly emit: EmitNode | null;
  readonly position: Position;
};

export type ColumnDefinition = {
  readonly name: Identifier;
  readonly type: TypeName;
  readonly notNull: boolean;
  readonly primaryKey: boolean;
  readonly default: ExpressionNode | null;
  readonly position: Position;
};

/** `WATERMARK FOR ts AS ts - INTERVAL '5 seconds'`. */
export type WatermarkDefinition = {
  readonly column: Identifier;
  readonly expression: ExpressionNode;
  readonly position: Position;
};

/** One entry of WITH (…): key folded to lower case, value a literal. */
export type Option = {
  readonly key: string;
  readonly value: string | number | boolean;
  readonly position: Position;
};

export type ObjectKind = 'stream' | 'table' | 'view' | 'materialized view' | 'source';

export type StatementNode =
  | { readonly kind: 'query'; readonly query: QueryNode; readonly position: Position }
  | {
      readonly kind: 'createStream';
      readonly name: Name;
      readonly ifNotExists: boolean;
      readonly columns: readonly ColumnDefinition[];
      readonly watermark: WatermarkDefinition | null;
      readonly partitionBy: readonly Identifier[];
      readonly options: readonly Option[];
      readonly from: { readonly path: string; readonly position: Position } | null;
      readonly position: Position;
    }
  | {
      readonly kind: 'createTable';
      readonly name: Name;
      readonly ifNotExists: boolean;
      readonly columns: readonly ColumnDefinition[];
      readonly primaryKey: readonly Identifier[];
      readonly options: readonly Option[];
      readonly position: Position;
    }
  | {
      readonly kind: 'createView';
      readonly name: Name;
      readonly orReplace: boolean;
      readonly ifNotExists: boolean;
      readonly materialized: boolean;
      readonly columns: readonly Identifier[];
      readonly options: readonly Option[];
      readonly query: QueryNode;
      readonly position: Position;
    }
  | {
      readonly kind: 'insert';
      readonly into: Name;
      readonly columns: readonly Identifier[];
      readonly rows: readonly (readonly ExpressionNode[])[] | null;
      readonly query: QueryNode | null;
      readonly position: Position;
    }
  | {
      readonly kind: 'drop';
      readonly object: ObjectKind;
      readonly names: readonly Name[];
      readonly ifExists: boolean;
      readonly cascade: boolean;
      readonly position: Position;
    }
  /** SHOW STREAMS, TABLES, VIEWS, MATERIALIZED VIEWS, QUERIES, FUNCTIONS, SOURCES, and SHOW setting. */
  | { readonly kind: 'show'; readonly what: string; readonly position: Position }
  | {
      readonly kind: 'describe';
      readonly name: Name;
      readonly extended: boolean;
      readonly position: Position;
    }
  | {
      readonly kind: 'explain';
      readonly mode: 'logical' | 'steps' | 'physical';
      readonly statement: StatementNode;
      readonly position: Position;
    }
  | { readonly kind: 'flush'; readonly names: readonly Name[]; readonly position: Position };

/** One statement of a text, with where it begins and ends (UTF-16 offsets, for slicing the source). */
export type ParsedStatement = {
  readonly statement: StatementNode;
  readonly start: number;
  readonly end: number;
};
