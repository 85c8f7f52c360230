import type { Expression } from '../expression/expression.ts';
import { mapColumns } from '../expression/map-columns.ts';
import { canFail, columnsOf, isVolatile } from '../expression/properties.ts';
import { conjunctsOf } from '../logical/connectives.ts';
import type { LogicalJoin, LogicalPlan } from '../logical/logical-plan.ts';

/** No more facts than this are kept of a plan: what is inferred of them is not worth more time. */
const factsMax = 64;

/**
 * Conditions that hold for every row of a plan, over its columns: those that its filters and joins
 * ask for. Only such as can be asked again anywhere: none that can fail or that the clock decides.
 */
export class Constraints {
  readonly #known = new WeakMap<LogicalPlan, readonly Expression[]>();

  of(plan: LogicalPlan): readonly Expression[] {
    const known = this.#known.get(plan);
    if (known !== undefined) return known;
    const derived = this.#derive(plan).slice(0, factsMax);
    this.#known.set(plan, derived);
    return derived;
  }

  #derive(plan: LogicalPlan): readonly Expression[] {
    switch (plan.kind) {
      case 'filter':
        return [...conjunctsOf(plan.predicate).filter(isFact), ...this.of(plan.input)];
      case 'project':
        return moved(this.of(plan.input), (column) =>
          plan.expressions.findIndex((each) => each.kind === 'column' && each.index === column),
        );
      case 'aggregate':
        return moved(this.of(plan.input), (column) => plan.keys.indexOf(column));
      case 'join':
        return this.#ofJoin(plan);
      case 'window':
      case 'top':
      case 'over':
        return this.of(plan.input);
      case 'setOperation':
        return this.of(plan.left);
      default:
        return [];
    }
  }

  #ofJoin({ type, left, right, condition }: LogicalJoin): readonly Expression[] {
    const width = left.fields.length;
    const ofLeft = type === 'right' || type === 'full' ? [] : this.of(left);
    if (type === 'semi' || type === 'anti') return ofLeft;
    const ofRight = type === 'left' || type === 'full' ? [] : this.of(right);
    const own = type === 'inner' ? conjunctsOf(condition).filter(isFact) : [];
    return [...own, ...ofLeft, ...moved(ofRight, (column) => column + width)];
  }
}

/** Whether a condition can be asked anywhere. */
export function isFact(condition: Expression): boolean {
  return columnsOf(condition).length > 0 && !canFail(condition) && !isVolatile(condition);
}

/** Conditions over other columns; those with a column that is nowhere, −1, go. */
function moved(
  conditions: readonly Expression[],
  at: (column: number) => number,
): readonly Expression[] {
  return conditions.flatMap((each) =>
    columnsOf(each).some((column) => at(column) < 0) ? [] : [mapColumns(each, at)],
  );
}
