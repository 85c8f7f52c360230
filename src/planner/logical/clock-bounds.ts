import { functionById } from '../../functions/function-registry.ts';
import type { Expression } from '../expression/expression.ts';
import { mirrored } from '../expression/mirrored.ts';
import { isVolatile, readsClock } from '../expression/properties.ts';
import type { ClockBound } from '../physical/temporal-node.ts';
import { conjunctsOf } from './connectives.ts';
import { constantMicros } from './time-attribute.ts';

/** What a query that goes on may ask of the clock. */
export const clockHint =
  "Compare a time of the row with it in WHERE, as in ts > now() - INTERVAL '1 hour': rows then go by themselves.";

/** A bound of when a row is there, by a time that an expression over the row gives. */
export type RowBound = Omit<ClockBound, 'column'> & { readonly time: Expression };

/** A condition divided into what the row alone says and bounds by the clock. */
export type ClockCondition = {
  readonly plain: readonly Expression[];
  readonly bounds: readonly RowBound[];
};

/**
 * Divides a condition into bounds such as `ts > now() - INTERVAL '1 hour'` and what does not read
 * the clock. Null where it reads the clock in another way.
 */
export function clockCondition(predicate: Expression): ClockCondition | null {
  const plain: Expression[] = [];
  const bounds: RowBound[] = [];
  for (const each of conjunctsOf(predicate)) {
    if (!readsClock(each)) {
      plain.push(each);
      continue;
    }
    const bound = boundOf(each);
    if (bound === null) return null;
    bounds.push(bound);
  }
  return { plain, bounds };
}

/** time OP now() + shift, in either order. */
function boundOf(condition: Expression): RowBound | null {
  if (condition.kind !== 'call' || condition.arguments.length !== 2) return null;
  const { name } = functionById(condition.function);
  const [left, right] = condition.arguments as readonly [Expression, Expression];
  const [time, clock, operator] = readsClock(right)
    ? [left, right, name]
    : [right, left, mirrored(name)];
  const shift = clockShift(clock);
  const isTime = time.type.kind === 'timestamp' || time.type.kind === 'timestamptz';
  if (shift === null || !isTime || readsClock(time) || isVolatile(time)) return null;
  switch (operator) {
    case '>':
      return { time, kind: 'until', shiftMicros: -shift };
    case '>=':
      return { time, kind: 'until', shiftMicros: 1 - shift };
    case '<':
      return { time, kind: 'from', shiftMicros: 1 - shift };
    case '<=':
      return { time, kind: 'from', shiftMicros: -shift };
    default:
      return null;
  }
}

/** How far an expression is from now(); null for what is no fixed time away from it. */
function clockShift(expression: Expression): number | null {
  if (expression.kind !== 'call') return null;
  const { name, readsClock: isClock } = functionById(expression.function);
  if (isClock === true && expression.arguments.length === 0) {
    return expression.type.kind === 'timestamptz' ? 0 : null;
  }
  if (name !== '+' && name !== '-') return null;
  const [left, right] = expression.arguments as readonly [Expression, Expression];
  const micros = constantMicros(right);
  const shift = micros === null ? null : clockShift(left);
  if (micros === null || shift === null) return null;
  return name === '+' ? shift + micros : shift - micros;
}
