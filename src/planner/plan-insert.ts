import type { StreamDefinition, TableDefinition } from '../catalog/definition.ts';
import type { Field } from '../data/batch.ts';
import type { StatementNode } from '../parser/ast.ts';
import type { PlanContext, PlannedInsert } from './api.ts';
import { findRelation } from './bind/bind-from.ts';
import { bindSelect } from './bind/bind-select.ts';
import type { BoundQuery } from './bind/bound-query.ts';
import { namedRelation } from './bind/bound-relation.ts';
import { withCommonTables } from './bind/common-tables.ts';
import type { QueryContext } from './bind/query-context.ts';
import { insertedRelation } from './change/changed-relation.ts';
import { planConflict } from './change/conflict.ts';
import { bindReturning } from './change/returning.ts';
import { planRows, rowsInHand } from './change/rows-in-hand.ts';
import { columnNumbers } from './define/define-columns.ts';
import type { InsertTarget } from './insert/insert-target.ts';
import { insertedRows } from './insert/inserted-rows.ts';
import { hasQuery, queriedRows } from './insert/queried-rows.ts';
import { selectedRows } from './insert/selected-rows.ts';
import { projectPlan } from './logical/make-plan.ts';
import type { PhysicalPlan } from './physical/physical-plan.ts';
import { planBound } from './plan-bound.ts';
import { queryContext } from './plan-query.ts';

type Insert = Extract<StatementNode, { kind: 'insert' }>;

/**
 * Plans an INSERT of VALUES or of a query: columns that are left out have their defaults, values
 * are cast as PostgreSQL casts on assignment. Constant rows are computed here.
 * @throws SqlError 42P01, 42809, 42703, 42701, 42601, 42804, 23502 and what constants raise
 */
export function planInsert(statement: Insert, context: PlanContext): PlannedInsert {
  const outer = queryContext(context);
  const relation = insertedRelation(findRelation(statement.into, outer), statement.into);
  const { columns, position, onConflict } = statement;
  const isDefault = statement.rows?.length === 0;
  const target: InsertTarget = {
    relation,
    columns: isDefault ? [] : targetColumns(statement, relation),
    isListed: columns.length > 0,
    position,
    overriding: statement.overriding === 'system',
    parameters: context.parameters,
  };
  const alias = statement.alias?.name ?? relation.name;
  return {
    relation,
    query: planBound(rowsOf(statement, target, outer), null, context, outer.reads),
    conflict: onConflict === null ? null : planConflict(onConflict, relation, alias, context),
    returning: planReturning(statement, relation, alias, context),
  };
}

function rowsOf(statement: Insert, target: InsertTarget, outer: QueryContext): BoundQuery {
  const { query, rows } = statement;
  if (query === null) {
    const given = rows === null || rows.length === 0 ? [[]] : rows;
    return given.some(hasQuery)
      ? queriedRows(given, target, withCommonTables(statement, outer))
      : insertedRows(given, target, outer.plan.parameters);
  }
  const asked = { ...query, with: [...statement.with, ...query.with] };
  return selectedRows(bindSelect(asked, outer, 'unknown'), target);
}

function planReturning(
  { returning }: Insert,
  { fields }: StreamDefinition | TableDefinition,
  alias: string,
  context: PlanContext,
): PhysicalPlan | null {
  if (returning.length === 0) return null;
  const { plan, scope } = namedRelation(rowsInHand(fields), alias);
  const { expressions, names } = bindReturning(returning, scope, context.parameters);
  return planRows(projectPlan(plan, expressions, names), context);
}

/** The columns that the values are for: those listed, else all in order. */
function targetColumns(
  { columns }: Insert,
  { name: relation, fields }: { readonly name: string; readonly fields: readonly Field[] },
): readonly number[] {
  if (columns.length === 0) return [...fields.keys()];
  return columnNumbers(
    columns,
    fields,
    (name) => `column "${name}" of relation "${relation}" does not exist`,
  );
}
