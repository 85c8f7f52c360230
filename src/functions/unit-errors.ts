import { SqlError, sqlState } from '../common/sql-error.ts';
import { type SqlTypeKind, typeName } from '../data/sql-type.ts';
import { plainType } from './scalar-function.ts';

/** 22023: a word that names no unit of time. */
export function unrecognizedUnit(unit: string, kind: SqlTypeKind): SqlError {
  return new SqlError(
    sqlState.invalidParameterValue,
    `unit "${unit}" not recognized for type ${typeName(plainType(kind))}`,
  );
}

/** 0A000: a unit of time that values of the type do not have. */
export function unsupportedUnit(unit: string, kind: SqlTypeKind): SqlError {
  return new SqlError(
    sqlState.featureNotSupported,
    `unit "${unit}" not supported for type ${typeName(plainType(kind))}`,
  );
}
