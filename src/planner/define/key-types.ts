import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { Field } from '../../data/batch.ts';
import { type SqlType, sameType, typeName } from '../../data/sql-type.ts';
import { isCanonical } from '../expression/key-form.ts';

/** Rows are found by the bytes of their key. @throws SqlError 42704, 0A000 */
export function checkKeyType({ name, type }: Field, position: Position): void {
  if (isCanonical(type)) return;
  if (type.kind === 'json') {
    throw new SqlError(
      sqlState.undefinedObject,
      'data type json has no default operator class for access method "btree"',
      { hint: `Make the column "${name}" a TEXT.`, position },
    );
  }
  throw new SqlError(
    sqlState.featureNotSupported,
    `a primary key of type ${typeName(type)} is not supported yet`,
    {
      detail: 'Equal values of this type may be written in several ways.',
      hint:
        type.kind === 'numeric'
          ? `Give the column "${name}" a precision and scale, for example NUMERIC(18, 4).`
          : `Keep "${name}" as a number, for example of seconds.`,
      position,
    },
  );
}

/** Whether values of two types are found by each other's bytes. */
export function comparableTypes(a: SqlType, b: SqlType): boolean {
  return sameType(a, b);
}
