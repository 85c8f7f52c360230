import { parseQuery } from '../../src/parser/parse.ts';
import { bindSelect } from '../../src/planner/bind/bind-select.ts';
import { logicalText } from '../../src/planner/explain/logical-text.ts';
import type { LogicalPlan } from '../../src/planner/logical/logical-plan.ts';
import { PlanProperties } from '../../src/planner/logical/plan-properties.ts';
import { foldConstants } from '../../src/planner/optimize/fold-constants.ts';
import type { Pass } from '../../src/planner/optimize/pass.ts';
import { queryContext } from '../../src/planner/plan-query.ts';
import { shopCatalog } from './plan-catalog.ts';

/** The bound plan of a query over the shop, with constants folded. */
export function logicalPlanOf(sql: string): LogicalPlan {
  const bound = bindSelect(parseQuery(sql), queryContext(shopCatalog().context('continuous'))).plan;
  return foldConstants.run(bound, new PlanProperties('changes'));
}

/** A tree without its column lists: one line per node. */
export function shape(plan: LogicalPlan): readonly string[] {
  return logicalText(plan)
    .split('\n')
    .map((line) => line.replace(/ → .*$/, ''));
}

/** The tree of a query after some passes. */
export function after(sql: string, ...passes: readonly Pass[]): readonly string[] {
  const properties = new PlanProperties('changes');
  return shape(passes.reduce((plan, { run }) => run(plan, properties), logicalPlanOf(sql)));
}
