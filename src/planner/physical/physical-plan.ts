import type { Field } from '../../data/batch.ts';
import type { Datum, SqlType } from '../../data/sql-type.ts';
import type { Expression } from '../expression/expression.ts';

/**
 * What the runtime runs: a directed acyclic graph of operators as plain data, inputs before users,
 * every reference a number. It survives `structuredClone` and says nothing of threads or files.
 */
export type PhysicalPlan = {
  readonly nodes: readonly PhysicalNode[];
  /** The node whose output is the result. */
  readonly root: number;
  readonly output: PlanOutput;
};

/** What is known of the result. */
export type PlanOutput = {
  readonly fields: readonly Field[];
  /** Columns that identify a row; null where none are known. */
  readonly key: readonly number[] | null;
  /** `append`: rows are never taken back. */
  readonly mode: 'append' | 'updating';
  readonly emit: 'changes' | 'final';
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
  | AggregateNode
  | JoinNode
  | UpsertNode;

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
};

export type AggregateFunctionName = 'count' | 'sum' | 'avg' | 'min' | 'max';

/** One aggregate over a column of the input; `argument` null is count(*). NULLs are skipped. */
export type AggregateCall = {
  readonly function: AggregateFunctionName;
  readonly argument: number | null;
  readonly argumentType: SqlType | null;
  readonly type: SqlType;
};

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

/** Inner equi-join. Output: the left columns, then the right ones. NULL keys match nothing. */
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
  readonly fields: readonly Field[];
};

/** A row is of no more use once the other side's watermark is past its column's value plus the slack. */
export type Forget = { readonly column: number; readonly slackMicros: number };

/** The current row per primary key of a table's log. Without keys every row stands for itself. */
export type UpsertNode = {
  readonly kind: 'upsert';
  readonly input: number;
  readonly keys: readonly number[];
  readonly fields: readonly Field[];
};
