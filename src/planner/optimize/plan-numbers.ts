import { inputsOf, type LogicalPlan, mapInputs } from '../logical/logical-plan.ts';
import { spelledOut } from '../physical/node-list.ts';

/** Numbers plans so that two have the same number when they are built alike; names do not count. */
export class PlanNumbers {
  readonly #numbers = new Map<string, number>();
  readonly #known = new WeakMap<LogicalPlan, number>();
  readonly #first = new Map<number, LogicalPlan>();

  of(plan: LogicalPlan): number {
    const known = this.#known.get(plan);
    if (known !== undefined) return known;
    const inputs = inputsOf(plan).map((input) => this.of(input));
    const text = `${inputs.join()} ${ownText(plan)}`;
    const number = this.#numbers.get(text) ?? this.#numbers.size;
    this.#numbers.set(text, number);
    this.#known.set(plan, number);
    if (!this.#first.has(number)) this.#first.set(number, plan);
    return number;
  }

  /** The first plan that has the number of this one. */
  first(plan: LogicalPlan): LogicalPlan {
    return this.#first.get(this.of(plan)) ?? plan;
  }
}

const nothing: LogicalPlan = { kind: 'values', rows: [], fields: [] };

/** What a node is without its inputs: names and places in the text make no difference. */
function ownText(plan: LogicalPlan): string {
  if (plan.kind === 'scan') return `scan ${plan.relation.id} ${plan.columns.join()}`;
  const own = mapInputs(plan, () => nothing);
  return JSON.stringify(own, (key, value: unknown) => {
    if (key === 'position') return undefined;
    return key === 'name' && plan.kind !== 'tableFunction' ? undefined : spelledOut(key, value);
  });
}
