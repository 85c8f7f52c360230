import type { Field } from '../../data/batch.ts';
import type { Datum, SqlType } from '../../data/sql-type.ts';
import type { Expression } from '../expression/expression.ts';
import type { TemporalNode } from './temporal-node.ts';
import type { AsOfJoinNode, LookupJoinNode } from './time-join-node.ts';
import type { WindowForm } from './window-form.ts';

/**
 * What the runtime runs: a directed acyclic graph of operators as plain data, inputs before users,
 * every reference a number. It survives `structuredClone` and says nothing of threads or files.
 */
export type PhysicalPlan = {
  readonly nodes: readonly PhysicalNode[];
  /** The node whose output is the result. */
  readonly root: number;
  readonly output: PlanOutput;
  /** The time zone that a query which goes on keeps; that of whoever runs it, or UTC, when left out. */
  readonly timeZone?: string;
};

/** What is known of the result. */
export type PlanOutput = {
  readonly fields: readonly Field[];
  /** Columns that identify a row; null where none are known. */
  readonly key: readonly number[] | null;
  /** `append`: rows are never taken back. */
  readonly mode: 'append' | 'updating';
  readonly emit: 'changes' | 'final';
  /** EMIT EVERY: net changes come out so far apart at least, microseconds by the clock. */
  readonly everyMicros?: number;
  /** The order of a one-shot result; empty for none. Ties are decided by the remaining columns in order. */
  readonly order: readonly SortKey[];
  readonly limit: number | null;
  readonly offset: number;
  /** How many of the last columns only sort the result and are dropped afterwards; none when left out. */
  readonly hidden?: number;
};

export type SortKey = {
  readonly column: number;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
};

/** Every node says the fields of its output; columns are counted from 0. */
export type PhysicalNode =
  | ScanNode
  | ValuesNode
  | MapNode
  | HopNode
  | TemporalNode
  | AggregateNode
  | JoinNode
  | AsOfJoinNode
  | LookupJoinNode
  | UpsertNode
  | UnionNode
  | SetOperationNode
  | TopNode
  | OverNode
  | TableFunctionNode
  | RecursionNode;

/** Reads columns of a stream, table or materialized view, by the id the catalog gave it. */
export type ScanNode = {
  readonly kind: 'scan';
  readonly relation: string;
  readonly relationName: string;
  /** Which columns of the relation, in output order: nothing else is read from the log. Pseudo-columns have negative numbers (`pseudoColumn`). */
  readonly columns: readonly number[];
  /** The event-time column as a column number of the relation, and how far the watermark stays behind it; null for none. */
  readonly watermark: { readonly column: number; readonly delayMicros: number } | null;
  readonly fields: readonly Field[];
};

/** Column numbers of what every record has besides its columns. */
export const pseudoColumn = { timestamp: -1, partition: -2, offset: -3 } as const;

/** Constant rows. */
export type ValuesNode = {
  readonly kind: 'values';
  readonly rows: readonly (readonly Datum[])[];
  readonly fields: readonly Field[];
};

/** Keeps the rows for which the predicate is true and computes one output column per projection. */
export type MapNode = {
  readonly kind: 'map';
  readonly input: number;
  readonly predicate: Expression | null;
  readonly projections: readonly Expression[];
  readonly fields: readonly Field[];
};

/**
 * Puts every row into the windows that hold it: one output row per window, the input's columns
 * followed by window_start and window_end. Rows whose time is NULL are in no window.
 */
export type HopNode = {
  readonly kind: 'hop';
  readonly input: number;
  readonly window: Window;
  /** Set where windows depend on the rows of a partition: sessions, sliding windows. */
  readonly keyed?: {
    readonly partition: readonly number[];
    readonly inputMode: 'append' | 'updating';
    /** `final`: the rows of a session come out once, when it is closed. */
    readonly emit: 'changes' | 'final';
  };
  readonly fields: readonly Field[];
};

/** Windows [start, start + size) with starts every `slide` from `offset`; microseconds. Tumbling: slide = size. */
export type Window = {
  /** The time column of the input. */
  readonly time: number;
  readonly sizeMicros: number;
  readonly slideMicros: number;
  readonly offsetMicros: number;
  /** How long a window stays open for late rows after its end. */
  readonly graceMicros: number;
  /** Where the windows are cut in another way; those above are left out for such of one length. */
  readonly form?: WindowForm;
};

export type AggregateFunctionName =
  | 'count'
  | 'sum'
  | 'avg'
  | 'min'
  | 'max'
  | 'any_value'
  | 'bool_and'
  | 'every'
  | 'bool_or'
  | 'bit_and'
  | 'bit_or'
  | 'bit_xor'
  | 'approx_count_distinct'
  | 'approx_percentile'
  | StatisticName
  | KeptValuesName;

/** Spreads, covariances and regression. */
export type StatisticName =
  | 'variance'
  | 'var_samp'
  | 'var_pop'
  | 'stddev'
  | 'stddev_samp'
  | 'stddev_pop'
  | 'covar_pop'
  | 'covar_samp'
  | 'corr'
  | 'regr_count'
  | 'regr_avgx'
  | 'regr_avgy'
  | 'regr_intercept'
  | 'regr_r2'
  | 'regr_slope'
  | 'regr_sxx'
  | 'regr_sxy'
  | 'regr_syy';

/** Functions over all values of a group in an order. */
export type KeptValuesName =
  | 'string_agg'
  | 'array_agg'
  | 'map_agg'
  | 'top_k'
  | 'approx_top_k'
  | 'json_agg'
  | 'jsonb_agg'
  | 'json_object_agg'
  | 'jsonb_object_agg'
  | 'mode'
  | 'percentile_cont'
  | 'percentile_disc'
  | 'first_value'
  | 'first'
  | 'last_value'
  | 'last'
  | 'arg_min'
  | 'min_by'
  | 'arg_max'
  | 'max_by';

/** One aggregate over a column of the input; `argument` null is count(*). NULLs are skipped. */
export type AggregateCall = {
  readonly function: AggregateFunctionName;
  readonly argument: number | null;
  readonly argumentType: SqlType | null;
  readonly type: SqlType;
  /** What comes with the argument: further arguments, what ORDER BY asks for, a condition. */
  readonly others?: readonly CallColumn[];
  /** ORDER BY within the call or WITHIN GROUP; column 0 is the argument, column n others[n − 1]. */
  readonly order?: readonly SortKey[];
  /** Which of `others` is the condition of FILTER; functions that skip NULLs need none. */
  readonly filter?: number;
  /** The share that percentiles ask for, or several; null gives NULL. */
  readonly share?: Share | null;
  /** How many values top_k and approx_top_k ask for; null gives NULL. */
  readonly limit?: number | null;
  /** DISTINCT: equal values count once. */
  readonly distinct?: boolean;
};

/** A share of the values, 0 … 1, or shares in an array, each null for NULL. */
export type Share = number | readonly (Share | null)[];

/** A column of the input with its type. */
export type CallColumn = { readonly column: number; readonly type: SqlType };

/**
 * Groups by key columns. Output: the keys, then window_start and window_end when `window` is set,
 * then one column per aggregate. Without keys and window there is always exactly one row.
 */
export type AggregateNode = {
  readonly kind: 'aggregate';
  readonly input: number;
  readonly keys: readonly number[];
  readonly aggregates: readonly AggregateCall[];
  /** Windows over an append-only input with a watermark on the time column: groups are kept per pane and forgotten when windows close. */
  readonly window: Window | null;
  /** Position in `keys` of a window_end that the input already carries: such groups close when the watermark reaches it. */
  readonly windowEndKey: number | null;
  /** How long after that end rows may still come, and the groups stay open; 0 when left out. */
  readonly windowEndLagMicros?: number;
  /** `final`: a group comes out once, when its window closes. */
  readonly emit: 'changes' | 'final';
  /** Whether the input may take rows back; min and max then keep all their values. */
  readonly inputMode: 'append' | 'updating';
  readonly fields: readonly Field[];
};

/**
 * A join; an inner one where `outer` is left out. Output: the left columns, then the right ones; of
 * semi and anti joins the left ones only. NULL keys match nothing; without keys every pair is looked at.
 */
export type JoinNode = {
  readonly kind: 'join';
  readonly left: number;
  readonly right: number;
  readonly leftKeys: readonly number[];
  readonly rightKeys: readonly number[];
  /** Over the output columns; null for none. */
  readonly residual: Expression | null;
  /** When rows of a side can meet no later row of the other side; null: kept for good. */
  readonly leftForget: Forget | null;
  readonly rightForget: Forget | null;
  readonly outer?: OuterJoin;
  readonly fields: readonly Field[];
};

export type JoinType = 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti';

/** What a join tells of rows with or without a partner. */
export type OuterJoin = {
  readonly type: Exclude<JoinType, 'inner'>;
  /** How many of the fields are the left side's. */
  readonly leftWidth: number;
  /** How far rows of a side may still come behind its watermark, in the column that it forgets by; null where nothing says so. */
  readonly leftLagMicros: number | null;
  readonly rightLagMicros: number | null;
};

/** A row is of no more use once the other side's watermark is past its column's value plus the slack. */
export type Forget = { readonly column: number; readonly slackMicros: number };

/** UNION ALL: all rows of all inputs, whose columns have the same types. */
export type UnionNode = {
  readonly kind: 'union';
  readonly inputs: readonly number[];
  readonly fields: readonly Field[];
};

/** INTERSECT and EXCEPT: rows by how often they stand on either side. */
export type SetOperationNode = {
  readonly kind: 'setOperation';
  readonly operator: 'intersect' | 'except';
  /** With it a row stands min(left, right) or max(0, left − right) times, else once. */
  readonly all: boolean;
  readonly left: number;
  readonly right: number;
  readonly fields: readonly Field[];
};

/**
 * The rows [offset, offset + limit) of every partition in an order, ties decided by the remaining
 * columns as everywhere; `withTies` adds those that equal the last of them by the order.
 */
export type TopNode = {
  readonly kind: 'top';
  readonly input: number;
  readonly partition: readonly number[];
  readonly order: readonly SortKey[];
  readonly limit: number | null;
  readonly offset: number;
  readonly withTies: boolean;
  /** Over appended rows nothing that has fallen behind comes back: it is forgotten. */
  readonly inputMode: 'append' | 'updating';
  /** How many columns behind the input's hold the number of the row in its partition, from 1. */
  readonly numbered: number;
  readonly fields: readonly Field[];
};

/** Window functions: the input's columns, then one per call. */
export type OverNode = {
  readonly kind: 'over';
  readonly input: number;
  readonly partition: readonly number[];
  readonly order: readonly SortKey[];
  readonly calls: readonly WindowCall[];
  readonly fields: readonly Field[];
};

/**
 * Set-returning functions: for every row of the input as many rows as the longest of its calls
 * answers. Output: the kept columns of the input, then the columns of each call, NULL where it has
 * no more rows, then with `ordinality` the number of the row within its input row, from 1.
 */
export type TableFunctionNode = {
  readonly kind: 'tableFunction';
  readonly input: number;
  readonly kept: readonly number[];
  readonly calls: readonly TableCall[];
  readonly ordinality: boolean;
  /** Whether a row without any result stays, padded with NULLs. */
  readonly outer: boolean;
  readonly fields: readonly Field[];
};

/** One call of a set-returning function over columns of the input. */
export type TableCall = {
  /** The id of its signature; null: the only argument is the only row, as a function of one value has it. */
  readonly function: string | null;
  readonly arguments: readonly number[];
  readonly argumentTypes: readonly SqlType[];
  readonly columns: readonly Field[];
  /** Whether its columns come out as the fields of one column. */
  readonly record: boolean;
};

/**
 * Rows that are made of rows: those of `seed`, then what `step` makes of them, then what it makes of
 * these, until there are none. The step is a plan of its own, whose scans are fed by number.
 */
export type RecursionNode = {
  readonly kind: 'recursion';
  readonly seed: number;
  /** What else the step reads, and the scan of the step that takes it. */
  readonly imports: readonly { readonly input: number; readonly scan: number }[];
  readonly step: PhysicalPlan;
  /** The scans of the step that take the rows of the step before. */
  readonly working: readonly number[];
  /** Without it a row that was there already is left out. */
  readonly all: boolean;
  readonly fields: readonly Field[];
};

export type RankingFunctionName =
  | 'row_number'
  | 'rank'
  | 'dense_rank'
  | 'percent_rank'
  | 'cume_dist'
  | 'ntile'
  | 'lag'
  | 'lead'
  | 'first_value'
  | 'last_value'
  | 'nth_value';

/** One window function: of the partition's order, or an aggregate over the frame. */
export type WindowCall =
  | {
      readonly kind: 'ranking';
      readonly function: RankingFunctionName;
      /** Columns of the input. */
      readonly arguments: readonly number[];
      /** IGNORE NULLS. */
      readonly ignoreNulls: boolean;
      readonly frame: WindowFrame;
      readonly type: SqlType;
    }
  | {
      readonly kind: 'aggregate';
      readonly call: AggregateCall;
      readonly frame: WindowFrame;
      readonly type: SqlType;
    };

/** The rows around a row that a window function looks at. */
export type WindowFrame = {
  readonly unit: 'rows' | 'range' | 'groups';
  readonly start: WindowBound;
  readonly end: WindowBound;
  readonly exclude: 'current row' | 'group' | 'ties' | null;
};

export type WindowBound =
  | { readonly kind: 'first' | 'current' | 'last' }
  /** Rows or groups away from the current one, negative before it. */
  | { readonly kind: 'distance'; readonly distance: number }
  /** RANGE: up to the value in column `bound` of the current row, compared with column `key`. */
  | { readonly kind: 'value'; readonly key: number; readonly bound: number };

/** The current row per primary key of a table's log. Without keys every row stands for itself. */
export type UpsertNode = {
  readonly kind: 'upsert';
  readonly input: number;
  readonly keys: readonly number[];
  readonly fields: readonly Field[];
};
