import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/common/clock.ts';
import { systemDisk } from '../../src/log/disk/system-disk.ts';
import { openLog } from '../../src/log/open-log.ts';
import { appendUntilKilled } from '../support/killed-appender.ts';
import { numberedBodies, readNumbers } from '../support/numbered-rows.ts';
import { partitionOf } from '../support/test-log.ts';

test('rows acknowledged by a process that is killed are there, without a gap', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'millrace-kill-'));
  try {
    for (const lines of [1, 13, 40, 77, 150]) {
      const { acknowledged, complaints } = await appendUntilKilled(directory, lines);
      expect(complaints.replaceAll(/.*cut off a torn tail.*\n/g, '')).toBe('');
      expect(acknowledged).toBeGreaterThan(0);
      const reports: string[] = [];
      const log = await openLog({
        disk: systemDisk,
        clock: systemClock,
        directory,
        bodies: numberedBodies,
        report: (line) => reports.push(line),
      });
      const partition = await partitionOf(log);
      expect(partition.endOffset()).toBeGreaterThanOrEqual(acknowledged);
      const numbers = await readNumbers(partition, 0, 1_000_000);
      expect(numbers.length).toBe(partition.endOffset());
      expect(numbers.every((number, index) => number === index)).toBe(true);
      expect(reports.every((line) => line.includes('torn tail'))).toBe(true);
      await log.close();
    }
  } finally {
    await rm(directory, { recursive: true });
  }
});
