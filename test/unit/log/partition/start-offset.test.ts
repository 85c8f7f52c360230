import { expect, test } from 'vitest';
import { Random } from '../../../../src/common/random.ts';
import { readStartOffset, writeStartOffset } from '../../../../src/log/partition/start-offset.ts';
import { SimulatedDisk } from '../../../support/simulated-disk.ts';

async function start(): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk(new Random(1n));
  await disk.disk.makeDirectory('/p');
  return disk;
}

const placeOf = ({ disk }: SimulatedDisk, salt = 4711) => ({ disk, directory: '/p', salt });
const silent = (line: string): void => expect(line).toBe('nothing is told');

test('a start survives the loss of power; without one it is 0', async () => {
  const disk = await start();
  expect(await readStartOffset(placeOf(disk), silent)).toBe(0);
  await writeStartOffset(placeOf(disk), 5);
  await writeStartOffset(placeOf(disk), 2 ** 40);
  disk.settle();
  disk.cutPower();
  expect(await readStartOffset(placeOf(disk), silent)).toBe(2 ** 40);
});

test('a damaged start is told, and so is that of another partition', async () => {
  const disk = await start();
  await writeStartOffset(placeOf(disk), 77);
  const whole = disk.content('/p/start');
  for (let at = 0; at < whole.length; at += 1) {
    const damaged = whole.slice();
    damaged[at] = (damaged[at] as number) ^ 16;
    disk.overwrite('/p/start', damaged);
    const lines: string[] = [];
    const read = readStartOffset(placeOf(disk), (line) => lines.push(line));
    expect([await read, lines.length]).toEqual([0, 1]);
  }
  disk.overwrite('/p/start', whole);
  const lines: string[] = [];
  const read = readStartOffset(placeOf(disk, 4712), (line) => lines.push(line));
  expect([await read, lines.length]).toEqual([0, 1]);
});
