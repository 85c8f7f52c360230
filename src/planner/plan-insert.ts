import type {
  RelationDefinition,
  StreamDefinition,
  TableDefinition,
} from '../catalog/definition.ts';
import { SqlError, sqlState } from '../common/sql-error.ts';
import type { Field } from '../data/batch.ts';
import type { StatementNode } from '../parser/ast.ts';
import type { PlanContext, PlannedInsert } from './api.ts';
import { findRelation } from './bind/bind-from.ts';
import { bindSelect } from './bind/bind-select.ts';
import { columnNumbers } from './define/define-columns.ts';
import type { InsertTarget } from './insert/insert-target.ts';
import { insertedRows } from './insert/inserted-rows.ts';
import { selectedRows } from './insert/selected-rows.ts';
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
  const relation = writable(findRelation(statement.into, outer), statement);
  const target: InsertTarget = {
    relation,
    columns: targetColumns(statement, relation),
    isListed: statement.columns.length > 0,
    position: statement.position,
  };
  const bound =
    statement.query === null
      ? insertedRows(statement.rows ?? [], target, context.parameters)
      : selectedRows(bindSelect(statement.query, outer, 'unknown'), target);
  return { relation, query: planBound(bound, null, context, outer.reads) };
}

function writable(
  relation: RelationDefinition,
  { into }: Insert,
): StreamDefinition | TableDefinition {
  if (relation.kind === 'stream' || relation.kind === 'table') return relation;
  throw new SqlError(
    sqlState.wrongObjectType,
    `cannot insert into ${relation.kind} "${relation.name}"`,
    { hint: 'Insert into the streams and tables that it reads.', position: into.position },
  );
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
