import { equalExpressions } from '../expression/equal-expressions.ts';
import type { Expression } from '../expression/expression.ts';
import { mapColumns } from '../expression/map-columns.ts';
import { canFail, columnsOf } from '../expression/properties.ts';
import { conjunctsOf, connect } from '../logical/connectives.ts';
import {
  type LogicalJoin,
  type LogicalPlan,
  type LogicalProject,
  mapInputs,
} from '../logical/logical-plan.ts';
import { filterPlan } from '../logical/make-plan.ts';
import { Constraints, isFact } from './constraints.ts';
import { type Equality, equalitiesBetween, sharedByArms } from './join-equalities.ts';
import type { Pass } from './pass.ts';

/**
 * Asks of one side of a join what is known of the other: of a.k = b.k and a.k > 5 follows b.k > 5.
 * What every arm of an OR over both sides says of one of them is asked of it, too. The next run of
 * push_filters takes what is found towards the rows.
 */
export const inferPredicates: Pass = {
  name: 'infer_predicates',
  run: (plan) => new Inference().apply(plan, []),
};

/** Facts go back and forth between the sides of a join so many times at most. */
const roundsMax = 4;

class Inference {
  readonly #constraints = new Constraints();

  /** The plan with conditions on its output that follow from what is around it. */
  apply(plan: LogicalPlan, given: readonly Expression[]): LogicalPlan {
    if (plan.kind === 'join') return this.#join(plan, given);
    if (plan.kind === 'project') return this.#project(plan, given);
    const inside = mapInputs(plan, (input) => this.apply(input, []));
    return filtered(inside, given);
  }

  #project(plan: LogicalProject, given: readonly Expression[]): LogicalPlan {
    const below = given.map((each) =>
      mapColumns(each, (column) => plan.expressions[column] as Expression),
    );
    if (below.some(canFail)) {
      return filtered({ ...plan, input: this.apply(plan.input, []) }, given);
    }
    const input = this.apply(plan.input, below);
    return input === plan.input ? plan : { ...plan, input };
  }

  #join(join: LogicalJoin, given: readonly Expression[]): LogicalPlan {
    const width = join.left.fields.length;
    const isLeft = (column: number): boolean => column < width;
    const found = this.#found(join, given);
    const [ofLeft, ofRight] = [
      found.filter((each) => columnsOf(each).every(isLeft)),
      found.filter((each) => !columnsOf(each).some(isLeft)),
    ];
    const kept = given.filter((each) => !found.includes(each));
    const left = this.apply(join.left, ofLeft);
    const right = this.apply(
      join.right,
      ofRight.map((each) => mapColumns(each, (column) => column - width)),
    );
    const same = left === join.left && right === join.right;
    return filtered(same ? join : { ...join, left, right }, kept);
  }

  /** What can be asked of one of the sides and is not asked yet. */
  #found(join: LogicalJoin, given: readonly Expression[]): readonly Expression[] {
    const width = join.left.fields.length;
    const { type } = join;
    const toRight = type !== 'right' && type !== 'full';
    const toLeft = type === 'inner' || type === 'right' || type === 'semi';
    const equalities = equalitiesBetween(conjunctsOf(join.condition), width).filter((each) =>
      each.isToRight ? toRight : toLeft,
    );
    const known = this.#known(join);
    const ofOutput = given.filter((each) => type === 'inner' && isOneSided(each, width));
    const arms = type === 'inner' ? sharedByArms(conjunctsOf(join.condition), width) : [];
    const found = unknown([...ofOutput, ...arms], known);
    for (let round = 0, from = [...known, ...found]; round < roundsMax; round++) {
      const next = unknown(carried(from, equalities, width), [...known, ...found]);
      if (next.length === 0) break;
      found.push(...next);
      from = next;
    }
    return found;
  }

  #known({ left, right, condition, type }: LogicalJoin): readonly Expression[] {
    const width = left.fields.length;
    const ofRight = this.#constraints
      .of(right)
      .map((each) => mapColumns(each, (column) => column + width));
    const own = conjunctsOf(condition).filter((each) => isFact(each) && isOneSided(each, width));
    return [...this.#constraints.of(left), ...ofRight, ...(type === 'full' ? [] : own)];
  }
}

function isOneSided(condition: Expression, width: number): boolean {
  const columns = columnsOf(condition);
  return columns.every((column) => column < width) || columns.every((column) => column >= width);
}

/** What equalities make of conditions on one side: conditions on the other. */
function carried(
  facts: readonly Expression[],
  equalities: readonly Equality[],
  width: number,
): readonly Expression[] {
  return facts.flatMap((fact) => {
    if (isAboutNull(fact)) return [];
    const columns = columnsOf(fact);
    return [true, false].flatMap((isToRight) => {
      if (!columns.every((column) => column < width === isToRight)) return [];
      const targets = new Map(
        equalities
          .filter((each) => each.isToRight === isToRight)
          .map((each) => [each.from, each.to]),
      );
      if (!columns.every((column) => targets.has(column))) return [];
      return [mapColumns(fact, (column) => targets.get(column) as Expression)];
    });
  });
}

/** NULLs meet nothing anyway. */
function isAboutNull(fact: Expression): boolean {
  return fact.kind === 'isNull' || (fact.kind === 'not' && fact.argument.kind === 'isNull');
}

function unknown(facts: readonly Expression[], known: readonly Expression[]): Expression[] {
  const fresh: Expression[] = [];
  for (const each of facts) {
    const isSame = (other: Expression): boolean => equalExpressions(each, other);
    if (!known.some(isSame) && !fresh.some(isSame)) fresh.push(each);
  }
  return fresh;
}

function filtered(plan: LogicalPlan, conditions: readonly Expression[]): LogicalPlan {
  return conditions.length === 0 ? plan : filterPlan(plan, connect('and', conditions));
}
