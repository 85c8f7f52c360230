import type { RelationDefinition, SystemRelation } from '../../catalog/definition.ts';
import type { Position } from '../../common/sql-error.ts';
import type { Field } from '../../data/batch.ts';
import type { Datum } from '../../data/sql-type.ts';
import type { Expression } from '../expression/expression.ts';
import type {
  AggregateCall,
  JoinType,
  SortKey,
  TableCall,
  WindowCall,
} from '../physical/physical-plan.ts';
import type { WindowForm } from '../physical/window-form.ts';

/**
 * What a query means, as a tree of immutable plain data: bound and typed, nothing said of how it
 * runs. Every node carries the fields of its output; columns are counted from 0. The optimizer
 * turns one tree into another with the same answer.
 */
export type LogicalPlan =
  | LogicalScan
  | LogicalValues
  | LogicalFilter
  | LogicalProject
  | LogicalWindow
  | LogicalAggregate
  | LogicalJoin
  | LogicalTimeJoin
  | LogicalUnion
  | LogicalSetOperation
  | LogicalTop
  | LogicalOver
  | LogicalTableFunction
  | LogicalRecursion
  | LogicalWorkingTable;

/** A relation that is stored: all but views, which are expanded. */
export type StoredRelation = Exclude<RelationDefinition, { readonly kind: 'view' }>;

/** Columns of a relation that is stored or the system's own; pseudo-columns have negative numbers (`pseudoColumn`). */
export type LogicalScan = {
  readonly kind: 'scan';
  readonly relation: StoredRelation | SystemRelation;
  readonly columns: readonly number[];
  readonly fields: readonly Field[];
};

/** Constant rows. */
export type LogicalValues = {
  readonly kind: 'values';
  readonly rows: readonly (readonly Datum[])[];
  readonly fields: readonly Field[];
};

/** The rows for which the predicate is true. */
export type LogicalFilter = {
  readonly kind: 'filter';
  readonly input: LogicalPlan;
  readonly predicate: Expression;
  readonly fields: readonly Field[];
};

/** One output column per expression over the input. */
export type LogicalProject = {
  readonly kind: 'project';
  readonly input: LogicalPlan;
  readonly expressions: readonly Expression[];
  readonly fields: readonly Field[];
};

/** How time is cut into windows: [start, start + size) with starts every `slide` from `offset`, unless `form` says otherwise; microseconds. */
export type WindowShape = {
  readonly sizeMicros: number;
  readonly slideMicros: number;
  readonly offsetMicros: number;
  readonly graceMicros: number;
  readonly form?: WindowForm;
};

/** Whether windows depend on the rows of a partition, not on the time of a row alone. */
export function isKeyed({ form }: WindowShape): boolean {
  return form?.kind === 'session' || form?.kind === 'sliding' || form?.kind === 'count';
}

/** Every row once per window that holds its time: the input's columns, then window_start and window_end. */
export type LogicalWindow = {
  readonly kind: 'window';
  readonly input: LogicalPlan;
  /** The time column of the input. */
  readonly time: number;
  readonly shape: WindowShape;
  /** Columns of the input whose rows have windows of their own: of sessions and sliding windows. */
  readonly partition: readonly number[];
  readonly fields: readonly Field[];
  /** Where the window stands in the text. */
  readonly position: Position;
};

/**
 * Groups by columns of the input. Output: the keys, then window_start and window_end when `window`
 * is set (the optimizer has drawn a window below into the aggregate), then one column per call.
 */
export type LogicalAggregate = {
  readonly kind: 'aggregate';
  readonly input: LogicalPlan;
  readonly keys: readonly number[];
  readonly calls: readonly AggregateCall[];
  readonly window: { readonly time: number; readonly shape: WindowShape } | null;
  readonly fields: readonly Field[];
  readonly position: Position;
};

/**
 * A join: left columns, then right ones; of semi and anti joins the left ones only. Equal keys (NULL
 * matches nothing) and a condition over the columns of both sides.
 */
export type LogicalJoin = {
  readonly kind: 'join';
  readonly type: JoinType;
  readonly left: LogicalPlan;
  readonly right: LogicalPlan;
  readonly leftKeys: readonly number[];
  readonly rightKeys: readonly number[];
  readonly condition: Expression | null;
  readonly fields: readonly Field[];
  readonly position: Position;
};

/**
 * A join by time: left columns, then right ones. With `time` a left row meets the newest right row
 * with equal keys that is not newer than it (with `strict`: that is older); without, what the right
 * side holds when the left row comes, whatever happens there later.
 */
export type LogicalTimeJoin = {
  readonly kind: 'timeJoin';
  readonly type: 'inner' | 'left';
  readonly left: LogicalPlan;
  readonly right: LogicalPlan;
  readonly leftKeys: readonly number[];
  readonly rightKeys: readonly number[];
  /** The time column of either side. */
  readonly time: { readonly left: number; readonly right: number; readonly strict: boolean } | null;
  readonly fields: readonly Field[];
  readonly position: Position;
};

/** UNION ALL: the rows of all inputs, which have the same types. */
export type LogicalUnion = {
  readonly kind: 'union';
  readonly inputs: readonly LogicalPlan[];
  readonly fields: readonly Field[];
};

/**
 * INTERSECT and EXCEPT over inputs of the same types, rows compared by their bytes. With `all` a
 * row stands min(left, right) or left − right times, else once.
 */
export type LogicalSetOperation = {
  readonly kind: 'setOperation';
  readonly operator: 'intersect' | 'except';
  readonly all: boolean;
  readonly left: LogicalPlan;
  readonly right: LogicalPlan;
  readonly fields: readonly Field[];
  readonly position: Position;
};

/**
 * The rows [offset, offset + limit) of each partition in an order, ties decided by the remaining
 * columns; with `withTies` also those that are equal to the last of them by the order.
 */
export type LogicalTop = {
  readonly kind: 'top';
  readonly input: LogicalPlan;
  readonly partition: readonly number[];
  readonly order: readonly SortKey[];
  readonly limit: number | null;
  readonly offset: number;
  readonly withTies: boolean;
  readonly fields: readonly Field[];
  readonly position: Position;
};

/** Window functions over partitions in an order: the input's columns, then one per call. */
export type LogicalOver = {
  readonly kind: 'over';
  readonly input: LogicalPlan;
  readonly partition: readonly number[];
  readonly order: readonly SortKey[];
  readonly calls: readonly WindowCall[];
  readonly fields: readonly Field[];
  readonly position: Position;
};

/**
 * Set-returning functions: for every row of the input as many rows as the longest of its calls
 * answers. Output: the kept columns of the input, then the columns of each call, NULL where it has
 * no more rows, then the number of the row within its input row where `ordinality` is set.
 */
export type LogicalTableFunction = {
  readonly kind: 'tableFunction';
  readonly input: LogicalPlan;
  readonly kept: readonly number[];
  readonly calls: readonly TableCall[];
  readonly ordinality: boolean;
  /** Whether a row without any result stays, padded with NULLs. */
  readonly outer: boolean;
  readonly fields: readonly Field[];
  readonly position: Position;
};

/**
 * WITH RECURSIVE: the rows of `seed`, then those that `step` makes of them, then those that it makes
 * of these, until there are none. Without `all` a row that was there already is left out.
 */
export type LogicalRecursion = {
  readonly kind: 'recursion';
  /** The number that the working table of `step` goes by. */
  readonly table: number;
  readonly all: boolean;
  readonly seed: LogicalPlan;
  readonly step: LogicalPlan;
  readonly fields: readonly Field[];
  readonly position: Position;
};

/** In the step of a recursion: the rows that the step before has made. */
export type LogicalWorkingTable = {
  readonly kind: 'workingTable';
  readonly table: number;
  readonly fields: readonly Field[];
};

/** The nodes directly below one, left to right. */
export function inputsOf(plan: LogicalPlan): readonly LogicalPlan[] {
  switch (plan.kind) {
    case 'scan':
    case 'values':
    case 'workingTable':
      return [];
    case 'recursion':
      return [plan.seed, plan.step];
    case 'join':
    case 'timeJoin':
    case 'setOperation':
      return [plan.left, plan.right];
    case 'union':
      return plan.inputs;
    default:
      return [plan.input];
  }
}

/** The node with each input replaced by what `change` makes of it; the node itself when nothing changed. */
export function mapInputs(
  plan: LogicalPlan,
  change: (input: LogicalPlan) => LogicalPlan,
): LogicalPlan {
  switch (plan.kind) {
    case 'scan':
    case 'values':
    case 'workingTable':
      return plan;
    case 'recursion': {
      const seed = change(plan.seed);
      const step = change(plan.step);
      return seed === plan.seed && step === plan.step ? plan : { ...plan, seed, step };
    }
    case 'union': {
      const inputs = plan.inputs.map(change);
      return inputs.every((each, i) => each === plan.inputs[i]) ? plan : { ...plan, inputs };
    }
    case 'join':
    case 'timeJoin':
    case 'setOperation': {
      const left = change(plan.left);
      const right = change(plan.right);
      return left === plan.left && right === plan.right ? plan : { ...plan, left, right };
    }
    default: {
      const input = change(plan.input);
      return input === plan.input ? plan : { ...plan, input };
    }
  }
}
