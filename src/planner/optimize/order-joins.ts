import type { LogicalPlan } from '../logical/logical-plan.ts';
import type { PlanProperties } from '../logical/plan-properties.ts';
import type { Edge } from './join-graph.ts';
import type { JoinRegion, JoinTree } from './join-region.ts';

/** An order of the joins of a region, and what it costs. */
export type JoinOrder = {
  readonly tree: JoinTree;
  /** Rows that all its joins answer, together; roughly. */
  readonly cost: number;
  /** How many of its joins have no equality between their sides. */
  readonly crossings: number;
};

/** Regions of more inputs than this are ordered from a few of the smallest only. */
const allStartsMax = 12;
const startsMax = 4;

/** What is known of a set of inputs that are joined. */
type Joined = JoinOrder & { readonly inputs: ReadonlySet<number>; readonly rows: number };

/** Finds orders of joins by how many rows come out of them. */
export class JoinOrdering {
  readonly #edges: readonly Edge[];
  readonly #singles: readonly Joined[];
  /** Per input: how many different values the columns of an edge have. */
  readonly #distinct: (edge: Edge, side: 0 | 1) => number;
  /** Per input the edges that it is part of. */
  readonly #edgesOf: readonly (readonly Edge[])[];

  constructor(region: JoinRegion, edges: readonly Edge[], properties: PlanProperties) {
    this.#edges = edges;
    this.#singles = region.inputs.map((plan, input) => ({
      tree: input,
      cost: 0,
      crossings: 0,
      inputs: new Set([input]),
      rows: Math.max(1, properties.rows.of(plan)),
    }));
    this.#distinct = (edge, side) => distinctValues(edge, side, region, properties);
    this.#edgesOf = region.inputs.map((_, input) =>
      edges.filter(({ sides }) => sides.some((side) => side.inputs.includes(input))),
    );
  }

  /** What the order in which the joins stand costs. */
  written(tree: JoinTree): JoinOrder {
    return this.#measured(tree);
  }

  /** A good order: from some input on always what makes the fewest rows, cross products last. */
  best(): JoinOrder {
    const bySize = [...this.#singles].sort((a, b) => a.rows - b.rows);
    const count = bySize.length <= allStartsMax ? bySize.length : startsMax;
    const orders = bySize.slice(0, count).map((start) => this.#from(start));
    return orders.reduce((best, order) => (order.cost < best.cost ? order : best));
  }

  #measured(tree: JoinTree): Joined {
    if (typeof tree === 'number') return this.#singles[tree] as Joined;
    return this.#join(this.#measured(tree[0]), this.#measured(tree[1]));
  }

  /** Inputs that no equality leads to begin a part of their own; the parts are crossed in the end, the smallest first. */
  #from(start: Joined): Joined {
    const left = new Set(this.#singles.keys());
    const parts: Joined[] = [];
    for (let first: Joined | undefined = start; first !== undefined; ) {
      parts.push(this.#grown(first, left));
      const rest: number[] = [...left];
      first = rest.length === 0 ? undefined : (this.#singles[rest[0] as number] as Joined);
    }
    const [first, ...others] = parts.sort((a, b) => a.rows - b.rows) as [Joined, ...Joined[]];
    return others.reduce((all, part) => this.#join(all, part), first);
  }

  #grown(first: Joined, left: Set<number>): Joined {
    let grown = first;
    for (const input of first.inputs) left.delete(input);
    for (;;) {
      const next = this.#next(grown, left);
      if (next === null) return grown;
      for (const input of next.inputs) left.delete(input);
      grown = next;
    }
  }

  #next(grown: Joined, left: ReadonlySet<number>): Joined | null {
    let best: Joined | null = null;
    for (const input of left) {
      const single = this.#singles[input] as Joined;
      if (!this.#edgesOf[input]?.some((edge) => isBetween(edge, grown.inputs, single.inputs))) {
        continue;
      }
      const joined = this.#join(grown, single);
      if (best === null || joined.rows < best.rows) best = joined;
    }
    return best;
  }

  #join(a: Joined, b: Joined): Joined {
    const [only] = b.inputs.size === 1 ? b.inputs : [];
    const candidates = only === undefined ? this.#edges : (this.#edgesOf[only] as readonly Edge[]);
    const edges = candidates.filter((edge) => isBetween(edge, a.inputs, b.inputs));
    const rows = Math.max(1, a.rows * b.rows * this.#share(edges, b.inputs));
    return {
      tree: [a.tree, b.tree],
      cost: a.cost + b.cost + rows,
      crossings: a.crossings + b.crossings + (edges.length === 0 ? 1 : 0),
      inputs: new Set([...a.inputs, ...b.inputs]),
      rows,
    };
  }

  /** Which share of all pairs is equal. Several equalities with the same columns say one thing. */
  #share(edges: readonly Edge[], right: ReadonlySet<number>): number {
    const seen = new Set<string>();
    let share = 1;
    for (const edge of edges) {
      const own = edge.sides[right.has(edge.sides[1].inputs[0] as number) ? 1 : 0];
      const text = own.columns.join();
      if (seen.has(text)) continue;
      seen.add(text);
      share /= Math.max(this.#distinct(edge, 0), this.#distinct(edge, 1));
    }
    return share;
  }
}

/** Whether an equality has one side within the one set and the other within the other. */
export function isBetween(
  { sides: [a, b] }: Edge,
  left: ReadonlySet<number>,
  right: ReadonlySet<number>,
): boolean {
  const within = (inputs: readonly number[], set: ReadonlySet<number>): boolean =>
    inputs.every((input) => set.has(input));
  return (
    (within(a.inputs, left) && within(b.inputs, right)) ||
    (within(b.inputs, left) && within(a.inputs, right))
  );
}

/** Columns that identify a row have as many values as there are rows, others fewer. */
function distinctValues(
  { sides }: Edge,
  at: 0 | 1,
  { inputs, starts }: JoinRegion,
  properties: PlanProperties,
): number {
  const side = sides[at];
  const [input, ...others] = side.inputs;
  if (input === undefined || others.length > 0) return 10;
  const plan = inputs[input] as LogicalPlan;
  const own = side.columns.map((column) => column - (starts[input] as number));
  const isKey = properties.of(plan).keys.some((key) => key.every((each) => own.includes(each)));
  const rows = Math.max(1, properties.rows.of(belowFilters(plan)));
  return isKey ? rows : Math.max(1, Math.sqrt(rows));
}

function belowFilters(plan: LogicalPlan): LogicalPlan {
  return plan.kind === 'filter' || plan.kind === 'project' ? belowFilters(plan.input) : plan;
}
