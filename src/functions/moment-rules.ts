import { SqlError, sqlState } from '../common/sql-error.ts';
import type { EmitContext } from './scalar-function.ts';

/** 4713-01-01 BC, where PostgreSQL's calendar begins; the end is that of 64 bits. Microseconds since 1970. */
const microsMin = -210_866_803_200_000_000n;
const microsMax = 2n ** 63n - 1n;

/** Whether a number of microseconds since 1970 is a timestamp. */
export function timestampFits(micros: bigint): boolean {
  return micros >= microsMin && micros <= microsMax;
}

/** A computed timestamp. @throws SqlError 22008 */
export function timestampDatum(micros: bigint): bigint {
  if (timestampFits(micros)) return micros;
  throw new SqlError(sqlState.datetimeFieldOverflow, 'timestamp out of range');
}

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
