import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMemoryDisk } from '../../../../src/log/disk/memory-disk.ts';

test('a file is as a list of bytes through any writes and truncations', async () => {
  const position = fc.integer({ min: 0, max: 700_000 });
  const change = fc.oneof(
    fc.record({
      position,
      sizes: fc.array(fc.integer({ min: 0, max: 300_000 }), { maxLength: 3 }),
    }),
    fc.record({ truncate: position }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 6 }), async (changes) => {
      const disk = createMemoryDisk();
      await disk.makeDirectory('/d');
      const file = await disk.open('/d/f', 'create');
      let model = new Uint8Array(0);
      let fill = 0;
      for (const one of changes) {
        if ('truncate' in one) {
          await file.truncate(one.truncate);
          model = resized(model, one.truncate);
          continue;
        }
        const buffers = one.sizes.map((size) => {
          fill += 1;
          return new Uint8Array(size).fill(fill);
        });
        await file.write(buffers, one.position);
        const bytes = Buffer.concat(buffers);
        if (bytes.length === 0) continue;
        model = resized(model, Math.max(model.length, one.position + bytes.length));
        model.set(bytes, one.position);
      }
      expect(await file.size()).toBe(model.length);
      const whole = new Uint8Array(model.length + 10);
      expect(await file.read(whole, 0)).toBe(model.length);
      expect(Buffer.compare(whole.subarray(0, model.length), model)).toBe(0);
      expect(await file.read(new Uint8Array(5), model.length)).toBe(0);
    }),
    { numRuns: 60 },
  );
});

test('names are those of a file system', async () => {
  const disk = createMemoryDisk();
  await expect(disk.open('/a/b/f', 'create')).rejects.toMatchObject({ code: 'ENOENT' });
  await disk.makeDirectory('/a/b');
  const file = await disk.open('/a/b/f', 'create');
  await file.write([Uint8Array.of(1, 2)], 0);
  await expect(disk.removeDirectory('/a/b')).rejects.toMatchObject({ code: 'ENOTEMPTY' });
  await disk.rename('/a/b', '/a/c');
  expect(await disk.list('/a')).toEqual(['c']);
  expect(await disk.list('/a/c')).toEqual(['f']);
  await disk.remove('/a/c/f');
  await expect(disk.open('/a/c/f', 'read')).rejects.toMatchObject({ code: 'ENOENT' });
  const target = new Uint8Array(2);
  expect(await file.read(target, 0)).toBe(2);
  expect([...target]).toEqual([1, 2]);
  await file.close();
  await expect(file.read(target, 0)).rejects.toMatchObject({ code: 'EBADF' });
  await disk.removeDirectory('/a/c');
  expect(await disk.list('/a')).toEqual([]);
});

test('a lock is held once', async () => {
  const disk = createMemoryDisk();
  const lock = await disk.lock('/l');
  expect(await disk.lock('/l')).toBeNull();
  await lock?.release();
  expect(await disk.lock('/l')).not.toBeNull();
});

function resized(bytes: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const next = new Uint8Array(size);
  next.set(bytes.subarray(0, size));
  return next;
}
