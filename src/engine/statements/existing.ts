import type { Catalog } from '../../catalog/catalog.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Name } from '../../parser/ast.ts';
import type { Notice } from '../api.ts';

/**
 * Whether the name of a CREATE is taken: null when it is free, with IF NOT EXISTS the notice that
 * says so. @throws SqlError 42P07 when it is taken otherwise, 3F000 for a schema that does not exist.
 */
export function isTaken(
  catalog: Catalog,
  { name, ifNotExists }: { readonly name: Name; readonly ifNotExists: boolean },
): Notice | null {
  const [last, schema, database, ...more] = name.parts.toReversed();
  const isOurs = (schema ?? 'public') === 'public' && (database ?? 'millrace') === 'millrace';
  if (!isOurs || more.length > 0) {
    const shown = name.parts.slice(0, -1).join('.');
    throw new SqlError('3F000', `schema "${shown}" does not exist`, {
      position: name.position,
      hint: 'Relations are in the schema public.',
    });
  }
  if (catalog.reader.find(name.parts) === null) return null;
  const message = `relation "${last}" already exists`;
  if (ifNotExists) return { severity: 'NOTICE', message: `${message}, skipping` };
  throw new SqlError(sqlState.duplicateTable, message, { position: name.position });
}
