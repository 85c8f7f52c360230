import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { QueryNode, SelectNode } from '../../parser/ast.ts';
import { equalExpressions } from '../expression/equal-expressions.ts';
import type { Expression } from '../expression/expression.ts';
import { keyForm } from '../expression/key-form.ts';
import type { LogicalPlan } from '../logical/logical-plan.ts';
import {
  aggregatePlan,
  filterPlan,
  pickColumns,
  projectPlan,
  topPlan,
} from '../logical/make-plan.ts';
import type { SortKey } from '../physical/physical-plan.ts';
import { bindExpression } from './bind-expression.ts';
import type { GroupedInput } from './bind-groups.ts';
import { limitValue, outputNumber } from './bind-order.ts';
import type { BoundQuery } from './bound-query.ts';
import type { ExpressionContext } from './expression-context.ts';
import type { OrderTarget, Output } from './output.ts';
import type { QueryContext } from './query-context.ts';
import { requireEquality } from './require-equality.ts';

/** The select list over grouped rows, DISTINCT, and what sorts and limits the result. `on` are the expressions of DISTINCT ON. */
export function finishSelect(
  query: SelectNode,
  grouped: GroupedInput,
  on: readonly Expression[],
  { plan: { parameters } }: QueryContext,
): BoundQuery {
  const { outputs, order } = grouped;
  const source = grouped.having === null ? grouped.plan : filterPlan(grouped.plan, grouped.having);
  const added = order.flatMap(({ expression }) => (expression === null ? [] : [expression]));
  const shown = query.distinct
    ? outputs.map(distinctValue)
    : outputs.map((each) => each.expression);
  const forms = on.map(keyForm);
  const isShown = (form: Expression): boolean => shown.some((each) => equalExpressions(each, form));
  const hidden = [...added, ...forms.filter((form) => !isShown(form))];
  const columns = [...shown, ...hidden];
  const partition = forms.map((form) => columns.findIndex((each) => equalExpressions(each, form)));
  const projected = projectPlan(source, columns, [
    ...outputs.map(({ name }) => name),
    ...hidden.map((_, i) => `sort_${i + 1}`),
  ]);
  const keys = sortKeys(order, outputs.length);
  return {
    plan: distinctRows(projected, query, keys, partition),
    hidden: hidden.length,
    order: keys,
    limit: limitValue(query.limit, 'LIMIT', parameters),
    offset: limitValue(query.offset, 'OFFSET', parameters) ?? 0,
  };
}

/**
 * What DISTINCT ON goes by: names and numbers of outputs, else expressions.
 * @throws SqlError 42P10 when ORDER BY begins with something else
 */
export function distinctOnExpressions(
  { distinctOn }: SelectNode,
  outputs: readonly Output[],
  order: readonly OrderTarget[],
  context: ExpressionContext,
): readonly Expression[] {
  const on = distinctOn.map((node) => {
    const output = outputNumber(node, outputs, 'DISTINCT ON');
    const expression =
      output === null ? bindExpression(node, context) : (outputs[output] as Output).expression;
    return requireEquality(expression, node.position);
  });
  for (const { output, expression, item } of order.slice(0, on.length)) {
    const sorted = expression ?? (outputs[output ?? -1] as Output).expression;
    if (on.some((each) => equalExpressions(each, sorted))) continue;
    throw new SqlError(
      sqlState.invalidColumnReference,
      'SELECT DISTINCT ON expressions must match initial ORDER BY expressions',
      { position: item.position },
    );
  }
  return on;
}

function distinctValue({ expression, node }: Output): Expression {
  return keyForm(requireEquality(expression, node.position));
}

function distinctRows(
  plan: LogicalPlan,
  { distinct, position }: Pick<SelectNode, 'distinct'> & Pick<QueryNode, 'position'>,
  order: readonly SortKey[],
  partition: readonly number[],
): LogicalPlan {
  const all = [...plan.fields.keys()];
  if (distinct) return pickColumns(aggregatePlan(plan, all, [], null, position), all);
  if (partition.length === 0) return plan;
  return topPlan(plan, { partition, order, limit: 1, offset: 0, withTies: false, position });
}

function sortKeys(order: readonly OrderTarget[], outputs: number): readonly SortKey[] {
  let hidden = 0;
  return order.map(({ output, item }) => ({
    column: output ?? outputs + hidden++,
    descending: item.descending,
    nullsFirst: item.nullsFirst ?? item.descending,
  }));
}
