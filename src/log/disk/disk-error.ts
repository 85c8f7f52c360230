import { SqlError, sqlState } from '../../common/sql-error.ts';

/** The `code` of an error of the file system, such as ENOENT; null for any other. */
export function errnoOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** Whether an error says that there is no room: space or quota. */
export function isDiskFull(error: unknown): boolean {
  const code = errnoOf(error);
  return code === 'ENOSPC' || code === 'EDQUOT';
}

/** An error of the file system as the user's: 53100 when there is no room, else 58030; XX000 when it is none. */
export function diskError(error: unknown, doing: string): SqlError {
  if (error instanceof SqlError) return error;
  if (isDiskFull(error)) {
    return new SqlError(sqlState.diskFull, `could not ${doing}: no space left on the device`, {
      hint: 'Free some space or drop streams that are no longer needed.',
    });
  }
  const reason = errnoOf(error);
  if (reason !== null) return new SqlError(sqlState.ioError, `could not ${doing}: ${reason}`);
  return new SqlError(
    sqlState.internalError,
    error instanceof Error ? error.message : String(error),
  );
}
