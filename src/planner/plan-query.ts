import type { QueryNode } from '../parser/ast.ts';
import type { PlanContext, PlannedQuery } from './api.ts';
import { bindInnerSelect, bindSelect } from './bind/bind-select.ts';
import { type BoundQuery, innerPlan } from './bind/bound-query.ts';
import type { QueryContext } from './bind/query-context.ts';
import { checkOrder } from './check-emit.ts';
import { planBound } from './plan-bound.ts';
import { refuseUnplanned } from './refuse-unplanned.ts';

/**
 * Plans a SELECT: names and types are resolved, the plan is optimized and lowered to operators.
 * @throws SqlError in PostgreSQL's words, with the place in the text
 */
export function planQuery(query: QueryNode, context: PlanContext): PlannedQuery {
  refuseUnplanned(query);
  checkOrder(query, context);
  const outer = queryContext(context);
  const bound = bindSelect(query, outer);
  const goesOn = context.mode === 'continuous' || query.emit !== null;
  return planBound(goesOn ? unordered(bound, query) : bound, query.emit, context, outer.reads);
}

/** The rows of a query that goes on: LIMIT says which they are, their order is of no account. */
function unordered(bound: BoundQuery, { position }: QueryNode): BoundQuery {
  return { plan: innerPlan(bound, position), hidden: 0, order: [], limit: null, offset: 0 };
}

/** The context of an outermost query. */
export function queryContext(context: PlanContext): QueryContext {
  return {
    plan: context,
    commonTables: new Map(),
    reads: new Set(),
    depth: 0,
    bindSubquery: bindInnerSelect,
  };
}
