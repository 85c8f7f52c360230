import type { CommonTable, QueryNode } from '../../parser/ast.ts';
import type { PlanContext } from '../api.ts';
import type { LogicalPlan, LogicalWorkingTable } from '../logical/logical-plan.ts';
import type { Correlation } from './correlation.ts';

/** What the binding of a query depends on, and what it gathers. */
export type QueryContext = {
  readonly plan: PlanContext;
  /** The WITH queries in sight, each with the context it was written in. */
  readonly commonTables: ReadonlyMap<string, CommonTableInScope>;
  /** Ids of all relations read so far; views too. */
  readonly reads: Set<string>;
  /** How many views and subqueries this one is inside of. */
  readonly depth: number;
  /** Binds a query inside this one: its output columns carry their names. */
  readonly bindSubquery: (query: QueryNode, context: QueryContext) => LogicalPlan;
  /** Finds the columns of the query around; null or left out where there is none. */
  readonly outer?: Correlation | null;
};

export type CommonTableInScope = {
  readonly table: CommonTable;
  readonly context: QueryContext;
  /** Whether it stands behind WITH RECURSIVE, and may read itself. */
  readonly recursive?: boolean;
  /** Set in the step of the recursion that it is: the rows of the step before. */
  readonly working?: LogicalWorkingTable;
};
