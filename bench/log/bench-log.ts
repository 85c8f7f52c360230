import { join } from 'node:path';
import { systemClock } from '../../src/common/clock.ts';
import { columnarBodies } from '../../src/engine/columnar-bodies.ts';
import type { Log, LogRecord } from '../../src/log/api.ts';
import { systemDisk } from '../../src/log/disk/system-disk.ts';
import { openLog } from '../../src/log/open-log.ts';

/** Bytes of the value of a record in all figures. */
export const recordBytes = 100;

/** Opens the log of a benchmark's directory, as the server would. */
export function openBenchLog(directory: string): Promise<Log> {
  return openLog({
    disk: systemDisk,
    clock: systemClock,
    directory: join(directory, 'log'),
    bodies: columnarBodies,
    report: () => undefined,
  });
}

const letters = 'abcdefghijklmnopqrstuvwxyz';

/** A record of letters that differ from record to record, without a key. */
export function benchRecord(number: number, bytes = recordBytes): LogRecord {
  let text = `${number} `;
  for (let state = number + 1; text.length < bytes; ) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    text += letters[state % letters.length];
  }
  const value = Buffer.from(text.slice(0, bytes));
  return { key: null, value, headers: [], timestampMs: 1_700_000_000_000 + number };
}
