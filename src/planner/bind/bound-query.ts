import type { Position } from '../../common/sql-error.ts';
import type { LogicalPlan } from '../logical/logical-plan.ts';
import { pickColumns, topPlan } from '../logical/make-plan.ts';
import type { SortKey } from '../physical/physical-plan.ts';

/** A bound query: the plan's first columns are the output, the last `hidden` ones only sort it. */
export type BoundQuery = {
  readonly plan: LogicalPlan;
  readonly hidden: number;
  readonly order: readonly SortKey[];
  readonly limit: number | null;
  readonly offset: number;
};

/** The query whose plan takes only the rows that LIMIT and OFFSET leave; its order stays. */
export function limitedQuery(query: BoundQuery, position: Position, withTies = false): BoundQuery {
  const { plan, order, limit, offset } = query;
  if (limit === null && offset === 0) return query;
  const top = topPlan(plan, { partition: [], order, limit, offset, withTies, position });
  return { ...query, plan: top, limit: null, offset: 0 };
}

/** A query inside another: its rows within its LIMIT, in no order, without hidden columns. */
export function innerPlan(query: BoundQuery, position: Position): LogicalPlan {
  const { plan, hidden } = limitedQuery(query, position);
  return pickColumns(plan, [...plan.fields.keys()].slice(0, plan.fields.length - hidden));
}
