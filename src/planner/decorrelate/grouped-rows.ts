import { literalOf } from '../bind/coerce.ts';
import type { Subquery } from '../bind/subquery-collector.ts';
import type { Expression } from '../expression/expression.ts';
import type { LogicalPlan } from '../logical/logical-plan.ts';
import { aggregatePlan, columnOf, projectPlan } from '../logical/make-plan.ts';
import type { AggregateCall } from '../physical/physical-plan.ts';
import { emptyValues } from './empty-values.ts';
import type { OuterRows } from './outer-rows.ts';
import type { Unnested } from './unnested.ts';

/** What is known of the values of a subquery for one outer row. */
export type ValueSummary = {
  /** How many rows there are, and how many with a value; never NULL. */
  readonly rows: Expression;
  readonly values: Expression;
  /** NULL where there is no value. */
  readonly least: Expression;
  readonly greatest: Expression;
};

/** Counts the rows of a subquery per outer row, and finds the extremes of an expression over them. */
export function summarize(
  rows: OuterRows,
  subquery: Subquery,
  { plan, keys }: Unnested,
  value: Expression,
): ValueSummary {
  const columns = keys.map(({ column }) => columnOf(plan.fields, column));
  const projected = projectPlan(
    plan,
    [...columns, value],
    [...keys.map((_, i) => `outer_${i + 1}`), 'value'],
  );
  const at = keys.length;
  const { type } = value;
  const bigint = { kind: 'bigint' } as const;
  const calls: readonly AggregateCall[] = [
    { function: 'count', argument: null, argumentType: null, type: bigint },
    { function: 'count', argument: at, argumentType: type, type: bigint },
    { function: 'min', argument: at, argumentType: type, type },
    { function: 'max', argument: at, argumentType: type, type },
  ];
  const grouped = aggregatePlan(projected, [...keys.keys()], calls, null, subquery.position);
  const moved = keys.map((key, i) => ({ ...key, column: i }));
  const joined = rows.join({ plan: grouped, keys: moved }, subquery, null).slice(at);
  const results = keys.length === 0 ? joined : withEmpty(grouped, at, joined);
  const [count, values, least, greatest] = results as [
    Expression,
    Expression,
    Expression,
    Expression,
  ];
  return { rows: count, values, least, greatest };
}

function withEmpty(
  grouped: LogicalPlan,
  from: number,
  joined: readonly Expression[],
): readonly Expression[] {
  const otherwise = emptyValues(grouped.fields.slice(from));
  return joined.map((column, i) => (otherwise[i] as (column: Expression) => Expression)(column));
}

/** Zero, as counts have it. */
export const noRows: Expression = literalOf(0n, { kind: 'bigint' });
