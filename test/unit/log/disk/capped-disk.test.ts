import { expect, test } from 'vitest';
import type { Disk, DiskFile } from '../../../../src/common/disk.ts';
import { Random } from '../../../../src/common/random.ts';
import { cappedDisk } from '../../../../src/log/disk/capped-disk.ts';
import { SimulatedDisk } from '../../../support/simulated-disk.ts';

/** A disk that counts what is open. */
function counted(disk: Disk): { readonly disk: Disk; readonly open: () => number } {
  let count = 0;
  const open: Disk['open'] = async (path, mode) => {
    const file = await disk.open(path, mode);
    count += 1;
    const close = async (): Promise<void> => {
      count -= 1;
      await file.close();
    };
    return { ...file, close };
  };
  return { disk: { ...disk, open }, open: () => count };
}

async function start(files: number): Promise<{ capped: Disk; open: () => number }> {
  const { disk, open } = counted(new SimulatedDisk(new Random(1n)).disk);
  await disk.makeDirectory('/d');
  for (let i = 0; i < files; i += 1) await write(disk, `/d/${i}`, i);
  return { capped: cappedDisk(disk, 3), open };
}

async function write(disk: Disk, path: string, byte: number): Promise<void> {
  const file = await disk.open(path, 'create');
  await file.write([new Uint8Array([byte])], 0);
  await file.close();
}

async function firstByte(file: DiskFile): Promise<number | undefined> {
  const bytes = new Uint8Array(1);
  await file.read(bytes, 0);
  return bytes[0];
}

test('no more files are open than allowed, and all can be read', async () => {
  const { capped, open } = await start(10);
  const files: DiskFile[] = [];
  for (let i = 0; i < 10; i += 1) files.push(await capped.open(`/d/${i}`, 'read'));
  for (let round = 0; round < 3; round += 1) {
    for (const [i, file] of files.entries()) expect(await firstByte(file)).toBe(i);
    expect(await Promise.all(files.map(firstByte))).toEqual(files.map((_, i) => i));
    await firstByte(files[0] as DiskFile);
    expect(open()).toBeLessThanOrEqual(3 + 9);
  }
  for (const file of files) await firstByte(file);
  expect(open()).toBeGreaterThan(0);
  for (const file of files) await file.close();
  expect(open()).toBe(0);
  await expect(firstByte(files[0] as DiskFile)).rejects.toMatchObject({ code: 'EBADF' });
});

test('one after the other, only so many stay open', async () => {
  const { capped, open } = await start(10);
  for (let i = 0; i < 10; i += 1) await firstByte(await capped.open(`/d/${i}`, 'read'));
  await Promise.resolve();
  expect(open()).toBe(3);
});

test('a file that is removed or replaced can be read by those who have it, even when it was closed meanwhile', async () => {
  const { capped } = await start(10);
  const removed = await capped.open('/d/0', 'read');
  const replaced = await capped.open('/d/1', 'read');
  const fillUp = async (): Promise<void> => {
    for (let i = 4; i < 10; i += 1) await (await capped.open(`/d/${i}`, 'read')).size();
  };
  await fillUp();
  await capped.remove('/d/0');
  await write(capped, '/d/new', 77);
  await capped.rename('/d/new', '/d/1');
  await fillUp();
  expect([await firstByte(removed), await firstByte(replaced)]).toEqual([0, 1]);
  expect(await firstByte(await capped.open('/d/1', 'read'))).toBe(77);
  await expect(capped.open('/d/0', 'read')).rejects.toMatchObject({ code: 'ENOENT' });
});
