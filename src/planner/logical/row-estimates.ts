import { functionById } from '../../functions/function-registry.ts';
import type { Expression } from '../expression/expression.ts';
import { columnsOf } from '../expression/properties.ts';
import type { LogicalJoin, LogicalPlan, LogicalScan, WindowShape } from './logical-plan.ts';

/** How many rows a relation has, by its id; null where nobody knows. */
export type RowCounts = (relation: string) => number | null;

/** What is taken for the rows of a relation that nobody has counted. */
const usualRows: Readonly<Record<LogicalScan['relation']['kind'], number>> = {
  stream: 100_000,
  table: 10_000,
  'materialized view': 10_000,
  system: 200,
};

/** Of the rows of an input so many are a group of their own. */
const groupShare = 0.1;
const equalityShare = 0.05;
const rangeShare = 0.3;
const otherShare = 0.5;
/** So many rows come of a call of a set-returning function. */
const rowsPerCall = 10;

/**
 * How many rows the nodes of plans have, roughly: from the rows of what is scanned and shares that
 * hold on average. Good enough to tell a small input from a large one; never more.
 */
export class RowEstimates {
  readonly #counts: RowCounts;
  readonly #known = new WeakMap<LogicalPlan, number>();

  constructor(counts: RowCounts) {
    this.#counts = counts;
  }

  /** At least 0; not a whole number. */
  of(plan: LogicalPlan): number {
    const known = this.#known.get(plan);
    if (known !== undefined) return known;
    const rows = this.#estimate(plan);
    this.#known.set(plan, rows);
    return rows;
  }

  #estimate(plan: LogicalPlan): number {
    switch (plan.kind) {
      case 'scan':
        return this.#counts(plan.relation.id) ?? usualRows[plan.relation.kind];
      case 'values':
        return plan.rows.length;
      case 'filter':
        return this.of(plan.input) * shareOf(plan.predicate);
      case 'window':
        return this.of(plan.input) * windowsPerRow(plan.shape);
      case 'aggregate':
        return plan.keys.length === 0 && plan.window === null
          ? 1
          : Math.max(1, this.of(plan.input) * groupShare);
      case 'join':
        return this.#joined(plan);
      case 'union':
        return plan.inputs.reduce((sum, input) => sum + this.of(input), 0);
      case 'setOperation':
      case 'timeJoin':
        return this.of(plan.left);
      case 'top':
        return plan.partition.length === 0
          ? Math.min(plan.limit ?? Number.POSITIVE_INFINITY, this.of(plan.input))
          : this.of(plan.input) * groupShare;
      case 'tableFunction':
        return this.of(plan.input) * rowsPerCall;
      case 'recursion':
        return this.of(plan.seed) * rowsPerCall;
      case 'workingTable':
        return rowsPerCall;
      case 'project':
      case 'over':
        return this.of(plan.input);
    }
  }

  #joined({ type, left, right, leftKeys, condition }: LogicalJoin): number {
    const [a, b] = [this.of(left), this.of(right)];
    if (type === 'semi' || type === 'anti') return a * otherShare;
    const pairs = leftKeys.length > 0 ? Math.max(a, b) : a * b;
    const met = condition === null ? pairs : pairs * shareOf(condition);
    if (type === 'inner') return met;
    return Math.max(met, type === 'right' ? b : a, type === 'full' ? b : 0);
  }
}

/** The share of rows for which a condition is true, from 0 to 1. */
export function shareOf(condition: Expression): number {
  switch (condition.kind) {
    case 'and':
      return condition.arguments.reduce((share, each) => share * shareOf(each), 1);
    case 'or':
      return Math.min(
        1,
        condition.arguments.reduce((share, each) => share + shareOf(each), 0),
      );
    case 'not':
      return 1 - shareOf(condition.argument);
    case 'literal':
      return condition.value === true ? 1 : 0;
    case 'isNull':
      return equalityShare;
    case 'call':
      return shareOfCall(condition);
    default:
      return otherShare;
  }
}

/** In how many windows a row is. */
function windowsPerRow({ form, sizeMicros, slideMicros }: WindowShape): number {
  if (form === undefined) return Math.max(1, sizeMicros / slideMicros);
  if (form.kind === 'count') return Math.max(1, form.size / form.advance);
  return form.kind === 'cumulating' ? Math.max(1, sizeMicros / form.stepMicros / 2) : 1;
}

function shareOfCall(call: Extract<Expression, { kind: 'call' }>): number {
  const { name } = functionById(call.function);
  if (name === '=') return columnsOf(call).length === 0 ? otherShare : equalityShare;
  return ['<', '<=', '>', '>='].includes(name) ? rangeShare : otherShare;
}
