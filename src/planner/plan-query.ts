import type { QueryNode } from '../parser/ast.ts';
import type { PlanContext, PlannedQuery } from './api.ts';
import { bindInnerSelect, bindSelect } from './bind/bind-select.ts';
import { type BoundQuery, innerPlan } from './bind/bound-query.ts';
import { shownName } from './bind/coerce.ts';
import type { QueryContext } from './bind/query-context.ts';
import { checkOrder } from './check-emit.ts';
import { allColumns, projectPlan } from './logical/make-plan.ts';
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
  const shown = goesOn ? unordered(bound, query) : withNames(bound, query);
  return planBound(shown, query.emit, context, outer.reads);
}

/** The rows as clients see them: names for the numbers of objects. */
function withNames(bound: BoundQuery, { position }: QueryNode): BoundQuery {
  const columns = allColumns(bound.plan.fields);
  const shown = columns.map((column) => shownName(column, position));
  if (shown.every((name) => name === null)) return bound;
  const names = bound.plan.fields.map(({ name }) => name);
  const plan = projectPlan(
    bound.plan,
    columns.map((column, i) => shown[i] ?? column),
    names,
  );
  return { ...bound, plan };
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
