import { nearestName } from '../../common/nearest-name.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { SqlType } from '../../data/sql-type.ts';
import type { Name } from '../../parser/ast.ts';

/** A column that expressions may name. */
export type ScopeColumn = {
  /** What it is qualified with: the alias or name of its relation; null where there is none. */
  readonly table: string | null;
  readonly name: string;
  /** Its number in the plan's output. */
  readonly index: number;
  readonly type: SqlType;
  readonly nullable: boolean;
  /** Whether `*` shows it: pseudo-columns it does not. */
  readonly starred: boolean;
  /** Whether its bare name finds it: the right column of USING is reached only by its table. */
  readonly bare: boolean;
};

/** The columns in sight, in the order of `*`. */
export type Scope = {
  readonly columns: readonly ScopeColumn[];
  /** Names and aliases of the relations, for qualifiers. */
  readonly tables: readonly string[];
};

/** Nothing in sight. */
export const emptyScope: Scope = { columns: [], tables: [] };

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
  const near = nearestName(table, scope.tables);
  return new SqlError(sqlState.undefinedTable, `missing FROM-clause entry for table "${table}"`, {
    hint: near === null ? undefined : `Did you mean "${near}"?`,
    position,
  });
}

function undefinedColumn(scope: Scope, name: Name): SqlError {
  const shown = name.parts.length > 1 ? name.parts.slice(-2).join('.') : `"${name.parts[0]}"`;
  return new SqlError(sqlState.undefinedColumn, `column ${shown} does not exist`, {
    hint: columnHint(scope, name.parts.at(-1) as string),
    position: name.position,
  });
}

/** The nearest column, with its table where several are in sight; a letter case that quotes kept; or where it is. */
function columnHint(scope: Scope, column: string): string | undefined {
  const byName = new Map(scope.columns.map((each) => [each.name, each]));
  const ignoringCase = [...byName.keys()].find(
    (name) => name.toLowerCase() === column.toLowerCase(),
  );
  const near = ignoringCase ?? nearestName(column, byName.keys());
  if (near === null) return undefined;
  const { table } = byName.get(near) as ScopeColumn;
  const shown = table !== null && scope.tables.length > 1 ? `${table}.${near}` : near;
  return `Did you mean "${shown}"?`;
}
