import { inputsOf } from '../planner/physical/node-inputs.ts';
import type { PhysicalNode, PhysicalPlan } from '../planner/physical/physical-plan.ts';

/**
 * The scans that can still bring a result: a query ends when they have. What is only looked up does
 * not count: its changes change nothing that has come out.
 */
export function awaitedScans({ nodes, root }: PhysicalPlan): ReadonlySet<number> {
  const seen = new Set<number>();
  const visit = (index: number): void => {
    if (seen.has(index)) return;
    seen.add(index);
    const node = nodes[index] as PhysicalNode;
    for (const input of node.kind === 'lookupJoin' ? [node.left] : inputsOf(node)) visit(input);
  };
  visit(root);
  return new Set([...seen].filter((index) => nodes[index]?.kind === 'scan'));
}
