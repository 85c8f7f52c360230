import { expect, test } from 'vitest';
import { Random } from '../../../../src/common/random.ts';
import { readStartOffset, writeStartOffset } from '../../../../src/log/partition/start-offset.ts';
import { SimulatedDisk } from '../../../support/simulated-disk.ts';

async function start(): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk(new Random(1n));
  await disk.disk.makeDirectory('/p');
  return disk;
}

const silent = (line: string): void => expect(line).toBe('nothing is told');

test('a start survives the loss of power; without one it is 0', async () => {
  const disk = await start();
  expect(await readStartOffset(disk.disk, '/p', silent)).toBe(0);
  await writeStartOffset(disk.disk, '/p', 5);
  await writeStartOffset(disk.disk, '/p', 2 ** 40);
  disk.settle();
  disk.cutPower();
  expect(await readStartOffset(disk.disk, '/p', silent)).toBe(2 ** 40);
});

test('a damaged start is told, one of a newer format refused', async () => {
  const disk = await start();
  await writeStartOffset(disk.disk, '/p', 77);
  const whole = disk.content('/p/start');
  for (let at = 0; at < whole.length; at += 1) {
    const damaged = whole.slice();
    damaged[at] = (damaged[at] as number) ^ 16;
    disk.overwrite('/p/start', damaged);
    const lines: string[] = [];
    const read = readStartOffset(disk.disk, '/p', (line) => lines.push(line));
    if (at >= 12 && at < 16) await expect(read).rejects.toMatchObject({ code: '55000' });
    else expect([await read, lines.length]).toEqual([0, 1]);
  }
});
