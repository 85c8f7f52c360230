import { SqlError, sqlState } from '../common/sql-error.ts';

/** The error of whoever still uses a relation when it is dropped: 42P01. */
export function droppedRelation(name: string): SqlError {
  return new SqlError(sqlState.undefinedTable, `relation "${name}" does not exist`, {
    detail: 'It was dropped a moment ago.',
  });
}
