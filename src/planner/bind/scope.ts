import type { SqlType } from '../../data/sql-type.ts';

/** A column that expressions may name. */
export type ScopeColumn = {
  /** What it is qualified with: the alias or name of its relation; null where there is none. */
  readonly table: string | null;
  readonly name: string;
  /** Its number in the plan's output. */
  readonly index: number;
  readonly type: SqlType;
  readonly nullable: boolean;
  /** Whether `*` shows it: pseudo-columns it does not. */
  readonly starred: boolean;
  /** Whether its bare name finds it: the right column of USING is reached only by its table. */
  readonly bare: boolean;
};

/** The columns in sight, in the order of `*`. */
export type Scope = {
  readonly columns: readonly ScopeColumn[];
  /** Names and aliases of the relations, for qualifiers. */
  readonly tables: readonly string[];
  /** Those of `tables` whose rows are values: functions that answer one column. */
  readonly values?: readonly string[];
  /** What relations were called before an alias hid their name. For hints. */
  readonly renamed?: readonly { readonly from: string; readonly to: string }[];
  /** Names of output columns, which are not in sight. For hints. */
  readonly outputs?: readonly string[];
};

/** Nothing in sight. */
export const emptyScope: Scope = { columns: [], tables: [] };
