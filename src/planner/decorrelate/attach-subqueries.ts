import type { Subquery } from '../bind/subquery-collector.ts';
import { isPlaceholder } from '../bind/subquery-collector.ts';
import type { Expression } from '../expression/expression.ts';
import { mapColumns } from '../expression/map-columns.ts';
import type { LogicalPlan } from '../logical/logical-plan.ts';
import { attachScalar } from './attach-scalar.ts';
import { attachExists, attachMembership, attachOrder, attachRows } from './attach-tests.ts';
import { OuterRows } from './outer-rows.ts';

/** A plan with the columns that its subqueries need, and what turns placeholders into expressions over it. */
export type Attached = {
  readonly plan: LogicalPlan;
  readonly resolve: (expression: Expression) => Expression;
};

/** What attaching depends on besides the subqueries. */
export type AttachOptions = {
  /** Brings an expression over the row that the subquery was bound for to the plan's columns. */
  readonly adapt?: (expression: Expression) => Expression;
  /** Placeholders whose NULL is as good as FALSE: conditions of a filter. */
  readonly nullIsFalse?: ReadonlySet<number>;
};

/**
 * Joins subqueries to the rows of the query around them. The plan's columns stay the first; every
 * row stays just once: what is joined to it has one row for each value that it is joined by.
 */
export function attachSubqueries(
  plan: LogicalPlan,
  subqueries: readonly Subquery[],
  { adapt = (expression) => expression, nullIsFalse = new Set() }: AttachOptions = {},
): Attached {
  const values = new Map<number, Expression>();
  const resolve = (expression: Expression): Expression =>
    mapColumns(expression, (index) => values.get(index) ?? index);
  const rows = new OuterRows(plan);
  for (const subquery of subqueries) {
    const over = (expression: Expression): Expression => resolve(adapt(expression));
    const { variables, test } = subquery;
    const bound: Subquery = {
      ...subquery,
      variables: new Map([...variables].map(([index, outer]) => [index, over(outer)])),
      test: test === null ? null : over(test),
    };
    values.set(subquery.placeholder, attach(rows, bound, nullIsFalse.has(subquery.placeholder)));
  }
  return { plan: rows.plan, resolve };
}

function attach(rows: OuterRows, subquery: Subquery, nullIsFalse: boolean): Expression {
  switch (subquery.form) {
    case 'exists':
      return attachExists(rows, subquery);
    case 'scalar':
      return attachScalar(rows, subquery);
    case 'in':
      return attachMembership(rows, subquery, nullIsFalse);
    case 'any':
      return attachOrder(rows, subquery);
    case 'rows':
      return attachRows(rows, subquery, nullIsFalse);
  }
}

/** The placeholders that a condition asks for directly: it is as little true when one is NULL as when it is FALSE. */
export function askedDirectly(condition: Expression): ReadonlySet<number> {
  if (condition.kind === 'column') {
    return new Set(isPlaceholder(condition.index) ? [condition.index] : []);
  }
  if (condition.kind !== 'and' && condition.kind !== 'or') return new Set();
  return new Set(condition.arguments.flatMap((each) => [...askedDirectly(each)]));
}
