import { inputsOf } from '../physical/node-inputs.ts';
import type { PhysicalNode, PhysicalPlan } from '../physical/physical-plan.ts';
import { expressionText } from './expression-text.ts';
import { names } from './logical-text.ts';
import type { NodeActuals } from './run-report.ts';

/**
 * In words, the first place of a plan, from its inputs up, that rows have come to and none has left:
 * a filter, a join, a window that is still open. Null when rows have come out, or none has come in.
 */
export function heldBack(plan: PhysicalPlan, nodes: readonly NodeActuals[]): string | null {
  if ((nodes[plan.root]?.rowsOut ?? 0) > 0) return null;
  const visit = (index: number): string | null => {
    const node = plan.nodes[index];
    const actuals = nodes[index];
    if (node === undefined || actuals === undefined || actuals.rowsOut > 0) return null;
    for (const input of inputsOf(node)) {
      const below = visit(input);
      if (below !== null) return below;
    }
    return actuals.rowsIn === 0 ? null : reasonOf(plan, node, index, nodes);
  };
  return visit(plan.root);
}

function reasonOf(
  plan: PhysicalPlan,
  node: PhysicalNode,
  index: number,
  nodes: readonly NodeActuals[],
): string | null {
  const rows = nodes[index]?.rowsIn ?? 0;
  switch (node.kind) {
    case 'map': {
      if (node.predicate === null) return `all ${rows} rows have failed in #${index}`;
      const shown = expressionText(node.predicate, names(plan.nodes[node.input]?.fields ?? []));
      return `none of ${rows} rows has passed the filter of #${index}: ${shown}`;
    }
    case 'join': {
      const lacking = [node.left, node.right].findIndex((input) => nodes[input]?.rowsOut === 0);
      if (lacking < 0) return `no two of ${rows} rows have met in the join #${index}`;
      const side = lacking === 0 ? 'left' : 'right';
      return `no row has come from the ${side} side of the join #${index}`;
    }
    case 'aggregate':
      return node.emit === 'final'
        ? `no window of #${index} has closed yet: ${rows} rows are in windows that are open`
        : null;
    case 'setOperation':
      return `no row is in the answer of #${index}, of ${rows} that have come`;
    default:
      return null;
  }
}
