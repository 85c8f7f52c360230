import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemDisk } from '../../../../src/log/disk/system-disk.ts';

const short = vi.hoisted(() => ({ bytesMax: Number.POSITIVE_INFINITY }));

vi.mock('node:fs', async (load) => {
  const fs = await load<typeof import('node:fs')>();
  return {
    ...fs,
    /** Writes no more than `short.bytesMax` bytes of the first buffer, as a system call may. */
    writev: (
      fd: number,
      buffers: readonly Uint8Array[],
      position: number,
      done: (error: NodeJS.ErrnoException | null, written: number) => void,
    ) => {
      const first = buffers[0] as Uint8Array;
      const all = short.bytesMax === Number.POSITIVE_INFINITY;
      const now = all ? buffers : [first.subarray(0, Math.min(first.length, short.bytesMax))];
      fs.writev(fd, now, position, done);
    },
  };
});

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'millrace-disk-'));
  short.bytesMax = Number.POSITIVE_INFINITY;
});
afterEach(() => rm(directory, { recursive: true }));

/** Buffers of very different lengths, some empty, more than one system call takes. */
function manyBuffers(): Uint8Array[] {
  return Array.from({ length: 3000 }, (_, i) => new Uint8Array((i * 7) % 40).fill(i));
}

test.each([Number.POSITIVE_INFINITY, 3, 1000])(
  'all is written when a call writes at most %d bytes',
  async (bytesMax) => {
    short.bytesMax = bytesMax;
    const path = join(directory, 'file');
    const file = await systemDisk.open(path, 'create');
    const buffers = bytesMax < 10 ? manyBuffers().slice(0, 100) : manyBuffers();
    await file.write([new Uint8Array(11).fill(255)], 0);
    await file.write(buffers, 11);
    await file.sync();
    const expected = Buffer.concat([new Uint8Array(11).fill(255), ...buffers]);
    expect(await file.size()).toBe(expected.length);
    await file.close();
    expect((await readFile(path)).equals(expected)).toBe(true);
  },
);

test('reading fills the target, or ends at the end of the file', async () => {
  const path = join(directory, 'file');
  const file = await systemDisk.open(path, 'create');
  await file.write([Uint8Array.from([1, 2, 3, 4, 5])], 0);
  const target = new Uint8Array(3);
  expect(await file.read(target, 1)).toBe(3);
  expect([...target]).toEqual([2, 3, 4]);
  expect(await file.read(target, 4)).toBe(1);
  expect(await file.read(target, 9)).toBe(0);
  await file.truncate(2);
  expect(await file.size()).toBe(2);
  await file.close();
});

test('closing waits for what is under way, and nothing starts afterwards', async () => {
  const file = await systemDisk.open(join(directory, 'file'), 'create');
  const written = file.write([new Uint8Array(4_000_000)], 0);
  const read = file.read(new Uint8Array(8), 0);
  await file.close();
  await expect(Promise.all([written, read])).resolves.toBeDefined();
  await expect(file.sync()).rejects.toMatchObject({ code: 'EBADF' });
  await file.close();
});

test('creating empties a file, and errors have the codes of the system', async () => {
  const path = join(directory, 'deep', 'er', 'file');
  await expect(systemDisk.open(path, 'read')).rejects.toMatchObject({ code: 'ENOENT' });
  await systemDisk.makeDirectory(join(directory, 'deep', 'er'));
  const file = await systemDisk.open(path, 'create');
  await file.write([new Uint8Array(9)], 0);
  await file.close();
  const again = await systemDisk.open(path, 'create');
  expect(await again.size()).toBe(0);
  await again.close();
  await systemDisk.rename(path, `${path}2`);
  await systemDisk.syncDirectory(join(directory, 'deep', 'er'));
  expect(await systemDisk.list(join(directory, 'deep', 'er'))).toEqual(['file2']);
  await systemDisk.remove(`${path}2`);
  await systemDisk.removeDirectory(join(directory, 'deep', 'er'));
  expect(await systemDisk.list(join(directory, 'deep'))).toEqual([]);
});
