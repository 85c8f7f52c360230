import { SqlError } from '../common/sql-error.ts';
import type { Datum } from '../data/sql-type.ts';
import { protocolViolation } from './error-text.ts';
import { decodeParameters } from './parameters.ts';

/** A request to run statements. */
export type SqlBody = { readonly sql: string; readonly parameters: readonly Datum[] };

/** @throws SqlError 08P01 when the body is not such a request. */
export function readSqlBody(body: unknown): SqlBody {
  const { sql, params } = Object(body) as { sql?: unknown; params?: unknown };
  if (typeof sql !== 'string') {
    throw new SqlError(protocolViolation, 'the body must be an object with the string "sql"', {
      hint: 'Send {"sql":"SELECT 1"} as application/json.',
    });
  }
  return { sql, parameters: decodeParameters(params) };
}
