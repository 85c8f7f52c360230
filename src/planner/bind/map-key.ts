import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { SqlType } from '../../data/sql-type.ts';

/** A key of a map is compared and shown as a name. @throws SqlError 42804 */
export function requireScalarKey({ kind }: SqlType, position: Position): void {
  if (!['array', 'struct', 'map', 'json', 'jsonb'].includes(kind)) return;
  throw new SqlError(sqlState.datatypeMismatch, `a key of a map cannot be of type ${kind}`, {
    position,
  });
}
