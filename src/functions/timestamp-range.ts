import { SqlError, sqlState } from '../common/sql-error.ts';

/** 4713-01-01 BC, where PostgreSQL's calendar begins. Microseconds since 1970. */
export const microsMin = -210_866_803_200_000_000n;

/** The last that 64 bits hold beside infinity. Microseconds since 1970. */
export const microsMax = 2n ** 63n - 2n;

/** Whether a number of microseconds since 1970 is a timestamp. */
export function timestampFits(micros: bigint): boolean {
  return micros >= microsMin && micros <= microsMax;
}

/** A computed timestamp. @throws SqlError 22008 */
export function timestampDatum(micros: bigint): bigint {
  if (timestampFits(micros)) return micros;
  throw new SqlError(sqlState.datetimeFieldOverflow, 'timestamp out of range');
}
