import type { SelectNode } from '../../parser/ast.ts';
import { askedDirectly, attachSubqueries } from '../decorrelate/attach-subqueries.ts';
import { withHalfJoins } from '../decorrelate/half-joins.ts';
import type { Expression } from '../expression/expression.ts';
import { canFail, columnsOf } from '../expression/properties.ts';
import { conjunctsOf, connect } from '../logical/connectives.ts';
import type { LogicalPlan } from '../logical/logical-plan.ts';
import { filterPlan } from '../logical/make-plan.ts';
import { argumentsOf } from './aggregate-collector.ts';
import type { GroupedInput, Ungrouped } from './bind-groups.ts';
import type { BoundRelation } from './bound-relation.ts';
import { isPlaceholder, type Subquery, type SubqueryCollector } from './subquery-collector.ts';

/**
 * The rows for which a condition is true, its subqueries joined to them. Conditions without
 * subqueries come first, unless they can fail and stand behind one.
 */
export function filterWithSubqueries(
  plan: LogicalPlan,
  predicate: Expression,
  collector: SubqueryCollector | undefined,
): LogicalPlan {
  const subqueries = collector?.all ?? [];
  if (subqueries.length === 0) return filterPlan(plan, predicate);
  const first: Expression[] = [];
  const rest: Expression[] = [];
  for (const each of conjunctsOf(predicate)) {
    const isPlain = placeholdersIn([each]).size === 0 && !(rest.length > 0 && canFail(each));
    (isPlain ? first : rest).push(each);
  }
  const input = first.length === 0 ? plan : filterPlan(plan, connect('and', first));
  const left = withHalfJoins({ plan: input, conditions: rest, subqueries });
  if (left.conditions.length === 0) return left.plan;
  const condition = connect('and', left.conditions);
  const nullIsFalse = askedDirectly(condition);
  const attached = attachSubqueries(left.plan, left.subqueries, { nullIsFalse });
  return filterPlan(attached.plan, attached.resolve(condition));
}

/** A SELECT whose subqueries in group keys and in arguments of aggregates are joined to its rows. */
export type Ready = {
  readonly relation: BoundRelation;
  readonly ungrouped: Ungrouped;
  /** Those that are left. */
  readonly subqueries: readonly Subquery[];
};

/** Joins to the rows of a SELECT the subqueries that its grouping looks at. */
export function attachBeforeGroups(
  query: SelectNode,
  relation: BoundRelation,
  ungrouped: Ungrouped,
  collector: SubqueryCollector,
): Ready {
  collector.close();
  const { all } = collector;
  const { calls } = ungrouped.collector;
  const args = calls.flatMap(argumentsOf);
  const groupsByOutput = query.groupBy.length > 0;
  const keys = groupsByOutput ? ungrouped.outputs.flatMap(groupedOutput(query)) : [];
  const wanted = neededBy([...args, ...keys], all);
  if (wanted.size === 0) return { relation, ungrouped, subqueries: all };
  const early = all.filter(({ placeholder }) => wanted.has(placeholder));
  const { plan, resolve } = attachSubqueries(relation.plan, early);
  const { outputs, having, order } = ungrouped;
  ungrouped.collector.rewrite(resolve);
  return {
    relation: { ...relation, plan },
    ungrouped: {
      ...ungrouped,
      outputs: outputs.map((each) => ({ ...each, expression: resolve(each.expression) })),
      having: having === null ? null : resolve(having),
      order: order.map((each) => ({
        ...each,
        expression: each.expression === null ? null : resolve(each.expression),
      })),
    },
    subqueries: all.filter(({ placeholder }) => !wanted.has(placeholder)),
  };
}

/** An output that GROUP BY names by its name or number. */
function groupedOutput(query: SelectNode) {
  return ({ name, expression }: Ungrouped['outputs'][number], i: number): readonly Expression[] => {
    const isNamed = query.groupBy.some(
      (node) =>
        (node.kind === 'number' && node.text === String(i + 1)) ||
        (node.kind === 'column' && node.name.parts.join('.') === name),
    );
    return isNamed ? [expression] : [];
  };
}

/** Joins the other subqueries to the rows, or to the groups where there is a grouping. */
export function attachToGroups(
  grouped: GroupedInput,
  subqueries: readonly Subquery[],
): GroupedInput {
  if (subqueries.length === 0) return grouped;
  const asked = neededBy(grouped.having === null ? [] : [grouped.having], subqueries);
  const adapt = grouped.regroup;
  const early = subqueries.filter(({ placeholder }) => asked.has(placeholder));
  const late = subqueries.filter(({ placeholder }) => !asked.has(placeholder));
  const nullIsFalse = grouped.having === null ? new Set<number>() : askedDirectly(grouped.having);
  const first = attachSubqueries(grouped.plan, early, {
    adapt,
    nullIsFalse: onlyThere(nullIsFalse, grouped),
  });
  const kept =
    grouped.having === null ? first.plan : filterPlan(first.plan, first.resolve(grouped.having));
  const second = attachSubqueries(kept, late, { adapt: (each) => first.resolve(adapt(each)) });
  const resolve = (each: Expression): Expression => second.resolve(first.resolve(each));
  return {
    ...grouped,
    plan: second.plan,
    having: null,
    outputs: grouped.outputs.map((each) => ({ ...each, expression: resolve(each.expression) })),
    order: grouped.order.map((each) => ({
      ...each,
      expression: each.expression === null ? null : resolve(each.expression),
    })),
  };
}

/** Those that nothing shows: elsewhere NULL is not FALSE. */
function onlyThere(
  placeholders: ReadonlySet<number>,
  { outputs, order }: GroupedInput,
): ReadonlySet<number> {
  const shown = placeholdersIn(
    [...outputs, ...order].flatMap(({ expression }) => (expression === null ? [] : [expression])),
  );
  return new Set([...placeholders].filter((each) => !shown.has(each)));
}

function placeholdersIn(expressions: readonly Expression[]): ReadonlySet<number> {
  return new Set(expressions.flatMap(columnsOf).filter(isPlaceholder));
}

/** The placeholders in some expressions, and those in the tests of their subqueries. */
function neededBy(
  expressions: readonly Expression[],
  subqueries: readonly Subquery[],
): ReadonlySet<number> {
  const found = placeholdersIn(expressions);
  const tests = subqueries.flatMap(({ placeholder, test }) =>
    found.has(placeholder) && test !== null ? [test] : [],
  );
  const inner = placeholdersIn(tests);
  return inner.size === 0 ? found : new Set([...found, ...neededBy(tests, subqueries)]);
}
