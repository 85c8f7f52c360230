import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import { constructorIds } from '../../functions/nested/constructors.ts';
import type { BinaryOperator, ExpressionNode, QueryNode } from '../../parser/ast.ts';
import type { Expression } from '../expression/expression.ts';
import { isNull, not } from '../logical/connectives.ts';
import type { LogicalPlan } from '../logical/logical-plan.ts';
import { allColumns, filterPlan, projectPlan } from '../logical/make-plan.ts';
import { rowItems } from './bind-nested.ts';
import { bindInner, collectorOf, opposites } from './bind-subquery.ts';
import { booleanType, callById } from './coerce.ts';
import { compareRows } from './compare-rows.ts';
import type { Bind, ExpressionContext } from './expression-context.ts';
import { fieldsOfRow } from './row-fields.ts';

type Node<K extends ExpressionNode['kind']> = Extract<ExpressionNode, { kind: K }>;

/**
 * The values of the one row of a query, NULL where it has none: `(a, b) = (SELECT …)`. A query that
 * is asked twice runs once. @throws SqlError 42601 for another number of columns
 */
export function bindRowOfQuery(
  { query, position }: Node<'subquery'>,
  width: number,
  context: ExpressionContext,
  bind: Bind,
): readonly Expression[] {
  const collector = collectorOf(context, position);
  const row = collector.once(query, () => {
    const bound = bindInner(query, collector, bind);
    const plan = asOneColumn(bound.plan);
    const { type } = plan.fields[0] as LogicalPlan['fields'][number];
    const subquery = { ...bound, plan, form: 'scalar' as const, test: null, position };
    return collector.add(subquery, { type, nullable: true });
  });
  const values = fieldsOfRow(row, position).map(({ expression }) => expression);
  requireWidth(values.length, width, position);
  return values;
}

/** A column of a query that assigns several, `(a, b) = (SELECT …)`; null for other queries. */
export function bindPartOfRow(
  node: Node<'subquery'>,
  context: ExpressionContext,
  bind: Bind,
): Expression | null {
  if (node.part === undefined) return null;
  return bindRowOfQuery(node, node.part.of, context, bind)[node.part.column] ?? null;
}

/** All columns as one struct, in the projection that is there: what is above an aggregate stays so. */
function asOneColumn(plan: LogicalPlan): LogicalPlan {
  const [input, values] =
    plan.kind === 'project' ? [plan.input, plan.expressions] : [plan, allColumns(plan.fields)];
  const fields = plan.fields.map(({ name, type }) => ({ name, type }));
  const row = callById(constructorIds.struct, values, { kind: 'struct', fields });
  return projectPlan(input, [row], ['row']);
}

/** `(a, b) [NOT] IN (SELECT …)`; null where no row is written. @throws SqlError 42601, 42883 */
export function bindRowInQuery(
  node: Node<'inQuery'>,
  context: ExpressionContext,
  bind: Bind,
): Expression | null {
  const { operand, query, position } = node;
  if (operand.kind !== 'row') return null;
  const row = rowItems(operand, context, bind);
  const found = holdsForSome({ operator: '=', row, query, position }, context, bind);
  return node.negated ? not(found) : found;
}

/**
 * `(a, b) < ANY (SELECT …)`; ALL is that no row compares the other way round. Null where no row is
 * written. @throws SqlError 42601, 0A000, 42883
 */
export function bindRowQuantified(
  node: Node<'quantified'>,
  query: QueryNode,
  context: ExpressionContext,
  bind: Bind,
): Expression | null {
  const { operand, quantifier, position } = node;
  if (operand.kind !== 'row') return null;
  const isAny = quantifier === 'any';
  const operator = isAny ? node.operator : opposites[node.operator];
  if (operator === undefined || opposites[operator] === undefined) {
    const message = `${node.operator} ${quantifier.toUpperCase()} over rows of a query is not supported yet`;
    throw new SqlError(sqlState.featureNotSupported, message, { position });
  }
  const row = rowItems(operand, context, bind);
  const found = holdsForSome({ operator, row, query, position }, context, bind);
  return isAny ? found : not(found);
}

/** A row to be compared with each row of a query. */
type RowTest = {
  readonly operator: BinaryOperator;
  readonly row: readonly Expression[];
  readonly query: QueryNode;
  readonly position: Position;
};

/** TRUE where a row compares so, NULL where one might for a NULL in it, else FALSE. */
function holdsForSome(test: RowTest, context: ExpressionContext, bind: Bind): Expression {
  const { operator, row, query, position } = test;
  const collector = collectorOf(context, position);
  const { plan, variables, variableFor } = bindInner(query, collector, bind);
  const columns = allColumns(plan.fields);
  requireWidth(columns.length, row.length, query.position);
  const outer = row.map((value) => (value.kind === 'literal' ? value : variableFor(value)));
  const condition = compareRows(operator, outer, columns, position);
  const might = condition.nullable ? filterPlan(plan, isNull(condition)) : null;
  const subquery = { plan: filterPlan(plan, condition), variables, might, position };
  return collector.add(
    { ...subquery, form: 'rows' as const, test: null },
    { type: booleanType, nullable: might !== null },
  );
}

function requireWidth(columns: number, width: number, position: Position): void {
  if (columns === width) return;
  const message = `subquery has too ${columns > width ? 'many' : 'few'} columns`;
  throw new SqlError(sqlState.syntaxError, message, { position });
}
