import type { HopNode } from '../../planner/physical/physical-plan.ts';
import { CountWindowsOperator } from './count-windows.ts';
import { HopOperator } from './hop.ts';
import type { Operator, OperatorContext } from './operator.ts';
import { PartitionOperator } from './partition-operator.ts';
import { rowWindowsTask } from './row-windows.ts';
import { SessionOperator } from './session.ts';
import { SlidingOperator } from './sliding.ts';

/** What puts rows into windows: by their times alone, or by what else is in their partition. */
export function windowOperator(node: HopNode, context: OperatorContext): Operator {
  const { keyed, window } = node;
  if (keyed === undefined) return new HopOperator(node, context);
  const { form } = window;
  if (form?.kind === 'count') return new CountWindowsOperator(node, form, context);
  if (keyed.inputMode === 'updating') return new PartitionOperator(rowWindowsTask(node), context);
  return form?.kind === 'session'
    ? new SessionOperator(node, context)
    : new SlidingOperator(node, context);
}
