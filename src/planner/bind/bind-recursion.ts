import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { Field } from '../../data/batch.ts';
import { type SqlType, sameType, typeName } from '../../data/sql-type.ts';
import { castFunction } from '../../functions/cast-function.ts';
import type { CommonTable, SetOperationNode } from '../../parser/ast.ts';
import { inputsOf, type LogicalPlan, type LogicalWorkingTable } from '../logical/logical-plan.ts';
import { allColumns, projectPlan } from '../logical/make-plan.ts';
import { comparable } from './bind-set-operation.ts';
import { castTo } from './coerce.ts';
import type { QueryContext } from './query-context.ts';

/**
 * A WITH RECURSIVE query that reads itself: `seed UNION [ALL] step` (PostgreSQL, 7.8.2.1). Null for
 * one that does not.
 * @throws SqlError 42P19, 42804, 42601, 0A000
 */
export function bindRecursion(table: CommonTable, context: QueryContext): LogicalPlan | null {
  const { query, name } = table;
  if (query.kind !== 'setOperation' || query.operator !== 'union') return null;
  const seed = context.bindSubquery(query.left, context);
  const fields = seed.fields.map((field, i): Field => {
    const named = table.columns[i]?.name ?? field.name;
    return { name: named, type: seedType(field.type), nullable: true };
  });
  const number = workingTables(context);
  const working: LogicalWorkingTable = { kind: 'workingTable', table: number, fields };
  const inside = new Map([...context.commonTables, [name.name, { table, context, working }]]);
  const step = context.bindSubquery(query.right, { ...context, commonTables: inside });
  if (!reads(step, number)) return null;
  refuseAround(query, context);
  const parts = [
    withTypes(seed, fields, query.left.position),
    stepRows(step, fields, table, query),
  ];
  const [first, next] = parts.map((plan, i) =>
    query.all ? plan : comparable(plan, i === 0 ? query.left : query.right),
  ) as [LogicalPlan, LogicalPlan];
  return {
    kind: 'recursion',
    table: number,
    all: query.all,
    seed: first,
    step: next,
    fields,
    position: query.position,
  };
}

/** A bare literal is a text here, too. */
function seedType(type: SqlType): SqlType {
  return type.kind === 'unknown' ? { kind: 'text' } : type;
}

/** How many recursions a query stands in the step of. */
function workingTables({ commonTables }: QueryContext): number {
  return [...commonTables.values()].filter(({ working }) => working !== undefined).length;
}

function reads(plan: LogicalPlan, table: number): boolean {
  if (plan.kind === 'workingTable') return plan.table === table;
  return inputsOf(plan).some((input) => reads(input, table));
}

/** @throws SqlError 0A000 for what may not stand around a recursion */
function refuseAround(query: SetOperationNode, { plan }: QueryContext): void {
  if (plan.mode === 'continuous') {
    throw new SqlError(
      sqlState.featureNotSupported,
      'a recursive query cannot run as a continuous query yet',
      { hint: 'Leave EMIT away: queries that end can recur.', position: query.position },
    );
  }
  const clause = clauseAround(query);
  if (clause === null) return;
  const message = `${clause} in a recursive query is not implemented`;
  throw new SqlError(sqlState.featureNotSupported, message, { position: query.position });
}

function clauseAround({ orderBy, limit, offset }: SetOperationNode): string | null {
  if (orderBy.length > 0) return 'ORDER BY';
  if (limit !== null) return 'LIMIT';
  return offset === null ? null : 'OFFSET';
}

/** The rows of the step in the types of the seed's. @throws SqlError 42601, 42804 */
function stepRows(
  step: LogicalPlan,
  fields: readonly Field[],
  { name }: CommonTable,
  { right }: SetOperationNode,
): LogicalPlan {
  if (step.fields.length !== fields.length) {
    const message = 'each UNION query must have the same number of columns';
    throw new SqlError(sqlState.syntaxError, message, { position: right.position });
  }
  for (const [i, { type }] of step.fields.entries()) {
    const wanted = (fields[i] as Field).type;
    const fits = type.kind === 'unknown' || sameType(type, wanted);
    if (fits || castFunction(type, wanted, 'implicit') !== null) continue;
    throw new SqlError(
      sqlState.datatypeMismatch,
      `recursive query "${name.name}" column ${i + 1} has type ${typeName(wanted)} in non-recursive term but type ${typeName(type)} overall`,
      {
        hint: 'Cast the output of the non-recursive term to the correct type.',
        position: right.position,
      },
    );
  }
  return withTypes(step, fields, right.position);
}

function withTypes(plan: LogicalPlan, fields: readonly Field[], position: Position): LogicalPlan {
  const columns = allColumns(plan.fields).map((column, i) =>
    castTo(column, (fields[i] as Field).type, 'implicit', position),
  );
  return projectPlan(
    plan,
    columns,
    fields.map(({ name }) => name),
  );
}
