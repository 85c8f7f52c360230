import { SqlError } from '../../common/sql-error.ts';

/** An error for people: message, detail and hint, a line each. */
export function errorText(error: unknown): string {
  if (error instanceof SqlError) {
    const { message, detail, hint } = error;
    return [message, detail, hint].filter((line) => line !== undefined).join('\n  ');
  }
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    return error.message;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
