import type { EmitNode } from '../parser/ast.ts';
import type { PlanContext, PlannedQuery } from './api.ts';
import { positiveMicros } from './bind/bind-window.ts';
import { sessionValue } from './bind/statement-inputs.ts';
import { checkFinal } from './check-emit.ts';
import { checkResolved } from './decorrelate/check-resolved.ts';
import { explainJson, explainText } from './explain/explain-plan.ts';
import { inputsOf, type LogicalPlan } from './logical/logical-plan.ts';
import { topPlan } from './logical/make-plan.ts';
import { PlanProperties } from './logical/plan-properties.ts';
import { timeColumns } from './logical/view-times.ts';
import { disabledPasses, disabledPassesSetting } from './optimize/disabled-passes.ts';
import { optimize } from './optimize/optimize.ts';
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
  context: PlanContext,
  reads: ReadonlySet<string>,
): PlannedQuery {
  const emitKind = emit?.kind === 'final' ? 'final' : 'changes';
  checkResolved(bound.plan);
  const { mode } = context;
  // What goes on outlives all counts: its plan must be the same when it is made again.
  const ends = mode === 'once' && emit === null;
  const counts = ends ? (context.rowCount ?? null) : null;
  const properties = new PlanProperties(emitKind, counts, { goesOn: !ends });
  const options = { disabled: disabledOf(context), nowMs: context.nowMs };
  const limited = ends ? withLimit(bound) : bound.plan;
  const optimized = optimize(limited, properties, options);
  if (emit?.kind === 'final' && readsRows(optimized)) checkFinal(optimized, emit, properties);
  // The output takes the rows that the limit asks for: its node at the root has done its work.
  const whole = optimized.kind === 'top' && limited !== bound.plan ? optimized.input : optimized;
  const { nodes, root, plans } = lower(whole, { properties, emit: emitKind });
  const output = { ...outputOf(bound, whole, emitKind, properties), ...paceOf(emit, context) };
  const { timeZone = 'UTC' } = context;
  const zone = ends || timeZone === 'UTC' ? {} : { timeZone };
  const physical: PhysicalPlan = { nodes: withNames(nodes, root, output), root, output, ...zone };
  const explained = { bound: limited, optimized, physical, plans, properties, options };
  return {
    physical,
    reads: [...reads],
    notices: [
      ...gapNotices(bound.plan),
      ...(mode === 'continuous' ? stateNotices(whole, properties) : []),
    ],
    times: timeColumns(whole, properties.of(whole)),
    explain: (kind, format = 'text', report = null) =>
      format === 'json'
        ? explainJson(kind, explained, report)
        : explainText(kind, explained, report),
  };
}

/** What EMIT EVERY says. @throws SqlError 22023, 0A000, 42804 */
function paceOf(
  emit: EmitNode | null,
  { parameters }: PlanContext,
): Pick<PlanOutput, 'everyMicros'> {
  if (emit?.kind !== 'every') return {};
  return { everyMicros: positiveMicros(emit.interval, parameters, 'the interval of EMIT EVERY') };
}

function disabledOf(context: PlanContext): ReadonlySet<string> {
  const { settings, parameters, disabledPasses: further } = context;
  const name = disabledPassesSetting;
  const value =
    settings?.session.setting(name) ?? sessionValue(parameters, 'current_setting', [name, true]);
  return disabledPasses(typeof value === 'string' ? value : null, further);
}

/** The plan with its LIMIT as a node, so that passes see it. */
function withLimit({ plan, order, limit, offset }: Bound): LogicalPlan {
  if (limit === null) return plan;
  const position = { line: 1, column: 1, length: 0 };
  return topPlan(plan, { partition: [], order, limit, offset, withTies: false, position });
}

/** Whether anything is read at all: of what is known to be empty, everything is final. */
function readsRows(plan: LogicalPlan): boolean {
  return plan.kind === 'scan' || inputsOf(plan).some(readsRows);
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
