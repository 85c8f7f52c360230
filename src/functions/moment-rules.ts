import { sqlState } from '../common/sql-error.ts';
import type { EmitContext } from './scalar-function.ts';
import { microsMax, microsMin } from './timestamp-range.ts';

/** Keeps a computed timestamp: gives up `double` mode beyond ±2^53, and fails outside the range. */
export function checkedTimestamp(context: EmitContext, source: string): string {
  const result = context.local(source);
  if (context.mode === 'double') {
    context.bailIf(`${result} > 9007199254740991 || ${result} < -9007199254740991`);
  } else {
    context.failIf(
      `${result} > ${microsMax}n || ${result} < ${microsMin}n`,
      sqlState.datetimeFieldOverflow,
    );
  }
  return result;
}
