import { SqlError, sqlState } from '../common/sql-error.ts';

/** The error of a statement that its user has cancelled: 57014. */
export function canceled(): SqlError {
  return new SqlError(sqlState.queryCanceled, 'canceling statement due to user request');
}

/** The error of what a stopping server cannot finish: 57P01. */
export function shuttingDown(): SqlError {
  return new SqlError(sqlState.adminShutdown, 'the server is shutting down');
}
