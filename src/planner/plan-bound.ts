import type { EmitNode } from '../parser/ast.ts';
import type { PlanContext, PlannedQuery } from './api.ts';
import { checkFinal } from './check-emit.ts';
import { checkResolved } from './decorrelate/check-resolved.ts';
import { logicalText } from './explain/logical-text.ts';
import { physicalText } from './explain/physical-text.ts';
import type { LogicalPlan } from './logical/logical-plan.ts';
import { PlanProperties } from './logical/plan-properties.ts';
import { timeColumns } from './logical/view-times.ts';
import { optimize, type Step } from './optimize/optimize.ts';
import { lower } from './physical/lower.ts';
import type { PhysicalNode, PhysicalPlan, PlanOutput, SortKey } from './physical/physical-plan.ts';
import { gapNotices, stateNotices } from './state-notices.ts';

/** A bound query with what its result is to look like. */
export type Bound = {
  readonly plan: LogicalPlan;
  readonly hidden: number;
  readonly order: readonly SortKey[];
  readonly limit: number | null;
  readonly offset: number;
};

/** Optimizes and lowers a bound query. @throws SqlError 0A000 for what cannot run */
export function planBound(
  bound: Bound,
  emit: EmitNode | null,
  { mode }: PlanContext,
  reads: ReadonlySet<string>,
): PlannedQuery {
  const emitKind = emit?.kind === 'final' ? 'final' : 'changes';
  checkResolved(bound.plan);
  const properties = new PlanProperties(emitKind);
  const optimized = optimize(bound.plan, properties);
  if (emit?.kind === 'final') checkFinal(optimized, emit, properties);
  const { nodes, root } = lower(optimized, { properties, emit: emitKind });
  const output = outputOf(bound, optimized, emitKind, properties);
  const physical: PhysicalPlan = { nodes: withNames(nodes, root, output), root, output };
  return {
    physical,
    reads: [...reads],
    notices: [
      ...gapNotices(bound.plan),
      ...(mode === 'continuous' ? stateNotices(optimized, properties) : []),
    ],
    times: timeColumns(optimized, properties.of(optimized)),
    explain: (kind) => {
      if (kind === 'physical') return physicalText(physical);
      return kind === 'steps' ? stepsText(bound.plan, properties) : logicalText(optimized);
    },
  };
}

function outputOf(
  { plan, hidden, order, limit, offset }: Bound,
  optimized: LogicalPlan,
  emit: 'changes' | 'final',
  properties: PlanProperties,
): PlanOutput {
  const { mode, keys } = properties.of(optimized);
  const visible = plan.fields.length - hidden;
  const shortest = keys
    .filter((key) => key.every((column) => column < visible))
    .sort((a, b) => a.length - b.length)[0]
    ?.toSorted((a, b) => a - b);
  const output = { fields: plan.fields, key: shortest ?? null, mode, emit, order, limit, offset };
  return hidden === 0 ? output : { ...output, hidden };
}

/** The root's columns carry the names of the result. */
function withNames(
  nodes: readonly PhysicalNode[],
  root: number,
  { fields }: PlanOutput,
): readonly PhysicalNode[] {
  return nodes.map((node, index) => {
    if (index !== root) return node;
    const named = node.fields.map((field, i) => ({
      ...field,
      name: fields[i]?.name ?? field.name,
    }));
    return { ...node, fields: named };
  });
}

function stepsText(plan: LogicalPlan, properties: PlanProperties): string {
  const steps: Step[] = [];
  optimize(plan, properties, { onStep: (step) => steps.push(step) });
  const parts = [`bound\n${logicalText(plan)}`];
  let before = logicalText(plan);
  for (const step of steps) {
    const after = logicalText(step.plan);
    if (after !== before) parts.push(`${step.name}\n${after}`);
    before = after;
  }
  return parts.join('\n\n');
}
