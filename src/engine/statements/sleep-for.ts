import { type Clock, within } from '../../common/clock.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import { abortError } from '../ended.ts';

/** Timers go no further: about 23 days. */
const sleepMsMax = 2_000_000_000;

/** Waits as pg_sleep asks, or until the signal. @throws SqlError 57014, 54000 for too long a time */
export async function sleepFor(
  clock: Clock,
  micros: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const ms = Math.ceil(micros / 1000);
  if (ms === 0) return;
  if (ms > sleepMsMax) {
    throw new SqlError(sqlState.programLimitExceeded, 'a statement cannot sleep for so long');
  }
  const aborted = new Promise<void>((resolve) => {
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
  if (signal?.aborted !== true) await within(clock, ms, aborted);
  if (signal?.aborted === true) throw abortError(signal);
}
