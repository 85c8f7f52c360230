import type {
  CatalogReader,
  StreamDefinition,
  TableDefinition,
  TimeColumn,
  ViewShapes,
} from '../catalog/definition.ts';
import type { Position } from '../common/sql-error.ts';
import type { Datum } from '../data/sql-type.ts';
import type { EvaluationSettings } from '../functions/evaluation-env.ts';
import type { RunReport } from './explain/run-report.ts';
import type { PhysicalPlan } from './physical/physical-plan.ts';

/** What a statement is planned against. */
export type PlanContext = {
  readonly catalog: CatalogReader;
  /** The columns of relations as they were when the text was written, where they are others now. */
  readonly shapes?: ViewShapes | undefined;
  /** The values of $1, $2, …; a string takes the type that its place asks for. */
  readonly parameters: readonly Datum[];
  /** The time zone, session and chance of whoever asks; UTC and nobody when left out. */
  readonly settings?: EvaluationSettings;
  /** The time zone that a query which goes on keeps; UTC when left out. */
  readonly timeZone?: string | undefined;
  /** `once`: reads up to now and ends. `continuous`: goes on; ORDER BY and LIMIT are refused there. */
  readonly mode: 'once' | 'continuous';
  /** How many rows a relation has, by its id; null where that is not known. What ends is planned by it. */
  readonly rowCount?: ((relation: string) => number | null) | undefined;
  /** Names of passes of the optimizer that are left out, besides those of `millrace.disable_passes`. */
  readonly disabledPasses?: readonly string[] | undefined;
  /** A clock to time the passes of the optimizer by, milliseconds; they take 0 without one. */
  readonly nowMs?: (() => number) | undefined;
};

/** Something that the user should know of a plan: state that grows without bound, say. */
export type PlanNotice = {
  readonly severity: 'NOTICE' | 'WARNING';
  readonly message: string;
  readonly hint?: string | undefined;
  readonly position?: Position | undefined;
};

/** What EXPLAIN shows: the optimized tree, the tree after each pass that changed it, or the operators. */
export type ExplainMode = 'logical' | 'steps' | 'physical';

/** A query ready to run. */
export type PlannedQuery = {
  readonly physical: PhysicalPlan;
  /** Ids of all relations that it reads, views that were expanded included. */
  readonly reads: readonly string[];
  readonly notices: readonly PlanNotice[];
  /** The columns of the result that follow event time. */
  readonly times: readonly TimeColumn[];
  /** The plan as text, lines indented by depth, or as JSON, with what a run has shown; made when asked for. */
  readonly explain: (
    mode: ExplainMode,
    format?: 'text' | 'json',
    report?: RunReport | null,
  ) => string;
};

/**
 * What becomes of inserted rows whose key is there already. `update` is fed with pairs: the columns
 * of the row that is there, those of the row that was to be inserted, and a number. It answers the
 * row that takes its place and the number; a pair that WHERE refuses is left out.
 */
export type PlannedConflict =
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'update';
      readonly update: PhysicalPlan;
      /** Columns that are assigned to. */
      readonly assigned: readonly number[];
    };

/** Rows to be written: the plan's output columns are all columns of the relation, in order, cast and with defaults. */
export type PlannedInsert = {
  readonly relation: StreamDefinition | TableDefinition;
  readonly query: PlannedQuery;
  /** What is done with rows whose key is there already; null: they replace what is there. */
  readonly conflict: PlannedConflict | null;
  /** RETURNING: fed with the rows as they were written; null without it. */
  readonly returning: PhysicalPlan | null;
};
