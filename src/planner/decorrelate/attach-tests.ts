import type { Position } from '../../common/sql-error.ts';
import { booleanType, callByName, literalOf } from '../bind/coerce.ts';
import { innerValue, type Subquery } from '../bind/subquery-collector.ts';
import type { Expression } from '../expression/expression.ts';
import { keyForm } from '../expression/key-form.ts';
import { mapColumns } from '../expression/map-columns.ts';
import { booleanLiteral, connect, isNull, not } from '../logical/connectives.ts';
import { aggregatePlan, columnOf, projectPlan } from '../logical/make-plan.ts';
import { noRows, summarize } from './grouped-rows.ts';
import type { OuterRows } from './outer-rows.ts';
import type { Unnested } from './unnested.ts';

/** EXISTS: a mark per value of the variables that there is a row for; without variables, whether there is any row. */
export function attachExists(rows: OuterRows, subquery: Subquery): Expression {
  const { position } = subquery;
  const unnested = rows.unnest(subquery.plan, subquery);
  if (unnested.keys.length === 0) {
    const { rows: count } = summarize(rows, subquery, unnested, booleanLiteral(true));
    return callByName('>', [count, noRows], position);
  }
  return joinMark(rows, subquery, unnested, null);
}

/**
 * `x IN (…)`: TRUE where a value is equal; else NULL where one might be, because x or some value is
 * NULL; else FALSE.
 */
export function attachMembership(
  rows: OuterRows,
  subquery: Subquery,
  nullIsFalse: boolean,
): Expression {
  const { position } = subquery;
  const { outer, inner } = sidesOf(subquery);
  const unnested = rows.unnest(subquery.plan, subquery);
  const value = valueOver(unnested, inner);
  const found = joinMark(rows, subquery, unnested, { outer, value });
  if (nullIsFalse || (!outer.nullable && !value.nullable)) return found;
  const summary = summarize(rows, subquery, unnested, value);
  const isEmpty = callByName('=', [summary.rows, noRows], position);
  return tested(found, isEmpty, maybe(outer, value, summary, position));
}

/** `x < ANY (…)`: the greatest value decides; of `<>` any value that differs, the least or the greatest one. */
export function attachOrder(rows: OuterRows, subquery: Subquery): Expression {
  const { position, test } = subquery;
  const { outer, inner } = sidesOf(subquery);
  const unnested = rows.unnest(subquery.plan, subquery);
  const value = valueOver(unnested, inner);
  const summary = summarize(rows, subquery, unnested, value);
  const against = (extreme: Expression): Expression =>
    withInner(test as Expression, inner, extreme);
  const found = connect('or', [against(summary.least), against(summary.greatest)]);
  const isEmpty = callByName('=', [summary.rows, noRows], position);
  return tested(found, isEmpty, maybe(outer, value, summary, position));
}

/** `(a, b) IN (…)`: TRUE where a row compares so; else NULL where one might; else FALSE. */
export function attachRows(rows: OuterRows, subquery: Subquery, nullIsFalse: boolean): Expression {
  const { might = null } = subquery;
  const found = attachExists(rows, subquery);
  if (might === null || nullIsFalse) return found;
  const isOpen = attachExists(rows, { ...subquery, plan: might });
  return {
    kind: 'case',
    branches: [
      { when: found, then: booleanLiteral(true) },
      { when: isOpen, then: literalOf(null, booleanType) },
    ],
    otherwise: booleanLiteral(false),
    type: booleanType,
    nullable: true,
  };
}

/** TRUE where found, FALSE where there are no rows, NULL where there might be one, else FALSE. */
function tested(found: Expression, isEmpty: Expression, might: Expression): Expression {
  return {
    kind: 'case',
    branches: [
      { when: isEmpty, then: booleanLiteral(false) },
      { when: found, then: booleanLiteral(true) },
      { when: might, then: literalOf(null, booleanType) },
    ],
    otherwise: booleanLiteral(false),
    type: booleanType,
    nullable: true,
  };
}

function maybe(
  outer: Expression,
  value: Expression,
  summary: { readonly rows: Expression; readonly values: Expression },
  position: Position,
): Expression {
  const hasNull = callByName('>', [summary.rows, summary.values], position);
  if (!outer.nullable) return hasNull;
  return value.nullable ? connect('or', [isNull(outer), hasNull]) : isNull(outer);
}

/** Joins a mark to the outer rows for which there is a row, or one with an equal value. */
function joinMark(
  rows: OuterRows,
  subquery: Subquery,
  { plan, keys }: Unnested,
  equal: { readonly outer: Expression; readonly value: Expression } | null,
): Expression {
  const { position } = subquery;
  const columns = keys.map(({ column }) => keyForm(columnOf(plan.fields, column)));
  const values = equal === null ? [] : [keyForm(equal.value)];
  const all = [...columns, ...values];
  const projected = projectPlan(
    plan,
    all,
    all.map((_, i) => `outer_${i + 1}`),
  );
  const distinct = aggregatePlan(projected, [...all.keys()], [], null, position);
  const marked = projectPlan(
    distinct,
    [...all.map((_, i) => columnOf(distinct.fields, i)), booleanLiteral(true)],
    [...distinct.fields.map(({ name }) => name), 'found'],
  );
  const moved = keys.map((key, i) => ({ ...key, column: i }));
  const test =
    equal === null
      ? null
      : (joined: readonly Expression[]): Expression =>
          callByName('=', [equal.outer, joined[keys.length] as Expression], position);
  const joined = rows.join({ plan: marked, keys: moved }, subquery, test);
  return not(isNull(joined[all.length] as Expression));
}

/** The two sides of a test, as its operator takes them: over the outer row and over `innerValue`. */
function sidesOf({ test }: Subquery): { readonly outer: Expression; readonly inner: Expression } {
  if (test?.kind !== 'call') throw new Error('assertion failed: a test is a comparison');
  const [outer, inner] = test.arguments as readonly [Expression, Expression];
  return { outer, inner };
}

function valueOver({ plan }: Unnested, inner: Expression): Expression {
  return mapColumns(inner, (index) => (index === innerValue ? columnOf(plan.fields, 0) : index));
}

/** The test with another value in the place of its inner side. */
function withInner(test: Expression, inner: Expression, value: Expression): Expression {
  if (test.kind !== 'call') return test;
  return {
    ...test,
    arguments: test.arguments.map((each) => (each === inner ? value : each)),
    nullable: true,
  };
}
