import { systemClock } from '../../src/common/clock.ts';
import { systemDisk } from '../../src/log/disk/system-disk.ts';
import { openLog } from '../../src/log/open-log.ts';
import { numberedBodies, numberedRows } from './numbered-rows.ts';
import { partitionOf } from './test-log.ts';

/**
 * A process to be killed: appends numbered rows to the log of the directory given, several appends
 * at a time, and prints the end of what is acknowledged, a number a line.
 */
const log = await openLog({
  disk: systemDisk,
  clock: systemClock,
  directory: process.argv[2] as string,
  bodies: numberedBodies,
  report: (line) => process.stderr.write(`${line}\n`),
  segmentBytesMax: 1_000_000,
});
const partition = await partitionOf(log);
let next = partition.endOffset();
for (;;) {
  const sizes = [1, 700, 3, 12_000, 40];
  const appends = sizes.map((rows) => {
    next += rows;
    return partition.append(numberedRows(next - rows, rows));
  });
  for (const append of appends) {
    const { last } = await append;
    process.stdout.write(`${last + 1}\n`);
  }
}
