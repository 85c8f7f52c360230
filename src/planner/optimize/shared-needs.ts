import { inputsOf, type LogicalPlan } from '../logical/logical-plan.ts';
import { PlanNumbers } from './plan-numbers.ts';

/** Nodes that keep something, or cost more than the rows that they hand on. */
const dear: ReadonlySet<LogicalPlan['kind']> = new Set([
  'aggregate',
  'join',
  'over',
  'tableFunction',
  'timeJoin',
  'window',
]);

/** The columns that are needed of parts of a plan that stand in several places, all places together. */
export class SharedNeeds {
  readonly #numbers = new PlanNumbers();
  readonly #places = new Map<number, number>();
  readonly #needs = new Map<number, Set<number>>();
  #hasGrown = false;

  constructor(plan: LogicalPlan) {
    if (hasAlike(plan)) this.#count(plan);
  }

  /** Whether any part stands in several places. */
  get isEmpty(): boolean {
    return ![...this.#places.values()].some((places) => places > 1);
  }

  /** What is needed here and has been needed in other places so far. */
  widened(plan: LogicalPlan, needed: ReadonlySet<number>): ReadonlySet<number> {
    if (!dear.has(plan.kind)) return needed;
    const number = this.#numbers.of(plan);
    if ((this.#places.get(number) ?? 0) < 2) return needed;
    const all = this.#needs.get(number) ?? new Set();
    const before = all.size;
    for (const column of needed) all.add(column);
    this.#needs.set(number, all);
    if (all.size > before) this.#hasGrown = true;
    return all;
  }

  /** Whether more is needed than when this was asked last. */
  takeGrowth(): boolean {
    const grown = this.#hasGrown;
    this.#hasGrown = false;
    return grown;
  }

  /** What lies below a part is counted once. Numbers cost some time: see `hasAlike`. */
  #count(plan: LogicalPlan): void {
    const isDear = dear.has(plan.kind);
    if (isDear) {
      const number = this.#numbers.of(plan);
      const places = (this.#places.get(number) ?? 0) + 1;
      this.#places.set(number, places);
      if (places > 1) return;
    }
    for (const input of inputsOf(plan)) this.#count(input);
  }
}

/** Whether two parts look alike at a glance, as they do not in most plans. */
function hasAlike(plan: LogicalPlan): boolean {
  const seen = new Set<string>();
  const visit = (node: LogicalPlan): boolean => {
    if (dear.has(node.kind)) {
      const look = `${node.kind} ${node.fields.length}`;
      if (seen.has(look)) return true;
      seen.add(look);
    }
    return inputsOf(node).some(visit);
  };
  return visit(plan);
}
