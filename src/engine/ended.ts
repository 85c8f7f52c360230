import { SqlError, sqlState } from '../common/sql-error.ts';

/** The error of a statement that its user has cancelled: 57014. */
export function canceled(): SqlError {
  return new SqlError(sqlState.queryCanceled, 'canceling statement due to user request');
}

/** The error of a statement that took longer than it may: 57014. */
export function timedOut(): SqlError {
  return new SqlError(sqlState.queryCanceled, 'canceling statement due to statement timeout');
}

/** The error of a statement that a signal has ended: what it was aborted with, 57014 by default. */
export function abortError(signal: AbortSignal | undefined): SqlError {
  return signal?.reason instanceof SqlError ? signal.reason : canceled();
}

/** Whether it is the time that has ended a statement. */
export function isTimeout({ reason }: AbortSignal): boolean {
  return reason instanceof SqlError && /timeout$/.test(reason.message);
}

/** The error of what a stopping server cannot finish: 57P01. */
export function shuttingDown(): SqlError {
  return new SqlError(sqlState.adminShutdown, 'the server is shutting down');
}
