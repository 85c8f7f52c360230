import type { Position } from '../../common/sql-error.ts';
import type { Identifier, Name, PatternNode, RowLock, TypeName } from './names.ts';
import type { BinaryOperator, UnaryOperator } from './operators.ts';

type Placed = { readonly position: Position };

export type ExpressionNode =
  /** A number as written: integers and decimals are told apart by the binder. */
  | (Placed & { readonly kind: 'number'; readonly text: string })
  | (Placed & { readonly kind: 'string'; readonly value: string })
  | (Placed & { readonly kind: 'boolean'; readonly value: boolean })
  | (Placed & { readonly kind: 'null' })
  /** DEFAULT, only as a value of INSERT and UPDATE. */
  | (Placed & { readonly kind: 'default' })
  /**
   * `TIMESTAMP '…'`, `DATE '…'`, `INTERVAL '5 seconds'`, `INTERVAL '10' SECOND`, `10 SECONDS` in
   * window clauses. `B'01'` and `X'F'` are of type bit, with the bits as value.
   */
  | (Placed & {
      readonly kind: 'typedLiteral';
      readonly type: TypeName;
      readonly value: string;
      /** The unit that follows an interval: 'second', 'day to minute', … in lower case, singular. */
      readonly unit: string | null;
    })
  | (Placed & { readonly kind: 'parameter'; readonly index: number })
  | (Placed & { readonly kind: 'column'; readonly name: Name })
  /** `*` or `t.*`, in a select list; the argument of count(*); `t.*` as an argument or in a row. */
  | (Placed & {
      readonly kind: 'star';
      readonly qualifier: Name | null;
      /** EXCEPT or EXCLUDE: columns that are left out. Left out where there are none, as is the next. */
      readonly except?: readonly Identifier[];
      /** REPLACE: what stands for columns of those names. */
      readonly replace?: readonly SelectItem[];
    })
  | (Placed & {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: ExpressionNode;
      /** With ESCAPE, the call of like_escape or similar_to_escape that PostgreSQL makes of it. */
      readonly right: ExpressionNode;
    })
  | (Placed & {
      readonly kind: 'unary';
      readonly operator: UnaryOperator;
      readonly operand: ExpressionNode;
    })
  | (Placed & {
      readonly kind: 'is';
      readonly operand: ExpressionNode;
      readonly test: 'null' | 'true' | 'false' | 'unknown';
      readonly negated: boolean;
    })
  | (Placed & {
      readonly kind: 'isJson';
      readonly operand: ExpressionNode;
      readonly test: 'value' | 'array' | 'object' | 'scalar';
      readonly uniqueKeys: boolean;
      readonly negated: boolean;
    })
  | (Placed & {
      readonly kind: 'between';
      readonly operand: ExpressionNode;
      readonly low: ExpressionNode;
      readonly high: ExpressionNode;
      readonly negated: boolean;
      /** BETWEEN SYMMETRIC: whichever bound is the lower. */
      readonly symmetric: boolean;
    })
  | (Placed & {
      readonly kind: 'in';
      readonly operand: ExpressionNode;
      readonly list: readonly ExpressionNode[];
      readonly negated: boolean;
    })
  | (Placed & {
      readonly kind: 'inQuery';
      readonly operand: ExpressionNode;
      readonly query: QueryNode;
      readonly negated: boolean;
    })
  /** `a = ANY (…)`: over the rows of a query, or the elements of an array. SOME is ANY. */
  | (Placed & {
      readonly kind: 'quantified';
      readonly operator: BinaryOperator;
      readonly quantifier: 'any' | 'all';
      readonly operand: ExpressionNode;
      readonly over: QueryNode | ExpressionNode;
    })
  /** A query as a value; `part` is the column that is meant of one that assigns several. */
  | (Placed & {
      readonly kind: 'subquery';
      readonly query: QueryNode;
      readonly part?: { readonly column: number; readonly of: number };
    })
  | (Placed & { readonly kind: 'exists'; readonly query: QueryNode })
  | (Placed & {
      readonly kind: 'case';
      readonly operand: ExpressionNode | null;
      readonly branches: readonly {
        readonly when: ExpressionNode;
        readonly then: ExpressionNode;
      }[];
      readonly otherwise: ExpressionNode | null;
    })
  | (Placed & {
      readonly kind: 'cast';
      readonly operand: ExpressionNode;
      readonly type: TypeName;
    })
  | (Placed & {
      readonly kind: 'extract';
      readonly field: string;
      readonly operand: ExpressionNode;
    })
  | (Placed & {
      readonly kind: 'collate';
      readonly operand: ExpressionNode;
      readonly collation: Name;
    })
  /** `ROW(…)`, or `(a, b)`. */
  | (Placed & { readonly kind: 'row'; readonly items: readonly ExpressionNode[] })
  /** `ARRAY[…]`; arrays of arrays are arrays in it. */
  | (Placed & { readonly kind: 'array'; readonly items: readonly ExpressionNode[] })
  | (Placed & { readonly kind: 'arrayQuery'; readonly query: QueryNode })
  /** `MAP[k1, v1, k2, v2]`. */
  | (Placed & {
      readonly kind: 'map';
      readonly entries: readonly {
        readonly key: ExpressionNode;
        readonly value: ExpressionNode;
      }[];
    })
  /** `STRUCT(a AS x, b AS y)`. */
  | (Placed & {
      readonly kind: 'struct';
      readonly fields: readonly { readonly name: Identifier; readonly value: ExpressionNode }[];
    })
  | (Placed & {
      readonly kind: 'subscript';
      readonly operand: ExpressionNode;
      readonly index: ExpressionNode;
    })
  | (Placed & {
      readonly kind: 'slice';
      readonly operand: ExpressionNode;
      readonly low: ExpressionNode | null;
      readonly high: ExpressionNode | null;
    })
  /** `(row).name`. */
  | (Placed & {
      readonly kind: 'field';
      readonly operand: ExpressionNode;
      readonly name: Identifier;
    })
  /** `(row).*`, only in a select list or a row. */
  | (Placed & { readonly kind: 'allFields'; readonly operand: ExpressionNode })
  /** `name => value`, only as an argument. */
  | (Placed & {
      readonly kind: 'namedArgument';
      readonly name: Identifier;
      readonly value: ExpressionNode;
    })
  | (Placed & {
      readonly kind: 'call';
      readonly name: Name;
      readonly arguments: readonly ExpressionNode[];
      readonly distinct: boolean;
      /** VARIADIC before the last argument: it is the array of all that are left. */
      readonly variadic: boolean;
      readonly orderBy: readonly OrderItem[];
      readonly withinGroup: readonly OrderItem[];
      readonly filter: ExpressionNode | null;
      /** IGNORE NULLS, or RESPECT NULLS when it is said. */
      readonly nulls: 'ignore' | 'respect' | null;
      readonly over: WindowReference | null;
    });

/** What OVER says: the name of a window as it is, or a window of its own. */
export type WindowReference =
  | (Placed & { readonly kind: 'named'; readonly name: Identifier })
  | WindowSpecification;

export type WindowSpecification = Placed & {
  readonly kind: 'window';
  /** The named window that this one goes on from. */
  readonly base: Identifier | null;
  readonly partitionBy: readonly ExpressionNode[];
  readonly orderBy: readonly OrderItem[];
  readonly frame: FrameNode | null;
};

export type FrameNode = Placed & {
  readonly unit: 'rows' | 'range' | 'groups';
  readonly start: FrameBound;
  /** CURRENT ROW where only a start is written. */
  readonly end: FrameBound;
  readonly exclude: 'current row' | 'group' | 'ties' | null;
};

export type FrameBound =
  | (Placed & {
      readonly kind: 'unbounded preceding' | 'unbounded following' | 'current row';
    })
  | (Placed & {
      readonly kind: 'preceding' | 'following';
      readonly distance: ExpressionNode;
    });

export type SelectItem = Placed & {
  readonly expression: ExpressionNode;
  readonly alias: Identifier | null;
};

export type OrderItem = Placed & {
  readonly expression: ExpressionNode;
  readonly descending: boolean;
  /** null where the text leaves it open: last when ascending, first when descending. */
  readonly nullsFirst: boolean | null;
};

/** ROLLUP, CUBE, GROUPING SETS, and sets of columns in them; `()` is the set of none. */
export type GroupingNode =
  | (Placed & { readonly kind: 'columns'; readonly expressions: readonly ExpressionNode[] })
  | (Placed & {
      readonly kind: 'rollup' | 'cube' | 'sets';
      readonly sets: readonly GroupingNode[];
    });

/** The WINDOW clause of a relation: `FROM s WINDOW TUMBLING (SIZE 1 MINUTE, GRACE PERIOD 10 SECONDS)`. */
export type WindowClause = Placed & {
  readonly kind: 'tumbling' | 'hopping' | 'cumulating' | 'sliding' | 'session' | 'count';
  /** The gap of SESSION; a number of rows for COUNT. */
  readonly size: ExpressionNode;
  /** ADVANCE BY of HOPPING and COUNT, STEP of CUMULATING. */
  readonly advance: ExpressionNode | null;
  readonly grace: ExpressionNode | null;
  readonly timeZone: string | null;
};

type Aliased = { readonly alias: Identifier | null; readonly columns: readonly Identifier[] };

export type RelationNode =
  | (Placed &
      Aliased & {
        readonly kind: 'table';
        readonly name: Name;
        /** FOR SYSTEM_TIME AS OF: the version of the rows that is joined. */
        readonly asOf: ExpressionNode | null;
        readonly window: WindowClause | null;
      })
  | (Placed &
      Aliased & {
        readonly kind: 'subquery';
        readonly query: QueryNode;
        readonly lateral: boolean;
      })
  /** `generate_series(1, 3)`, `UNNEST(a) WITH ORDINALITY`; several calls are ROWS FROM (…). */
  | (Placed &
      Aliased & {
        readonly kind: 'tableFunction';
        readonly calls: readonly ExpressionNode[];
        readonly ordinality: boolean;
        readonly lateral: boolean;
        /** Types of `columns` where they are given: `AS t(a INTEGER, b TEXT)`. */
        readonly types: readonly TypeName[];
      })
  /**
   * A window table function, in either spelling: `TUMBLE(bid, datetime, INTERVAL '10 seconds')`,
   * `TABLE(TUMBLE(TABLE bid, DESCRIPTOR(datetime), INTERVAL '10' SECOND))`. Sizes in the order
   * written: tumble (size [, offset]), hop (slide, size [, offset]), cumulate (step, size [, offset]),
   * session (gap), which alone can have `partitionBy`.
   */
  | (Placed &
      Aliased & {
        readonly kind: 'windowFunction';
        readonly function: 'tumble' | 'hop' | 'cumulate' | 'session';
        readonly input: RelationNode;
        readonly partitionBy: readonly ExpressionNode[];
        readonly time: Name;
        readonly sizes: readonly ExpressionNode[];
      })
  | (Placed & Aliased & MatchNode)
  /** A window over all that FROM gives: `FROM a JOIN b ON … WINDOW TUMBLING (…)`. */
  | (Placed & {
      readonly kind: 'windowed';
      readonly input: RelationNode;
      readonly window: WindowClause;
    })
  | (Placed &
      Aliased & {
        readonly kind: 'join';
        readonly type: 'inner' | 'cross' | 'left' | 'right' | 'full' | 'semi' | 'anti';
        readonly natural: boolean;
        readonly asof: boolean;
        readonly left: RelationNode;
        readonly right: RelationNode;
        /** WITHIN: how far apart in time the two sides may be. */
        readonly within: JoinWithin | null;
        readonly on: ExpressionNode | null;
        readonly using: readonly Identifier[] | null;
      });

/** `WITHIN 10 MINUTES`, `WITHIN (10 MINUTES, 5 MINUTES) GRACE PERIOD 1 MINUTE`. */
export type JoinWithin = Placed & {
  readonly before: ExpressionNode;
  readonly after: ExpressionNode;
  readonly grace: ExpressionNode | null;
};

/** `relation MATCH_RECOGNIZE (…)`. */
export type MatchNode = {
  readonly kind: 'match';
  readonly input: RelationNode;
  readonly partitionBy: readonly ExpressionNode[];
  readonly orderBy: readonly OrderItem[];
  readonly measures: readonly MatchMeasure[];
  readonly rowsPerMatch: 'one' | 'all';
  /** AFTER MATCH SKIP …; `variable` for TO FIRST, TO LAST. */
  readonly skip: {
    readonly to: 'past last row' | 'next row' | 'first' | 'last';
    readonly variable: Identifier | null;
  };
  readonly pattern: PatternNode;
  readonly within: ExpressionNode | null;
  readonly define: readonly { readonly variable: Identifier; readonly condition: ExpressionNode }[];
};

export type MatchMeasure = Placed & {
  readonly expression: ExpressionNode;
  readonly semantics: 'running' | 'final' | null;
  readonly alias: Identifier;
};

/** When results come out: EMIT CHANGES, EMIT FINAL (also EMIT ON WINDOW CLOSE), EMIT EVERY. */
export type EmitNode = Placed &
  (
    | { readonly kind: 'changes' | 'final' }
    | { readonly kind: 'every'; readonly interval: ExpressionNode }
  );

export type CommonTable = Placed & {
  readonly name: Identifier;
  readonly columns: readonly Identifier[];
  /** MATERIALIZED or NOT MATERIALIZED, where it is said. */
  readonly materialized: boolean | null;
  /** No rows where there is a change. */
  readonly query: QueryNode;
  /** A `WriteNode` in the place of a query: what it returns are the rows. */
  readonly change?: Placed & { readonly kind: 'insert' | 'update' | 'delete' };
};

/** What stands around the rows of any query. */
type QueryFrame = Placed & {
  readonly with: readonly CommonTable[];
  readonly recursive: boolean;
  readonly orderBy: readonly OrderItem[];
  readonly limit: ExpressionNode | null;
  /** FETCH FIRST … WITH TIES. */
  readonly withTies: boolean;
  readonly offset: ExpressionNode | null;
  readonly emit: EmitNode | null;
  readonly locking?: readonly RowLock[];
};

/** The table that SELECT … INTO makes. */
export type SelectInto = { readonly name: Name; readonly temporary: boolean };

export type SelectNode = QueryFrame & {
  readonly kind: 'select';
  readonly distinct: boolean;
  /** DISTINCT ON (…); `distinct` is false then. */
  readonly distinctOn: readonly ExpressionNode[];
  readonly items: readonly SelectItem[];
  /** SELECT … INTO, where it makes no table: it is refused. Left out elsewhere. */
  readonly into?: SelectInto;
  readonly from: RelationNode | null;
  readonly where: ExpressionNode | null;
  readonly groupBy: readonly ExpressionNode[];
  /** What GROUP BY has besides plain columns; the sets of all of them are multiplied. */
  readonly groupings: readonly GroupingNode[];
  readonly groupDistinct: boolean;
  readonly having: ExpressionNode | null;
  readonly windows: readonly { readonly name: Identifier; readonly window: WindowSpecification }[];
  readonly qualify: ExpressionNode | null;
};

export type SetOperationNode = QueryFrame & {
  readonly kind: 'setOperation';
  readonly operator: 'union' | 'intersect' | 'except';
  readonly all: boolean;
  readonly left: QueryNode;
  readonly right: QueryNode;
};

export type ValuesNode = QueryFrame & {
  readonly kind: 'values';
  readonly rows: readonly (readonly ExpressionNode[])[];
};

export type QueryNode = SelectNode | SetOperationNode | ValuesNode;
