import { SqlError, sqlState } from '../common/sql-error.ts';
import { type SqlType, typeName } from './sql-type.ts';

/** Longer values are cut in messages. */
const shownMax = 100;

/** A value that is none of the type: 22P02, or 22007 for dates and times. */
export function invalidInput(type: SqlType, value: string): SqlError {
  const temporal = ['date', 'time', 'timestamp', 'timestamptz', 'interval'].includes(type.kind);
  const code = temporal ? sqlState.invalidDatetimeFormat : sqlState.invalidTextRepresentation;
  return new SqlError(code, `invalid input syntax for type ${shortName(type)}: "${shown(value)}"`);
}

/** A number that its type has no room for: 22003. */
export function outOfRange(type: SqlType, value: string): SqlError {
  const message =
    type.kind === 'numeric'
      ? `numeric field overflow: "${shown(value)}"`
      : `value "${shown(value)}" is out of range for type ${shortName(type)}`;
  return new SqlError(sqlState.numericValueOutOfRange, message);
}

/** A date or time that does not exist: 22008. */
export function fieldOutOfRange(value: string): SqlError {
  return new SqlError(
    sqlState.datetimeFieldOverflow,
    `date/time field value out of range: "${shown(value)}"`,
  );
}

/** A NULL where none may be: 23502. */
export function nullNotAllowed(column: string): SqlError {
  return new SqlError(
    sqlState.notNullViolation,
    `null value in column "${column}" violates not-null constraint`,
  );
}

/** PostgreSQL's input functions name types without their modifiers. */
function shortName(type: SqlType): string {
  if (type.kind === 'numeric') return 'numeric';
  return type.kind === 'timestamp' || type.kind === 'time' ? type.kind : typeName(type);
}

function shown(value: string): string {
  return value.length > shownMax ? `${value.slice(0, shownMax)}…` : value;
}
