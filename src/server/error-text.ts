import { SqlError, sqlState } from '../common/sql-error.ts';
import type { ErrorBody } from '../protocol/messages.ts';

/** Where the server writes what its operator should know, a line at a time. */
export type Log = (line: string) => void;

/** SQLSTATE 08P01, protocol_violation: well-formed, but not what the protocol says. */
export const protocolViolation = '08P01';

/** An SqlError as it is; anything else is a fault of ours: told to the log, and to the user without its insides. */
export function asSqlError(error: unknown, log: Log): SqlError {
  if (error instanceof SqlError) return error;
  log(`internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return new SqlError(sqlState.internalError, 'internal error', {
    hint: "The server's log has the details.",
  });
}

/** An error in the words of the wire. */
export function errorBody(error: SqlError): ErrorBody {
  const { code, message, position, detail, hint } = error;
  return {
    code,
    message,
    ...(position === undefined ? {} : { position }),
    ...(detail === undefined ? {} : { detail }),
    ...(hint === undefined ? {} : { hint }),
  };
}
