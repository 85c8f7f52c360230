import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import { type SqlType, typeName } from '../../data/sql-type.ts';
import { commonType } from '../../functions/conversion.ts';
import type { OrderItem, QueryNode, SetOperationNode } from '../../parser/ast.ts';
import type { Expression } from '../expression/expression.ts';
import { keyForm } from '../expression/key-form.ts';
import type { LogicalPlan } from '../logical/logical-plan.ts';
import {
  aggregatePlan,
  allColumns,
  columnOf,
  projectPlan,
  setOperationPlan,
  unionPlan,
} from '../logical/make-plan.ts';
import type { SortKey } from '../physical/physical-plan.ts';
import { limitValue, outputNumber } from './bind-order.ts';
import { type BoundQuery, innerPlan } from './bound-query.ts';
import { castTo } from './coerce.ts';
import type { Output } from './output.ts';
import type { QueryContext } from './query-context.ts';
import { requireEquality } from './require-equality.ts';

/** Binds a query whose bare literals have no type yet. */
type BindQuery = (query: QueryNode, context: QueryContext, literals: 'unknown') => BoundQuery;

/**
 * Binds UNION, INTERSECT and EXCEPT: the columns of both sides become their common types, the names
 * are those of the left side, ORDER BY goes by names and numbers of columns.
 * @throws SqlError 42601 for different numbers of columns, 42804 for types that do not go together
 */
export function bindSetOperation(
  query: SetOperationNode,
  context: QueryContext,
  bindQuery: BindQuery,
): BoundQuery {
  const word = query.operator.toUpperCase();
  const bindSide = (side: QueryNode): LogicalPlan =>
    innerPlan(bindQuery(side, context, 'unknown'), side.position);
  const left = bindSide(query.left);
  const right = bindSide(query.right);
  if (left.fields.length !== right.fields.length) {
    const message = `each ${word} query must have the same number of columns`;
    throw new SqlError(sqlState.syntaxError, message, { position: placeOf(query.right, 0) });
  }
  const types = left.fields.map(({ type }, i) =>
    typeOfBoth(type, right.fields[i]?.type ?? type, word, placeOf(query.right, i)),
  );
  const plan = combined(
    query,
    coerced(left, types, query.left),
    coerced(right, types, query.right),
  );
  const { parameters } = context.plan;
  return {
    plan,
    hidden: 0,
    order: query.orderBy.map((item) => sortKey(item, plan)),
    limit: limitValue(query.limit, 'LIMIT', parameters),
    offset: limitValue(query.offset, 'OFFSET', parameters) ?? 0,
  };
}

function combined(query: SetOperationNode, left: LogicalPlan, right: LogicalPlan): LogicalPlan {
  const { operator, all, position } = query;
  if (operator === 'union') {
    if (all) return unionPlan([left, right]);
    const both = unionPlan([comparable(left, query.left), comparable(right, query.right)]);
    return aggregatePlan(both, [...both.fields.keys()], [], null, position);
  }
  const sides = [comparable(left, query.left), comparable(right, query.right)] as const;
  return setOperationPlan(...sides, { operator, all, position });
}

/** Rows in the one form that equal rows have. @throws SqlError 42883 */
export function comparable(plan: LogicalPlan, { position }: QueryNode): LogicalPlan {
  return withExpressions(plan, (each) => keyForm(requireEquality(each, position)));
}

function typeOfBoth(left: SqlType, right: SqlType, word: string, position: Position): SqlType {
  const common = commonType([left, right]);
  if (common !== null) return common;
  const message = `${word} types ${typeName(left)} and ${typeName(right)} cannot be matched`;
  throw new SqlError(sqlState.datatypeMismatch, message, { position });
}

/** The plan with its columns cast; a literal that has no type yet is read as what is asked for. */
function coerced(plan: LogicalPlan, types: readonly SqlType[], query: QueryNode): LogicalPlan {
  return withExpressions(plan, (each, i) =>
    castTo(each, types[i] as SqlType, 'implicit', placeOf(query, i)),
  );
}

function withExpressions(
  plan: LogicalPlan,
  change: (expression: Expression, index: number) => Expression,
): LogicalPlan {
  const names = plan.fields.map(({ name }) => name);
  const [input, expressions] =
    plan.kind === 'project' ? [plan.input, plan.expressions] : [plan, allColumns(plan.fields)];
  const changed = expressions.map(change);
  const same = changed.every((each, i) => each === expressions[i]);
  return same ? plan : projectPlan(input, changed, names);
}

function sortKey(item: OrderItem, plan: LogicalPlan): SortKey {
  const { expression: node, position, descending, nullsFirst } = item;
  const outputs = plan.fields.map(
    ({ name }, i): Output => ({ expression: columnOf(plan.fields, i), name, node }),
  );
  const column = outputNumber(node, outputs, 'ORDER BY');
  if (column === null) throw notAnOutput(node, position);
  return { column, descending, nullsFirst: nullsFirst ?? descending };
}

function notAnOutput(node: OrderItem['expression'], position: Position): SqlError {
  if (node.kind === 'column' && node.name.parts.length === 1) {
    const message = `column "${node.name.parts[0]}" does not exist`;
    return new SqlError(sqlState.undefinedColumn, message, { position: node.position });
  }
  return new SqlError(
    sqlState.featureNotSupported,
    'invalid UNION/INTERSECT/EXCEPT ORDER BY clause',
    {
      detail: 'Only result column names can be used, not expressions or functions.',
      hint: 'Add the expression/function to every SELECT, or move the UNION into a FROM clause.',
      position,
    },
  );
}

/** The place of an output column in the text; that of the query where it does not show. */
function placeOf(query: QueryNode, column: number): Position {
  switch (query.kind) {
    case 'select': {
      const hasStar = query.items.some(({ expression }) => expression.kind === 'star');
      const item = hasStar ? undefined : (query.items[column] ?? query.items[0]);
      return item?.expression.position ?? query.position;
    }
    case 'setOperation':
      return placeOf(query.left, column);
    case 'values':
      return query.rows[0]?.[column]?.position ?? query.position;
  }
}
