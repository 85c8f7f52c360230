import { nearestName } from '../../common/nearest-name.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Name } from '../../parser/ast.ts';
import { missingColumnHint } from './missing-column.ts';
import type { Scope, ScopeColumn } from './scope.ts';

/** The column that a name means. @throws SqlError 42703, 42702, 42P01 */
export function resolveColumn(scope: Scope, name: Name): ScopeColumn {
  const column = name.parts.at(-1) as string;
  const table = name.parts.length > 1 ? (name.parts.at(-2) as string) : null;
  if (table !== null && !scope.tables.includes(table)) throw missingTable(scope, table, name);
  const found = scope.columns.filter(
    (each) => each.name === column && (table === null ? each.bare : each.table === table),
  );
  const [only, ...others] = found;
  if (only === undefined) throw undefinedColumn(scope, name);
  if (others.length === 0) return only;
  throw new SqlError(sqlState.ambiguousColumn, `column reference "${column}" is ambiguous`, {
    hint: ambiguityHint(found),
    position: name.position,
  });
}

/** The columns that `*` or `t.*` stands for. @throws SqlError 42P01, 42601 */
export function starColumns(scope: Scope, qualifier: Name | null): readonly ScopeColumn[] {
  if (qualifier === null) return scope.columns.filter(({ starred, bare }) => starred && bare);
  const table = qualifier.parts.at(-1) as string;
  if (!scope.tables.includes(table)) throw missingTable(scope, table, qualifier);
  return scope.columns.filter((each) => each.starred && each.table === table);
}

function ambiguityHint(found: readonly ScopeColumn[]): string | undefined {
  const tables = found.map(({ table }) => table).filter((table) => table !== null);
  if (tables.length < found.length || new Set(tables).size < tables.length) return undefined;
  const column = found[0]?.name;
  return `Write ${tables.map((table) => `${table}.${column}`).join(' or ')}.`;
}

function missingTable(scope: Scope, table: string, { position }: Name): SqlError {
  const alias = scope.renamed?.find(({ from }) => from === table)?.to;
  const near = nearestName(table, scope.tables);
  const meant = near === null ? undefined : `Did you mean "${near}"?`;
  return new SqlError(sqlState.undefinedTable, `missing FROM-clause entry for table "${table}"`, {
    hint:
      alias === undefined ? meant : `Perhaps you meant to reference the table alias "${alias}".`,
    position,
  });
}

function undefinedColumn(scope: Scope, name: Name): SqlError {
  const shown = name.parts.length > 1 ? name.parts.slice(-2).join('.') : `"${name.parts[0]}"`;
  return new SqlError(sqlState.undefinedColumn, `column ${shown} does not exist`, {
    hint: missingColumnHint(scope, name),
    position: name.position,
  });
}
