import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { Identifier } from '../../parser/ast.ts';
import type { LogicalPlan } from '../logical/logical-plan.ts';
import type { Scope, ScopeColumn } from './scope.ts';

/** A relation of a FROM clause: its plan and the names of its columns. */
export type BoundRelation = {
  readonly plan: LogicalPlan;
  readonly scope: Scope;
  /** Columns that the WINDOW clause adds: a grouping of the relation is also by them. */
  readonly windowColumns: readonly number[];
};

/** A relation whose columns, all shown by `*`, go by one name. */
export function namedRelation(plan: LogicalPlan, table: string | null): BoundRelation {
  const columns = plan.fields.map(
    ({ name, type, nullable }, index): ScopeColumn => ({
      table,
      name,
      index,
      type,
      nullable,
      starred: true,
      bare: true,
    }),
  );
  return {
    plan,
    scope: { columns, tables: table === null ? [] : [table] },
    windowColumns: [],
  };
}

/** The relation under an alias, with its first columns renamed. @throws SqlError 42P10 */
export function aliased(
  relation: BoundRelation,
  alias: Identifier | null,
  columns: readonly Identifier[],
): BoundRelation {
  if (alias === null) return relation;
  const { scope } = relation;
  const starred = scope.columns.filter((column) => column.starred);
  const extra = columns[starred.length];
  if (extra !== undefined)
    throw tooManyColumns(alias.name, starred.length, columns.length, extra.position);
  const renamed = scope.columns.map((column) => ({
    ...column,
    table: alias.name,
    name: columns[starred.indexOf(column)]?.name ?? column.name,
  }));
  const hidden = scope.tables.filter((table) => table !== alias.name);
  return {
    ...relation,
    scope: {
      columns: renamed,
      tables: [alias.name],
      renamed: hidden.map((from) => ({ from, to: alias.name })),
    },
  };
}

function tooManyColumns(
  table: string,
  available: number,
  specified: number,
  position: Position,
): SqlError {
  return new SqlError(
    sqlState.invalidColumnReference,
    `table "${table}" has ${available} columns available but ${specified} columns specified`,
    { position },
  );
}
