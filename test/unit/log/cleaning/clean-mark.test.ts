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
  const place = { disk: simulated.disk, directory: '/p', salt: 4711 };
  expect(await readCleanMark(place)).toEqual(nothingClean);
  for (const horizonMs of [null, 0, 1_700_000_000_000]) {
    const mark = { offset: 2 ** 40, horizonMs, tombstoneOffset: 17 };
    await writeCleanMark(place, mark);
    expect(await readCleanMark(place)).toEqual(mark);
  }
  const whole = simulated.content('/p/clean');
  for (let bit = 0; bit < whole.length * 8; bit += 1) {
    const content = whole.slice();
    content[bit >> 3] = (content[bit >> 3] as number) ^ (1 << (bit & 7));
    simulated.overwrite('/p/clean', content);
    const mark = await readCleanMark(place);
    if (bit < 48 * 8) expect(mark).toEqual(nothingClean);
  }
  simulated.overwrite('/p/clean', whole.subarray(0, 30));
  expect(await readCleanMark(place)).toEqual(nothingClean);
  simulated.overwrite('/p/clean', whole);
  expect(await readCleanMark({ ...place, salt: 4712 })).toEqual(nothingClean);
});
