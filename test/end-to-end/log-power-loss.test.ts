import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/common/clock.ts';
import { systemDisk } from '../../src/log/disk/system-disk.ts';
import { openLog } from '../../src/log/open-log.ts';
import { appendUntilKilled } from '../support/killed-appender.ts';
import { hasFuse, hasLossyFiles, LossyFiles } from '../support/lossy-files.ts';
import { numberedBodies, readNumbers } from '../support/numbered-rows.ts';
import { partitionOf } from '../support/test-log.ts';

/** Rows that are there, counted up from 0 without a gap; null when the log does not open or lost some. */
async function rowsAfter(directory: string): Promise<number | null> {
  const log = await openLog({
    disk: systemDisk,
    clock: systemClock,
    directory,
    bodies: numberedBodies,
    report: () => undefined,
  }).catch(() => null);
  if (log === null) return null;
  try {
    const partition = await partitionOf(log);
    const numbers = await readNumbers(partition, 0, 1_000_000);
    return numbers.every((number, index) => number === index) ? numbers.length : null;
  } catch {
    return null;
  } finally {
    await log.close();
  }
}

/** Appends, kills and cuts the power, round after round; acknowledged rows that were not there again. */
async function lostIn(files: LossyFiles, rounds: readonly number[]): Promise<number> {
  const directory = join(files.mount, 'log');
  let lost = 0;
  for (const [seed, lines] of rounds.entries()) {
    const { acknowledged } = await appendUntilKilled(directory, lines);
    expect(acknowledged).toBeGreaterThan(0);
    await files.cutPower(seed);
    const found = await rowsAfter(directory);
    lost += Math.max(0, acknowledged - (found ?? 0));
    if (lost > 0) return lost;
  }
  return lost;
}

// Where the kernel has no FUSE there is nothing to be tested: the simulated disk does the same.
if (hasFuse) {
  const needs = hasLossyFiles ? '' : ' (needs the Debian packages fuse and python3-fusepy)';
  describe.skipIf(!hasLossyFiles)(`a loss of power${needs}`, { timeout: 120_000 }, () => {
    test('takes no acknowledged row, on a disk that keeps what was synced', async () => {
      const files = await LossyFiles.start({ syncWorks: true });
      try {
        expect(await lostIn(files, [1, 25, 60, 120])).toBe(0);
      } finally {
        await files.stop();
      }
    });

    test('takes rows where syncing does nothing: the test would see a loss', async () => {
      const files = await LossyFiles.start({ syncWorks: false });
      try {
        expect(await lostIn(files, [25, 25, 25])).toBeGreaterThan(0);
      } finally {
        await files.stop();
      }
    });
  });
} else {
  test('a loss of power is left to the simulated disk: no FUSE here', () => {
    expect(hasFuse).toBe(false);
  });
}
