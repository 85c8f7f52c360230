import type { Expression } from '../expression/expression.ts';
import { mapColumns } from '../expression/map-columns.ts';
import { conjunctsOf } from '../logical/connectives.ts';
import type { LogicalJoin, LogicalPlan } from '../logical/logical-plan.ts';

/** How the inputs of a region were joined: the number of one, or two parts. */
export type JoinTree = number | readonly [JoinTree, JoinTree];

/**
 * Inner joins that follow upon each other, as what they come to: all pairs of the rows of their
 * inputs for which all conditions hold. Columns are counted through all inputs, in their order.
 */
export type JoinRegion = {
  readonly inputs: readonly LogicalPlan[];
  /** The number of the first column of each input. */
  readonly starts: readonly number[];
  /** In the order in which they guard each other. */
  readonly conditions: readonly Expression[];
  /** Which of the columns are the output, in order. */
  readonly output: readonly number[];
  readonly tree: JoinTree;
};

/** The region whose topmost join a plan is. Only joins without keys belong to it: those are not extracted yet. */
export function joinRegion(join: LogicalJoin): JoinRegion {
  const region = new Region();
  const { output, tree } = region.take(join);
  return { ...region, output, tree };
}

/** Whether a join can be part of a region. */
export function isRegional(plan: LogicalPlan): plan is LogicalJoin {
  return plan.kind === 'join' && plan.type === 'inner' && plan.leftKeys.length === 0;
}

/** The columns of an input, by their numbers in the region. */
export function columnsOfInput(
  { inputs, starts }: Pick<JoinRegion, 'inputs' | 'starts'>,
  input: number,
): readonly number[] {
  const start = starts[input] as number;
  return (inputs[input] as LogicalPlan).fields.map((_, i) => start + i);
}

type Part = { readonly output: readonly number[]; readonly tree: JoinTree };

class Region {
  readonly inputs: LogicalPlan[] = [];
  readonly starts: number[] = [];
  readonly conditions: Expression[] = [];
  #width = 0;

  take(plan: LogicalPlan): Part {
    if (isRegional(plan)) return this.#join(plan);
    const picked = plan.kind === 'project' ? pickedColumns(plan.expressions) : null;
    if (plan.kind === 'project' && picked !== null && leadsToJoin(plan.input)) {
      const { output, tree } = this.take(plan.input);
      return { output: picked.map((column) => output[column] as number), tree };
    }
    return this.#input(plan);
  }

  #join(join: LogicalJoin): Part {
    const left = this.take(join.left);
    const right = this.take(join.right);
    const output = [...left.output, ...right.output];
    for (const each of conjunctsOf(join.condition)) {
      this.conditions.push(mapColumns(each, (column) => output[column] as number));
    }
    return { output, tree: [left.tree, right.tree] };
  }

  #input(plan: LogicalPlan): Part {
    const start = this.#width;
    this.inputs.push(plan);
    this.starts.push(start);
    this.#width += plan.fields.length;
    return { output: plan.fields.map((_, i) => start + i), tree: this.inputs.length - 1 };
  }
}

function leadsToJoin(plan: LogicalPlan): boolean {
  if (plan.kind === 'project') {
    return pickedColumns(plan.expressions) !== null && leadsToJoin(plan.input);
  }
  return isRegional(plan);
}

/** The columns that a projection picks; null where it computes anything. */
function pickedColumns(expressions: readonly Expression[]): readonly number[] | null {
  const picked: number[] = [];
  for (const each of expressions) {
    if (each.kind !== 'column') return null;
    picked.push(each.index);
  }
  return picked;
}
