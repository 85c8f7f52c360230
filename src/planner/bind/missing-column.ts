import { nearestName } from '../../common/nearest-name.ts';
import type { Name } from '../../parser/ast.ts';
import { printIdentifier } from '../../parser/print.ts';
import type { Scope, ScopeColumn } from './scope.ts';

const windowColumns: ReadonlySet<string> = new Set(['window_start', 'window_end', 'window_time']);

/** What was probably meant by a name that is no column in sight; undefined when nothing comes to mind. */
export function missingColumnHint(scope: Scope, name: Name): string | undefined {
  const column = name.parts.at(-1) as string;
  const isBare = name.parts.length === 1;
  return (
    (isBare ? outputHint(scope, column) : undefined) ??
    nearColumn(scope, column) ??
    windowHint(scope, column) ??
    (isBare ? textHint(scope, name) : undefined) ??
    (isBare && nearestName(column, ['distinct']) !== null ? 'Did you mean "DISTINCT"?' : undefined)
  );
}

/** The nearest column, with its table where several are in sight; a letter case that quotes kept. */
function nearColumn(scope: Scope, column: string): string | undefined {
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

function outputHint({ outputs = [] }: Scope, column: string): string | undefined {
  return outputs.includes(column)
    ? `"${column}" names a column of the result, which is not known yet: write its expression instead.`
    : undefined;
}

function windowHint({ columns, tables }: Scope, column: string): string | undefined {
  if (!windowColumns.has(column)) return undefined;
  if (columns.some(({ name }) => name === 'window_start')) {
    return 'TUMBLE and HOP in FROM add window_time, the WINDOW clause does not.';
  }
  const table = printIdentifier(tables[0] ?? 'relation');
  const time = columns.find(({ type }) => type.kind.startsWith('timestamp'))?.name ?? 'ts';
  return `Put the rows into windows: FROM TUMBLE(${table}, ${printIdentifier(time)}, INTERVAL '1 minute').`;
}

/** A name in double quotes, or where there are no columns at all, may be meant as a text. */
function textHint({ columns }: Scope, { parts, position }: Name): string | undefined {
  const [name] = parts as readonly [string];
  const isQuoted = position.length > [...name].length;
  if (!isQuoted && columns.length > 0) return undefined;
  return `If it is a text, write it in single quotes: '${name.replaceAll("'", "''")}'.`;
}
