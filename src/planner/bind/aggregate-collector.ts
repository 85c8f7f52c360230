import type { Position } from '../../common/sql-error.ts';
import type { SqlType } from '../../data/sql-type.ts';
import { equalExpressions } from '../expression/equal-expressions.ts';
import type { Expression } from '../expression/expression.ts';
import type { AggregateCall, AggregateFunctionName } from '../physical/physical-plan.ts';

/** An aggregate call whose argument is an expression over the rows to be grouped; null for count(*). */
export type BoundAggregate = Pick<AggregateCall, 'order' | 'filter' | 'share' | 'limit'> & {
  readonly function: AggregateFunctionName;
  readonly argument: Expression | null;
  /** What comes with the argument, as `AggregateCall.others`. */
  readonly others: readonly Expression[];
  readonly distinct: boolean;
  readonly type: SqlType;
};

/** GROUPING(…): which of some group keys a row is not grouped by, as bits, the last one lowest. */
export type BoundGrouping = {
  readonly function: 'grouping';
  readonly arguments: readonly Expression[];
  readonly position: Position;
};

/** What becomes a column of a group behind its keys. */
export type GroupCall = BoundAggregate | BoundGrouping;

/** The expressions that a call looks at. */
export function argumentsOf(call: GroupCall): readonly Expression[] {
  if (call.function === 'grouping') return call.arguments;
  return call.argument === null ? call.others : [call.argument, ...call.others];
}

/** The call with each of its expressions replaced by what `change` makes of it. */
export function mapArguments<T extends GroupCall>(
  call: T,
  change: (expression: Expression) => Expression,
): T {
  if (call.function === 'grouping') return { ...call, arguments: call.arguments.map(change) };
  const { argument, others } = call;
  return {
    ...call,
    argument: argument === null ? null : change(argument),
    others: others.map(change),
  };
}

/** The first column that stands for a call: behind the columns of any input, also after subqueries are joined to it. */
export const aggregateBase = 1_048_576;

/**
 * Gathers the aggregate calls of one SELECT. While its expressions are bound, call number n stands
 * as column `base + n`, behind all columns of the input; equal calls share a number.
 */
export class AggregateCollector {
  readonly base: number;
  readonly #calls: GroupCall[] = [];

  constructor(base: number) {
    this.base = base;
  }

  get calls(): readonly GroupCall[] {
    return this.#calls;
  }

  /** Brings the arguments to other columns. */
  rewrite(change: (expression: Expression) => Expression): void {
    for (const [i, call] of this.#calls.entries()) this.#calls[i] = mapArguments(call, change);
  }

  /** The column that stands for a call. */
  add(call: GroupCall): Expression {
    const found = this.#calls.findIndex((each) => sameCall(each, call));
    if (found < 0) this.#calls.push(call);
    const index = this.base + (found < 0 ? this.#calls.length - 1 : found);
    const type: SqlType = call.function === 'grouping' ? { kind: 'integer' } : call.type;
    return { kind: 'column', index, type, nullable: !neverNull.has(call.function) };
  }
}

const neverNull: ReadonlySet<string> = new Set(['count', 'regr_count', 'grouping']);

function sameCall(a: GroupCall, b: GroupCall): boolean {
  if (a.function === 'grouping' || b.function === 'grouping') {
    return (
      a.function === 'grouping' && b.function === 'grouping' && sameList(a.arguments, b.arguments)
    );
  }
  if (a.function !== b.function || a.distinct !== b.distinct) return false;
  if (
    JSON.stringify(a.share) !== JSON.stringify(b.share) ||
    a.limit !== b.limit ||
    a.filter !== b.filter
  )
    return false;
  if (JSON.stringify(a.order) !== JSON.stringify(b.order)) return false;
  return sameList(argumentsOf(a), argumentsOf(b));
}

function sameList(a: readonly Expression[], b: readonly Expression[]): boolean {
  return a.length === b.length && a.every((each, i) => equalExpressions(each, b[i] as Expression));
}
