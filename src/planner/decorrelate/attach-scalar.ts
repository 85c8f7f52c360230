import { severalRowsFunction } from '../../functions/single-value.ts';
import { callByName, literalOf } from '../bind/coerce.ts';
import type { Subquery } from '../bind/subquery-collector.ts';
import type { Expression } from '../expression/expression.ts';
import { mapColumns } from '../expression/map-columns.ts';
import type { LogicalAggregate, LogicalPlan } from '../logical/logical-plan.ts';
import { aggregatePlan, columnOf } from '../logical/make-plan.ts';
import { PlanProperties } from '../logical/plan-properties.ts';
import { emptyValues } from './empty-values.ts';
import { summarize } from './grouped-rows.ts';
import type { OuterRows } from './outer-rows.ts';
import type { Unnested } from './unnested.ts';

/**
 * The value of a query that has at most one row for each outer row; NULL for none. What is computed
 * over an aggregate of all rows is computed after the join, where an outer row without any has the
 * aggregate's empty value.
 */
export function attachScalar(rows: OuterRows, subquery: Subquery): Expression {
  const aggregated = overAggregate(subquery.plan);
  if (aggregated !== null) return attachAggregate(rows, subquery, aggregated);
  const unnested = rows.unnest(subquery.plan, subquery);
  if (isSingle(unnested)) return rows.join(unnested, subquery, null)[0] as Expression;
  return checkedValue(rows, subquery, unnested);
}

/** Results over the one row of an aggregate without keys. */
type OverAggregate = {
  readonly aggregate: LogicalAggregate;
  readonly value: Expression;
  readonly having: Expression | null;
};

function overAggregate(plan: LogicalPlan): OverAggregate | null {
  if (plan.kind !== 'project') return null;
  const { input } = plan;
  const below = input.kind === 'filter' ? input.input : input;
  if (below.kind !== 'aggregate' || below.keys.length > 0 || below.window !== null) return null;
  const having = input.kind === 'filter' ? input.predicate : null;
  return { aggregate: below, value: plan.expressions[0] as Expression, having };
}

function attachAggregate(
  rows: OuterRows,
  subquery: Subquery,
  { aggregate, value, having }: OverAggregate,
): Expression {
  const { plan, keys } = rows.unnest(aggregate.input, subquery);
  const grouped = aggregatePlan(
    plan,
    keys.map(({ column }) => column),
    aggregate.calls,
    null,
    aggregate.position,
  );
  const moved = keys.map((key, i) => ({ ...key, column: i }));
  const joined = rows.join({ plan: grouped, keys: moved }, subquery, null).slice(keys.length);
  const otherwise = emptyValues(aggregate.fields);
  const results = joined.map((column, i) =>
    keys.length === 0 ? column : (otherwise[i] as (column: Expression) => Expression)(column),
  );
  const over = (expression: Expression): Expression =>
    mapColumns(expression, (index) => results[index] ?? subquery.variables.get(index) ?? index);
  if (having === null) return over(value);
  return {
    kind: 'case',
    branches: [{ when: over(having), then: over(value) }],
    otherwise: literalOf(null, value.type),
    type: value.type,
    nullable: true,
  };
}

/** Whether the plan has at most one row for each value of its keys. */
function isSingle({ plan, keys }: Unnested): boolean {
  const columns = keys.map(({ column }) => column);
  const known = new PlanProperties('changes').of(plan).keys;
  if (keys.length === 0) return hasOneRow(plan);
  return known.some((key) => key.every((column) => columns.includes(column)));
}

/** Whether there is just one row, always: a cross join then loses no row. */
function hasOneRow(plan: LogicalPlan): boolean {
  if (plan.kind === 'project') return hasOneRow(plan.input);
  if (plan.kind === 'values') return plan.rows.length === 1;
  return plan.kind === 'aggregate' && plan.keys.length === 0 && plan.window === null;
}

/** The value where there is one row; where there are more, whoever asks for it fails. */
function checkedValue(rows: OuterRows, subquery: Subquery, unnested: Unnested): Expression {
  const value = columnOf(unnested.plan.fields, 0);
  const summary = summarize(rows, subquery, unnested, value);
  const { type } = value;
  const one = literalOf(1n, { kind: 'bigint' });
  const isMany = callByName('>', [summary.rows, one], subquery.position);
  return {
    kind: 'case',
    branches: [
      {
        when: isMany,
        then: {
          kind: 'call',
          function: severalRowsFunction,
          arguments: [summary.least],
          type,
          nullable: true,
        },
      },
    ],
    otherwise: summary.least,
    type,
    nullable: true,
  };
}
