import type { SqlError } from '../../common/sql-error.ts';
import type { Batch } from '../../data/batch.ts';
import type { EvaluationEnv } from '../../functions/scalar-function.ts';
import type { PhysicalPlan } from '../../planner/physical/physical-plan.ts';

/** How much an operator holds between steps. */
export type StateSize = { readonly rows: number; readonly bytes: number };

/**
 * One node of a running dataflow: synchronous, batched, run to completion. In a step it takes
 * batches on its ports, then ends the step with the watermark of each port and answers its own.
 */
export type Operator = {
  readonly take: (port: number, batch: Batch) => void;
  /**
   * Emits what is due and forgets what may be forgotten. Returns the output watermark: times of
   * rows emitted afterwards are not behind it by more than what the planner has worked out for
   * their column (a join brings out old rows, a hop those within the grace); no window or join
   * goes by a column that can lie behind. Late rows carry their marks along. Watermarks are
   * microseconds; −Infinity before the first row, +Infinity after the last.
   */
  readonly endStep: (watermarks: readonly number[]) => number;
  /**
   * Does a portion of what the step has left to do, given the watermarks of the ports, and answers
   * whether more is left; `endStep` does all that is left. Left out where no row makes many.
   */
  readonly work?: (watermarks: readonly number[]) => boolean;
  readonly stateSize: () => StateSize;
  /** When the clock alone makes it emit, microseconds since 1970; Infinity or left out: never. */
  readonly dueMicros?: () => number;
};

/** What an operator is handed by the dataflow. */
export type OperatorContext = {
  readonly emit: (batch: Batch) => void;
  /**
   * Rows that failed, by SQLSTATE, with the weight they came with: the second, weighted output.
   * `reason` says it in words; it is asked for the first row of a code only.
   */
  readonly fail: (code: string, weight: number, reason?: () => SqlError | null) => void;
  /** Rows that came too late for a window or a join. */
  readonly countLate: (rows: number) => void;
  /** A dataflow inside this one, for an operator that runs a plan of its own. */
  readonly nested: (plan: PhysicalPlan) => NestedDataflow;
  /** The clock reading of the epoch, the time zone and what else expressions may know. */
  readonly env: () => EvaluationEnv;
};

/** What an operator does with a dataflow of its own: see `Dataflow`. */
export type NestedDataflow = {
  readonly take: (scan: number, batch: Batch) => void;
  readonly endStep: (scanWatermarks: ReadonlyMap<number, number>) => {
    readonly batches: readonly Batch[];
  };
  readonly failures: ReadonlyMap<string, number>;
  readonly failureReasons: ReadonlyMap<string, SqlError>;
  readonly stateSizes: () => readonly StateSize[];
};

/** The state of an operator that keeps nothing. */
export const stateless: StateSize = { rows: 0, bytes: 0 };
