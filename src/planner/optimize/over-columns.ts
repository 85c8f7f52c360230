import { columnsOfCall, mapWindowCall } from '../logical/call-columns.ts';
import type { LogicalOver } from '../logical/logical-plan.ts';
import type { WindowCall } from '../physical/physical-plan.ts';

/** Functions that say the same of all rows that are equal by the order. */
const ofPeers: ReadonlySet<string> = new Set(['rank', 'dense_rank', 'percent_rank', 'cume_dist']);

const counting: ReadonlySet<string> = new Set(['row_number', 'rank', 'dense_rank']);

/** Whether what the call says of a row hangs on no row behind it. */
export function isCounting(call: WindowCall): boolean {
  return call.kind === 'ranking' && counting.has(call.function);
}

/** Whether no answer depends on the order of rows that are equal by it. */
export function isSettled({ calls }: LogicalOver): boolean {
  return calls.every((call) => {
    if (call.kind === 'ranking') return ofPeers.has(call.function);
    const { unit, start, end, exclude } = call.frame;
    if (exclude !== null) return false;
    return unit !== 'rows' || (start.kind === 'first' && end.kind === 'last');
  });
}

/** The columns of its input that a node of window functions looks at. */
export function columnsOfOver({ partition, order, calls }: LogicalOver): readonly number[] {
  return [...partition, ...order.map(({ column }) => column), ...calls.flatMap(columnsOfWindow)];
}

function columnsOfWindow(call: WindowCall): readonly number[] {
  const args = call.kind === 'ranking' ? call.arguments : columnsOfCall(call.call);
  const { start, end } = call.frame;
  const bounds = [start, end].flatMap((bound) =>
    bound.kind === 'value' ? [bound.key, bound.bound] : [],
  );
  return [...args, ...bounds];
}

/** What a node of window functions is over another input: each column becomes what the mapping answers. */
export function mapOverColumns(
  { partition, order, calls, position }: LogicalOver,
  at: (column: number) => number,
): Pick<LogicalOver, 'partition' | 'order' | 'calls' | 'position'> {
  return {
    partition: partition.map(at),
    order: order.map((key) => ({ ...key, column: at(key.column) })),
    calls: calls.map((call) => mapWindowCall(call, at)),
    position,
  };
}
