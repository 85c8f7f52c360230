import type { AggregateCall, WindowBound, WindowCall } from '../physical/physical-plan.ts';

/** The columns of its input that an aggregate looks at. */
export function columnsOfCall({ argument, others = [] }: AggregateCall): readonly number[] {
  const further = others.map(({ column }) => column);
  return argument === null ? further : [argument, ...further];
}

/** The call over another input: each column becomes what the mapping answers. */
export function mapCallColumns(call: AggregateCall, at: (column: number) => number): AggregateCall {
  const argument = call.argument === null ? null : at(call.argument);
  if (call.others === undefined) return { ...call, argument };
  const others = call.others.map((each) => ({ ...each, column: at(each.column) }));
  return { ...call, argument, others };
}

/** The call with its columns mapped. */
export function mapWindowCall(call: WindowCall, at: (column: number) => number): WindowCall {
  const { start, end } = call.frame;
  const frame = { ...call.frame, start: movedBound(start, at), end: movedBound(end, at) };
  return call.kind === 'ranking'
    ? { ...call, frame, arguments: call.arguments.map(at) }
    : { ...call, frame, call: mapCallColumns(call.call, at) };
}

function movedBound(bound: WindowBound, at: (column: number) => number): WindowBound {
  return bound.kind === 'value' ? { ...bound, key: at(bound.key), bound: at(bound.bound) } : bound;
}
