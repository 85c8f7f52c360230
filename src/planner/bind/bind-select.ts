import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { ExpressionNode, QueryNode, SelectItem, SelectNode } from '../../parser/ast.ts';
import type { Expression } from '../expression/expression.ts';
import { keyForm } from '../expression/key-form.ts';
import type { LogicalPlan } from '../logical/logical-plan.ts';
import { aggregatePlan, filterPlan, pickColumns, projectPlan } from '../logical/make-plan.ts';
import type { SortKey } from '../physical/physical-plan.ts';
import { AggregateCollector, aggregateBase } from './aggregate-collector.ts';
import { attachBeforeGroups, attachToGroups, filterWithSubqueries } from './attach-to-select.ts';
import { bindExpression } from './bind-expression.ts';
import { bindFrom } from './bind-from.ts';
import { type GroupedInput, groupInput } from './bind-groups.ts';
import { limitValue, orderTargets } from './bind-order.ts';
import { bindSetOperation } from './bind-set-operation.ts';
import { bindValues, isBare, valuesAsSelect } from './bind-values.ts';
import { type BoundQuery, innerPlan, limitedQuery } from './bound-query.ts';
import type { BoundRelation } from './bound-relation.ts';
import { asCondition } from './coerce.ts';
import { columnName } from './column-name.ts';
import { withCommonTables } from './common-tables.ts';
import type { ExpressionContext } from './expression-context.ts';
import type { OrderTarget, Output } from './output.ts';
import type { QueryContext } from './query-context.ts';
import { requireEquality } from './require-equality.ts';
import { starColumns } from './resolve-column.ts';
import { emptyScope } from './scope.ts';
import { SubqueryCollector } from './subquery-collector.ts';

/** What bare literals among the outputs of a query are: texts, or of no type yet. */
type Literals = 'text' | 'unknown';

/**
 * Binds a query. With `literals` 'unknown', bare literals among its outputs have no type yet: an
 * INSERT reads them as its columns ask, a set operation as the other side is.
 * @throws SqlError in PostgreSQL's words
 */
export function bindSelect(
  query: QueryNode,
  outer: QueryContext,
  literals: Literals = 'text',
): BoundQuery {
  const bound = bindRows(query, withCommonTables(query, outer), literals);
  return query.withTies ? limitedQuery(bound, query.position, true) : bound;
}

function bindRows(query: QueryNode, context: QueryContext, literals: Literals): BoundQuery {
  switch (query.kind) {
    case 'select':
      return bindSelectRows(query, context, literals);
    case 'setOperation':
      return bindSetOperation(query, context, bindSelect);
    case 'values':
      return isBare(query)
        ? { plan: bindValues(query, context), hidden: 0, order: [], limit: null, offset: 0 }
        : bindSelectRows(valuesAsSelect(query), context, literals);
  }
}

function bindSelectRows(query: SelectNode, context: QueryContext, literals: Literals): BoundQuery {
  const relation = query.from === null ? oneRow() : bindFrom(query.from, context);
  const collector = new AggregateCollector(aggregateBase);
  const subqueries = new SubqueryCollector(context);
  const expressions: ExpressionContext = {
    scope: { ...relation.scope, outputs: query.items.flatMap(({ alias }) => alias?.name ?? []) },
    parameters: context.plan.parameters,
    aggregates: null,
    clause: 'WHERE',
    clock: context.plan.mode === 'once',
    positions: new WeakMap(),
    outer: context.outer ?? null,
    subqueries,
  };
  const filtered = filterRows(relation, query.where, {
    ...expressions,
    subqueries: new SubqueryCollector(context),
  });
  const bound = bindOutputs(query.items, {
    ...expressions,
    aggregates: collector,
    clause: 'SELECT',
  });
  const outputs = literals === 'text' || query.distinct ? bound.map(settled) : bound;
  const having = bindHaving(query.having, {
    ...expressions,
    aggregates: collector,
    clause: 'HAVING',
  });
  const order = orderTargets(query, outputs, {
    ...expressions,
    aggregates: collector,
    clause: 'ORDER BY',
  });
  const ungrouped = { outputs, having, order, collector, expressions };
  const ready = attachBeforeGroups(query, filtered, ungrouped, subqueries);
  const grouped = groupInput(query, ready.relation, ready.ungrouped);
  return finish(query, attachToGroups(grouped, ready.subqueries), context);
}

/** One row without columns, for a SELECT without FROM. */
function oneRow(): BoundRelation {
  return { plan: { kind: 'values', rows: [[]], fields: [] }, scope: emptyScope, windowColumns: [] };
}

/** The context of a query's parts: its WITH is in sight. @throws SqlError 42712 */
export function filterRows(
  relation: BoundRelation,
  where: ExpressionNode | null,
  context: ExpressionContext,
): BoundRelation {
  if (where === null) return relation;
  const predicate = asCondition(bindExpression(where, context), 'WHERE', where.position);
  return { ...relation, plan: filterWithSubqueries(relation.plan, predicate, context.subqueries) };
}

function bindHaving(having: ExpressionNode | null, context: ExpressionContext): Expression | null {
  if (having === null) return null;
  return asCondition(bindExpression(having, context), 'HAVING', having.position);
}

/** The columns of a select list. @throws SqlError in PostgreSQL's words */
export function bindOutputs(
  items: readonly SelectItem[],
  context: ExpressionContext,
): readonly Output[] {
  return items.flatMap(({ expression: node, alias }): readonly Output[] => {
    if (node.kind === 'star') return starOutputs(node, context);
    const expression = bindExpression(node, context);
    return [{ expression, name: alias?.name ?? columnName(node), node }];
  });
}

function starOutputs(
  node: Extract<ExpressionNode, { kind: 'star' }>,
  context: ExpressionContext,
): readonly Output[] {
  if (context.scope.tables.length === 0 && context.scope.columns.length === 0) {
    throw new SqlError(sqlState.syntaxError, 'SELECT * with no tables specified is not valid', {
      position: node.position,
    });
  }
  return starColumns(context.scope, node.qualifier).map(({ index, type, nullable, name }) => {
    const expression: Expression = { kind: 'column', index, type, nullable };
    context.positions.set(expression, node.position);
    return { expression, name, node };
  });
}

/** A bare literal in an output column is a text. */
function settled(output: Output): Output {
  const { expression } = output;
  return expression.type.kind === 'unknown' && expression.kind === 'literal'
    ? { ...output, expression: { ...expression, type: { kind: 'text' } } }
    : output;
}

function finish(query: SelectNode, grouped: GroupedInput, context: QueryContext): BoundQuery {
  const { outputs, order } = grouped;
  const source = grouped.having === null ? grouped.plan : filterPlan(grouped.plan, grouped.having);
  const added = order.flatMap(({ expression }) => (expression === null ? [] : [expression]));
  const shown = query.distinct
    ? outputs.map(distinctValue)
    : outputs.map((each) => each.expression);
  const projected = projectPlan(
    source,
    [...shown, ...added],
    [...outputs.map(({ name }) => name), ...added.map((_, i) => `sort_${i + 1}`)],
  );
  return {
    plan: query.distinct ? distinctRows(projected, query) : projected,
    hidden: added.length,
    order: sortKeys(order, outputs.length),
    limit: limitValue(query.limit, 'LIMIT', context.plan.parameters),
    offset: limitValue(query.offset, 'OFFSET', context.plan.parameters) ?? 0,
  };
}

function distinctValue({ expression, node }: Output): Expression {
  return keyForm(requireEquality(expression, node.position));
}

function distinctRows(plan: LogicalPlan, query: QueryNode): LogicalPlan {
  const keys = [...plan.fields.keys()];
  return pickColumns(aggregatePlan(plan, keys, [], null, query.position), keys);
}

function sortKeys(order: readonly OrderTarget[], outputs: number): readonly SortKey[] {
  let hidden = 0;
  return order.map(({ output, item }) => ({
    column: output ?? outputs + hidden++,
    descending: item.descending,
    nullsFirst: item.nullsFirst ?? item.descending,
  }));
}

/** A query inside another. @throws SqlError 0A000 for what only the outermost may say */
export function bindInnerSelect(query: QueryNode, context: QueryContext): LogicalPlan {
  if (query.emit?.kind === 'final') {
    throw new SqlError(
      sqlState.featureNotSupported,
      'EMIT FINAL in a subquery is not supported yet',
      {
        hint: 'Say EMIT FINAL in the outermost SELECT; it holds for all windows below.',
        position: query.emit.position,
      },
    );
  }
  return innerPlan(bindSelect(query, context), query.position);
}
