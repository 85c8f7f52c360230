import { readdirSync, statSync } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { percentile } from '../measurement.ts';

/** What a bare loop has reached. */
export type BareAppends = { readonly perSecond: number; readonly p99Ms: number };

/** Writes blocks of so many bytes, each with one writev and one fdatasync, one after the other. */
export async function bareAppends(
  directory: string,
  blockBytes: number,
  seconds: number,
): Promise<BareAppends> {
  const path = join(directory, 'bare');
  const file = await open(path, 'w');
  const block = [Buffer.alloc(88, 1), Buffer.alloc(blockBytes, 2)];
  const times: number[] = [];
  const startMs = performance.now();
  let position = 0;
  while (performance.now() - startMs < seconds * 1000) {
    const fromMs = performance.now();
    const { bytesWritten } = await file.writev(block, position);
    await file.datasync();
    position += bytesWritten;
    times.push(performance.now() - fromMs);
  }
  const elapsed = (performance.now() - startMs) / 1000;
  await file.close();
  await unlink(path);
  return { perSecond: times.length / elapsed, p99Ms: percentile(times, 0.99) };
}

/** Paths of all files under a directory. */
export function filesUnder(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return filesUnder(path);
    return entry.isFile() ? [path] : [];
  });
}

/** Bytes of all files under a directory. */
export function bytesUnder(directory: string): number {
  return filesUnder(directory).reduce((sum, path) => sum + statSync(path).size, 0);
}

/** Reads all files under a directory in blocks of 1 MiB, two reads at a time; seconds. */
export async function bareRead(directory: string): Promise<number> {
  const startMs = performance.now();
  for (const path of filesUnder(directory)) {
    const file = await open(path, 'r');
    await readInBlocks(file, (await file.stat()).size);
    await file.close();
  }
  return (performance.now() - startMs) / 1000;
}

const blockBytes = 1024 * 1024;

async function readInBlocks(file: FileHandle, size: number): Promise<void> {
  const blocks = [Buffer.allocUnsafe(blockBytes), Buffer.allocUnsafe(blockBytes)];
  let position = 0;
  const reader = async (block: Buffer): Promise<void> => {
    while (position < size) {
      const at = position;
      position += blockBytes;
      await file.read(block, 0, blockBytes, at);
    }
  };
  await Promise.all(blocks.map(reader));
}
