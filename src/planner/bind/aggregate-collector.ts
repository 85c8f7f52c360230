import type { SqlType } from '../../data/sql-type.ts';
import { equalExpressions } from '../expression/equal-expressions.ts';
import type { Expression } from '../expression/expression.ts';
import type { AggregateFunctionName } from '../physical/physical-plan.ts';

/** An aggregate call whose argument is an expression over the rows to be grouped; null for count(*). */
export type BoundAggregate = {
  readonly function: AggregateFunctionName;
  readonly argument: Expression | null;
  readonly distinct: boolean;
  readonly type: SqlType;
};

/** The first column that stands for a call: behind the columns of any input, also after subqueries are joined to it. */
export const aggregateBase = 1_048_576;

/**
 * Gathers the aggregate calls of one SELECT. While its expressions are bound, call number n stands
 * as column `base + n`, behind all columns of the input; equal calls share a number.
 */
export class AggregateCollector {
  readonly base: number;
  readonly #calls: BoundAggregate[] = [];

  constructor(base: number) {
    this.base = base;
  }

  get calls(): readonly BoundAggregate[] {
    return this.#calls;
  }

  /** Brings the arguments to other columns. */
  rewrite(change: (expression: Expression) => Expression): void {
    for (const [i, call] of this.#calls.entries()) {
      const { argument } = call;
      if (argument !== null) this.#calls[i] = { ...call, argument: change(argument) };
    }
  }

  /** The column that stands for a call. */
  add(call: BoundAggregate): Expression {
    const found = this.#calls.findIndex((each) => sameCall(each, call));
    if (found < 0) this.#calls.push(call);
    const index = this.base + (found < 0 ? this.#calls.length - 1 : found);
    return { kind: 'column', index, type: call.type, nullable: call.function !== 'count' };
  }
}

function sameCall(a: BoundAggregate, b: BoundAggregate): boolean {
  if (a.function !== b.function || a.distinct !== b.distinct) return false;
  if (a.argument === null || b.argument === null) return a.argument === b.argument;
  return equalExpressions(a.argument, b.argument);
}
