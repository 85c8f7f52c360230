import type { Expression } from '../expression/expression.ts';
import { mapColumns } from '../expression/map-columns.ts';
import { canFail, columnsOf } from '../expression/properties.ts';
import { connect } from '../logical/connectives.ts';
import { type LogicalJoin, type LogicalPlan, mapInputs } from '../logical/logical-plan.ts';
import { joinPlan, pickColumns } from '../logical/make-plan.ts';
import type { PlanProperties } from '../logical/plan-properties.ts';
import { type Edge, inputsByColumn, joinEdges } from './join-graph.ts';
import {
  columnsOfInput,
  isRegional,
  type JoinRegion,
  type JoinTree,
  joinRegion,
} from './join-region.ts';
import { isBetween, JoinOrdering } from './order-joins.ts';
import type { Pass } from './pass.ts';

/**
 * Orders inner joins so that each has an equality, where there is an order in which it has one.
 * Where rows were counted, as they are for queries that end, the joins also begin with what makes
 * the fewest rows. A condition that can fail stays behind all that stood before it.
 */
export const reorderJoins: Pass = {
  name: 'reorder_joins',
  run: (plan, properties) => reordered(plan, properties),
};

/** An order must cost less than this share of the one that the query was written in. */
const gainMin = 0.5;

function reordered(plan: LogicalPlan, properties: PlanProperties): LogicalPlan {
  if (!isRegional(plan)) return mapInputs(plan, (input) => reordered(input, properties));
  const join = withReorderedInputs(plan, properties) as LogicalJoin;
  const region = joinRegion(join);
  if (region.inputs.length < 3) return join;
  const edges = joinEdges(region);
  const ordering = new JoinOrdering(region, edges, properties);
  const written = ordering.written(region.tree);
  const best = ordering.best();
  const isBetter =
    best.crossings < written.crossings ||
    (properties.isCounted &&
      best.crossings === written.crossings &&
      best.cost < gainMin * written.cost);
  return isBetter ? new Building(region, edges, join).plan(best.tree) : join;
}

/** The joins of a region as they stand, over inputs that are rewritten themselves. */
function withReorderedInputs(plan: LogicalPlan, properties: PlanProperties): LogicalPlan {
  return mapInputs(plan, (input) => {
    const isInside = isRegional(input) || (input.kind === 'project' && isRegional(input.input));
    return isInside ? withReorderedInputs(input, properties) : reordered(input, properties);
  });
}

/** A plan with the number that each of its columns has in the region. */
type Part = {
  readonly plan: LogicalPlan;
  readonly columns: readonly number[];
  readonly inputs: ReadonlySet<number>;
};

/** Builds joins in another order: each condition goes to the first join that has all its columns. */
class Building {
  readonly #region: JoinRegion;
  readonly #edges: readonly Edge[];
  readonly #position: LogicalJoin['position'];
  readonly #inputOf: readonly number[];
  /** What no join has taken yet, in order. */
  #open: readonly Expression[];

  constructor(region: JoinRegion, edges: readonly Edge[], { position }: LogicalJoin) {
    this.#region = region;
    this.#edges = edges;
    this.#position = position;
    this.#inputOf = inputsByColumn(region);
    this.#open = region.conditions;
  }

  plan(tree: JoinTree): LogicalPlan {
    const { plan, columns } = this.#build(tree);
    const at = positions(columns);
    return pickColumns(
      plan,
      this.#region.output.map((column) => at.get(column) as number),
    );
  }

  #build(tree: JoinTree): Part {
    if (typeof tree === 'number') {
      const plan = this.#region.inputs[tree] as LogicalPlan;
      return { plan, columns: columnsOfInput(this.#region, tree), inputs: new Set([tree]) };
    }
    return this.#join(this.#build(tree[0]), this.#build(tree[1]));
  }

  #join(left: Part, right: Part): Part {
    const columns = [...left.columns, ...right.columns];
    const inputs = new Set([...left.inputs, ...right.inputs]);
    const between = this.#edges.filter((edge) => isBetween(edge, left.inputs, right.inputs));
    const inferred = between.every((edge) => edge.inferred) ? between.slice(0, 1) : [];
    const taken = [...inferred.map(({ condition }) => condition), ...this.#take(inputs)];
    const at = positions(columns);
    const condition =
      taken.length === 0
        ? null
        : mapColumns(connect('and', taken), (column) => at.get(column) as number);
    const parts = { leftKeys: [], rightKeys: [], condition, position: this.#position };
    return { plan: joinPlan(left.plan, right.plan, parts), columns, inputs };
  }

  #take(inputs: ReadonlySet<number>): readonly Expression[] {
    const taken: Expression[] = [];
    const open: Expression[] = [];
    for (const each of this.#open) {
      const isReady = columnsOf(each).every((column) =>
        inputs.has(this.#inputOf[column] as number),
      );
      // What stands before it and still waits could spare it the row.
      const isGuarded = open.length > 0 && canFail(each);
      (isReady && !isGuarded ? taken : open).push(each);
    }
    this.#open = open;
    return taken;
  }
}

function positions(columns: readonly number[]): ReadonlyMap<number, number> {
  return new Map(columns.map((column, position) => [column, position]));
}
