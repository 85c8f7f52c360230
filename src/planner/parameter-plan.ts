import { type Datum, sameType } from '../data/sql-type.ts';
import { parameterLiteral } from './bind/bind-literal.ts';
import type { ParameterWatch } from './bind/parameter-watch.ts';
import { mapChildren } from './expression/children.ts';
import type { Expression } from './expression/expression.ts';
import type { PhysicalNode, PhysicalPlan } from './physical/physical-plan.ts';

/** A plan with other values for its parameters; null when it does not hold for these. */
export type PlanForValues = (parameters: readonly Datum[]) => PhysicalPlan | null;

/**
 * What makes the same plan for other values of its parameters; null when it was made by those that
 * it has. The answer raises what values of the wrong form raise: 22P02 and its like.
 */
export function planForValues(plan: PhysicalPlan, watch: ParameterWatch): PlanForValues | null {
  if (watch.wasRead) return null;
  const changing = new Set<number>();
  for (const [i, node] of plan.nodes.entries()) {
    if (!hasParameter(node, watch)) continue;
    if (node.kind !== 'map' && node.kind !== 'join') return null;
    changing.add(i);
  }
  return (parameters) => withValues(plan, changing, watch, parameters);
}

/** Whether a literal of a parameter is anywhere in there. */
function hasParameter(part: unknown, watch: ParameterWatch): boolean {
  if (typeof part !== 'object' || part === null || ArrayBuffer.isView(part)) return false;
  if (watch.placeOf(part as Expression) !== undefined) return true;
  return Object.values(part).some((inner) => hasParameter(inner, watch));
}

function withValues(
  plan: PhysicalPlan,
  changing: ReadonlySet<number>,
  watch: ParameterWatch,
  parameters: readonly Datum[],
): PhysicalPlan | null {
  let fits = true;
  const change = (expression: Expression): Expression => {
    const place = watch.placeOf(expression);
    if (place === undefined) return mapChildren(expression, change);
    const literal = parameterLiteral(place.index, parameters, place.position);
    fits &&= literal.kind === 'literal' && literal.value !== null;
    fits &&= sameType(literal.type, expression.type);
    return literal;
  };
  const nodes = plan.nodes.map((node, i) => (changing.has(i) ? changedNode(node, change) : node));
  return fits ? { ...plan, nodes } : null;
}

function changedNode(
  node: PhysicalNode,
  change: (expression: Expression) => Expression,
): PhysicalNode {
  if (node.kind === 'join') {
    return { ...node, residual: node.residual === null ? null : change(node.residual) };
  }
  if (node.kind !== 'map') return node;
  const predicate = node.predicate === null ? null : change(node.predicate);
  return { ...node, predicate, projections: node.projections.map(change) };
}
