import { expect, test } from 'vitest';
import { Random } from '../../../../src/common/random.ts';
import {
  nothingClean,
  readCleanMark,
  writeCleanMark,
} from '../../../../src/log/cleaning/clean-mark.ts';
import { SimulatedDisk } from '../../../support/simulated-disk.ts';

test('the mark is read as it was written; one that is missing or damaged counts as none', async () => {
  const simulated = new SimulatedDisk(new Random(1n));
  await simulated.disk.makeDirectory('/p');
  expect(await readCleanMark(simulated.disk, '/p')).toEqual(nothingClean);
  for (const horizonMs of [null, 0, 1_700_000_000_000]) {
    const mark = { offset: 2 ** 40, horizonMs, tombstoneOffset: 17 };
    await writeCleanMark(simulated.disk, '/p', mark);
    expect(await readCleanMark(simulated.disk, '/p')).toEqual(mark);
  }
  const whole = simulated.content('/p/clean');
  for (let bit = 0; bit < whole.length * 8; bit += 1) {
    const content = whole.slice();
    content[bit >> 3] = (content[bit >> 3] as number) ^ (1 << (bit & 7));
    simulated.overwrite('/p/clean', content);
    const mark = await readCleanMark(simulated.disk, '/p').catch((error: unknown) => error);
    if (mark instanceof Error) expect(mark).toMatchObject({ code: '55000' });
    else if (bit < 48 * 8) expect(mark).toEqual(nothingClean);
  }
  simulated.overwrite('/p/clean', whole.subarray(0, 30));
  expect(await readCleanMark(simulated.disk, '/p')).toEqual(nothingClean);
});
