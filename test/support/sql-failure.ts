import { SqlError } from '../../src/common/sql-error.ts';

/** The error that a call raises: what a test compares of it. Any other outcome throws. */
export function sqlFailure(call: () => unknown): SqlError {
  try {
    call();
  } catch (error) {
    if (error instanceof SqlError) return error;
    throw error;
  }
  throw new Error('no error was raised');
}
