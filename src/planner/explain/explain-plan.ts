import type { ExplainMode } from '../api.ts';
import type { LogicalPlan } from '../logical/logical-plan.ts';
import type { PlanProperties } from '../logical/plan-properties.ts';
import { type OptimizeOptions, optimize, type Step } from '../optimize/optimize.ts';
import { nodeFacts } from '../physical/node-facts.ts';
import type { PhysicalPlan } from '../physical/physical-plan.ts';
import { logicalJson } from './logical-json.ts';
import { logicalText } from './logical-text.ts';
import { physicalJson } from './physical-json.ts';
import { physicalText } from './physical-text.ts';
import { msText, type RunReport } from './run-report.ts';

/** Everything that EXPLAIN shows of a query. */
export type Explained = {
  /** The tree before the passes of the optimizer, and after. */
  readonly bound: LogicalPlan;
  readonly optimized: LogicalPlan;
  readonly physical: PhysicalPlan;
  /** The part of the tree that each operator stands for. */
  readonly plans: ReadonlyMap<number, LogicalPlan>;
  readonly properties: PlanProperties;
  readonly options: OptimizeOptions;
};

/** The text of EXPLAIN; with a report, that of EXPLAIN ANALYZE. */
export function explainText(
  mode: ExplainMode,
  explained: Explained,
  report: RunReport | null = null,
): string {
  const { physical, plans, properties, optimized } = explained;
  switch (mode) {
    case 'logical':
      return logicalText(optimized);
    case 'steps':
      return stepsText(explained);
    case 'physical':
      return physicalText(physical, nodeFacts(physical.nodes, plans, properties), report);
  }
}

/** The same as a JSON document. */
export function explainJson(
  mode: ExplainMode,
  explained: Explained,
  report: RunReport | null = null,
): string {
  return JSON.stringify(documentOf(mode, explained, report), null, 2);
}

function documentOf(mode: ExplainMode, explained: Explained, report: RunReport | null): unknown {
  const { physical, plans, properties, optimized, bound } = explained;
  switch (mode) {
    case 'logical':
      return { plan: logicalJson(optimized, properties) };
    case 'steps':
      return {
        bound: logicalJson(bound, properties),
        steps: stepsOf(explained).map(({ name, ms, changed, plan }) => ({
          pass: name,
          ms,
          changed,
          plan: changed ? logicalJson(plan, properties) : null,
        })),
      };
    case 'physical':
      return physicalJson(physical, nodeFacts(physical.nodes, plans, properties), report);
  }
}

/** Every pass that ran; one that only made the same tree again has changed nothing. */
function stepsOf({ bound, properties, options }: Explained): readonly Step[] {
  const steps: Step[] = [];
  let before = logicalText(bound);
  const onStep = (step: Step): void => {
    const after = logicalText(step.plan);
    steps.push({ ...step, changed: after !== before });
    before = after;
  };
  optimize(bound, properties, { ...options, onStep });
  return steps;
}

function stepsText(explained: Explained): string {
  const steps = stepsOf(explained);
  const parts = steps
    .filter(({ changed }) => changed)
    .map(({ name, ms, plan }) => `${name}, ${msText(ms)}\n${logicalText(plan)}`);
  const others = steps.filter(({ changed }) => !changed);
  const idle = others.map(({ name, ms }) => `${name} ${msText(ms)}`).join(', ');
  return [
    `bound\n${logicalText(explained.bound)}`,
    ...parts,
    ...(others.length === 0 ? [] : [`without effect: ${idle}`]),
  ].join('\n\n');
}
