import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { ExpressionNode, QueryNode, SelectItem, SelectNode } from '../../parser/ast.ts';
import type { Expression } from '../expression/expression.ts';
import { clockCondition, clockHint } from '../logical/clock-bounds.ts';
import type { LogicalPlan } from '../logical/logical-plan.ts';
import { filterPlan } from '../logical/make-plan.ts';
import { AggregateCollector, aggregateBase } from './aggregate-collector.ts';
import { attachBeforeGroups, attachToGroups, filterWithSubqueries } from './attach-to-select.ts';
import { bindExpression } from './bind-expression.ts';
import { bindFrom } from './bind-from.ts';
import { type GroupedInput, groupInput, isGrouped } from './bind-groups.ts';
import { orderTargets } from './bind-order.ts';
import { bindSetOperation } from './bind-set-operation.ts';
import { bindValues, isBare, valuesAsSelect } from './bind-values.ts';
import { type BoundQuery, innerPlan, limitedQuery } from './bound-query.ts';
import type { BoundRelation } from './bound-relation.ts';
import { asCondition } from './coerce.ts';
import { columnName } from './column-name.ts';
import { withCommonTables } from './common-tables.ts';
import type { ExpressionContext } from './expression-context.ts';
import { distinctOnExpressions, finishSelect } from './finish-select.ts';
import { withGroupedQueries } from './grouped-queries.ts';
import type { Output } from './output.ts';
import { withOutputNames } from './output-names.ts';
import { overRows } from './over-rows.ts';
import type { QueryContext } from './query-context.ts';
import { fieldsOfRow } from './row-fields.ts';
import { emptyScope } from './scope.ts';
import { expandSetCalls, withoutSets } from './set-calls.ts';
import { starOutputs } from './star-outputs.ts';
import { SubqueryCollector } from './subquery-collector.ts';
import { WindowCollector } from './window-collector.ts';

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

function bindSelectRows(asked: SelectNode, context: QueryContext, literals: Literals): BoundQuery {
  const expanded = expandSetCalls(asked);
  const whole = expanded ?? asked;
  const found = whole.from === null ? oneRow() : bindFrom(whole.from, context);
  const relation = expanded === null ? found : withoutSets(found);
  const collector = new AggregateCollector(aggregateBase);
  const subqueries = new SubqueryCollector(context);
  const outputNames = whole.items.flatMap(({ alias }) => alias?.name ?? []);
  const overRelation: ExpressionContext = {
    scope: { ...relation.scope, outputs: outputNames },
    parameters: context.plan.parameters,
    aggregates: null,
    clause: 'WHERE',
    clock: context.plan.mode === 'once',
    positions: new WeakMap(),
    outer: context.outer ?? null,
    subqueries,
  };
  const { query, relation: filtered } = withGroupedQueries(
    {
      query: whole,
      relation: filterRows(relation, whole.where, {
        ...overRelation,
        subqueries: new SubqueryCollector(context),
      }),
    },
    overRelation,
    context,
  );
  const expressions = { ...overRelation, scope: { ...filtered.scope, outputs: outputNames } };
  const windows = new WindowCollector(query.windows);
  const inList = { ...expressions, aggregates: collector, windows, clause: 'SELECT' };
  const bound = bindOutputs(query.items, inList);
  const outputs = literals === 'text' || query.distinct ? bound.map(settled) : bound;
  const having = bindCondition(query.having, {
    ...expressions,
    aggregates: collector,
    clause: 'HAVING',
  });
  const order = orderTargets(query, outputs, { ...inList, clause: 'ORDER BY' });
  const qualify =
    query.qualify === null ? null : withOutputNames(query.qualify, query.items, filtered.scope);
  const above: AboveGroups = {
    windows,
    qualify: bindCondition(qualify, { ...inList, clause: 'QUALIFY' }),
    on: distinctOnExpressions(query, outputs, order, { ...inList, clause: 'DISTINCT ON' }),
  };
  const all = [...outputs, ...carried(above, query)];
  const shown = outputs.length;
  const ungrouped = { outputs: all, shown, having, order, collector, expressions };
  const ready = attachBeforeGroups(query, filtered, ungrouped, subqueries);
  const grouped = groupInput(query, ready.relation, ready.ungrouped);
  const hidden = isGrouped(query, ungrouped) ? new Set<number>() : unstarred(filtered);
  return finishAbove(query, attachToGroups(grouped, ready.subqueries), above, context, hidden);
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
  const bound = bindExpression(where, { ...context, isBound: true });
  const predicate = asCondition(bound, 'WHERE', where.position);
  if (!context.clock) checkClock(predicate, where.position);
  return { ...relation, plan: filterWithSubqueries(relation.plan, predicate, context.subqueries) };
}

/** In a query that goes on the clock decides from when or until when a row is there. @throws SqlError 0A000 */
function checkClock(predicate: Expression, position: Position): void {
  if (clockCondition(predicate) !== null) return;
  throw new SqlError(
    sqlState.featureNotSupported,
    'now() is not supported in continuous queries in this way',
    { hint: clockHint, position },
  );
}

function bindCondition(node: ExpressionNode | null, context: ExpressionContext): Expression | null {
  if (node === null) return null;
  return asCondition(bindExpression(node, context), context.clause, node.position);
}

/** The columns of a select list. @throws SqlError in PostgreSQL's words */
export function bindOutputs(
  items: readonly SelectItem[],
  context: ExpressionContext,
): readonly Output[] {
  return items.flatMap(({ expression: node, alias }): readonly Output[] => {
    if (node.kind === 'star') return starOutputs(node, context);
    if (node.kind === 'allFields') {
      const row = bindExpression(node.operand, context);
      return fieldsOfRow(row, node.position).map((field) => ({ ...field, node }));
    }
    const expression = bindExpression(node, context);
    return [{ expression, name: alias?.name ?? columnName(node), node }];
  });
}

/** A bare literal in an output column is a text. */
function settled(output: Output): Output {
  const { expression } = output;
  return expression.type.kind === 'unknown' && expression.kind === 'literal'
    ? { ...output, expression: { ...expression, type: { kind: 'text' } } }
    : output;
}

/** The functions of windows, QUALIFY and DISTINCT ON, which look at rows after they are grouped. */
type AboveGroups = {
  readonly windows: WindowCollector;
  readonly qualify: Expression | null;
  readonly on: readonly Expression[];
};

/** Expressions that go the way of the outputs, behind them: what windows look at, QUALIFY, DISTINCT ON. */
function carried({ windows, qualify, on }: AboveGroups, query: SelectNode): readonly Output[] {
  const node: ExpressionNode = { kind: 'null', position: query.position };
  const all = [...windows.expressions, ...(qualify === null ? [] : [qualify]), ...on];
  return all.map((expression) => ({ expression, name: '', node }));
}

/** Computes the window functions over the groups, filters by QUALIFY, and finishes the SELECT. */
function finishAbove(
  query: SelectNode,
  grouped: GroupedInput,
  { windows, qualify, on }: AboveGroups,
  context: QueryContext,
  hidden: ReadonlySet<number>,
): BoundQuery {
  const all = grouped.outputs;
  const count = windows.expressions.length;
  const shown = all.length - count - (qualify === null ? 0 : 1) - on.length;
  const outputs = all.slice(0, shown);
  const expressions = all.slice(shown, shown + count).map(({ expression }) => expression);
  const rest = all.slice(shown + count).map(({ expression }) => expression);
  if (windows.calls.length === 0 && qualify === null) {
    return finishSelect(query, { ...grouped, outputs }, rest, context);
  }
  const source = grouped.having === null ? grouped.plan : filterPlan(grouped.plan, grouped.having);
  const users = [...outputs, ...grouped.order].flatMap(({ expression }) =>
    expression === null ? [] : [expression],
  );
  const above = { calls: windows.calls, expressions };
  const { plan, resolve } = overRows(source, above, [...users, ...rest], hidden, query.position);
  const [condition, ...resolved] = [...(qualify === null ? [null] : []), ...rest].map((each) =>
    each === null ? null : resolve(each),
  );
  const finished: GroupedInput = {
    ...grouped,
    plan: condition == null ? plan : filterPlan(plan, condition),
    having: null,
    outputs: outputs.map((each) => ({ ...each, expression: resolve(each.expression) })),
    order: grouped.order.map((each) => ({
      ...each,
      expression: each.expression === null ? null : resolve(each.expression),
    })),
  };
  return finishSelect(
    query,
    finished,
    resolved.flatMap((each) => each ?? []),
    context,
  );
}

/** Pseudo-columns, which no window looks at unless it is told to. */
function unstarred({ scope }: BoundRelation): ReadonlySet<number> {
  return new Set(scope.columns.filter(({ starred }) => !starred).map(({ index }) => index));
}

/** A query inside another. @throws SqlError 0A000 for what only the outermost may say */
export function bindInnerSelect(query: QueryNode, context: QueryContext): LogicalPlan {
  if (query.emit !== null && query.emit.kind !== 'changes') {
    const { kind, position } = query.emit;
    const words = `EMIT ${kind.toUpperCase()}`;
    const all = kind === 'final' ? '; it holds for all windows below' : '';
    throw new SqlError(
      sqlState.featureNotSupported,
      `${words} in a subquery is not supported yet`,
      { hint: `Say ${words} in the outermost SELECT${all}.`, position },
    );
  }
  return innerPlan(bindSelect(query, context), query.position);
}
