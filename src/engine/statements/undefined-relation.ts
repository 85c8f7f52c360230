import type { CatalogView } from '../../catalog/catalog-view.ts';
import { nearestName } from '../../common/nearest-name.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Name } from '../../parser/ast.ts';

/** The error of a name that nothing has: 42P01, with the name that may have been meant. */
export function undefinedRelation(
  catalog: Pick<CatalogView, 'reader'>,
  name: Name,
  kind = 'relation',
): SqlError {
  const shown = name.parts.join('.');
  const near = nearestName(name.parts.at(-1) ?? '', catalog.reader.names());
  return new SqlError(sqlState.undefinedTable, `${kind} "${shown}" does not exist`, {
    position: name.position,
    hint: near === null ? undefined : `Did you mean "${near}"?`,
  });
}
