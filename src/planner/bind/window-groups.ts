import type { Position } from '../../common/sql-error.ts';
import type { Expression } from '../expression/expression.ts';
import type { LogicalPlan } from '../logical/logical-plan.ts';
import { columnOf } from '../logical/make-plan.ts';
import { PlanProperties } from '../logical/plan-properties.ts';
import type { TimeAttribute } from '../logical/time-attribute.ts';
import { callByName, literalOf } from './coerce.ts';

type Key = { readonly expression: Expression; readonly name: string };

/**
 * Group keys with the other edge of every window that one edge is grouped by: they depend on each
 * other, so the groups are the same, and the end is what says when a group is complete. The end is
 * computed where the rows no longer carry it.
 */
export function addWindowEdges(
  input: LogicalPlan,
  keys: readonly Key[],
  position: Position,
): readonly Key[] {
  const { times } = new PlanProperties('changes').of(input);
  const added: Key[] = [...keys];
  const grouped = (): readonly number[] =>
    added.flatMap(({ expression }) => (expression.kind === 'column' ? [expression.index] : []));
  for (const { expression } of keys) {
    const time = expression.kind === 'column' ? times.get(expression.index) : undefined;
    if (time === undefined || time.window === null) continue;
    const partner = partnerOf(time, times);
    if (partner !== null && !grouped().includes(partner)) {
      const name = input.fields[partner]?.name as string;
      added.push({ expression: columnOf(input.fields, partner), name });
    } else if (partner === null && time.edge === 'start') {
      added.push({
        expression: endOf(expression, time.window.sizeMicros, position),
        name: 'window_end',
      });
    }
  }
  return added;
}

function partnerOf(time: TimeAttribute, times: ReadonlyMap<number, TimeAttribute>): number | null {
  for (const [column, other] of times) {
    if (other.window === time.window && other.edge !== time.edge) return column;
  }
  return null;
}

function endOf(start: Expression, sizeMicros: number, position: Position): Expression {
  const size = literalOf({ months: 0, days: 0, micros: sizeMicros }, { kind: 'interval' });
  return callByName('+', [start, size], position);
}
