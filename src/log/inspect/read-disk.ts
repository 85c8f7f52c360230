import type { Disk } from '../../common/disk.ts';
import { errnoOf } from '../disk/disk-error.ts';

/** The part of a disk that only looks: of `open` only the mode `read` is used. */
export type ReadDisk = Pick<Disk, 'open' | 'list'>;

/** All bytes of a small file; null when there is none. */
export async function readSmallFile(disk: ReadDisk, path: string): Promise<Uint8Array | null> {
  const file = await orMissing(disk.open(path, 'read'));
  if (file === null) return null;
  try {
    const bytes = new Uint8Array(await file.size());
    return bytes.subarray(0, await file.read(bytes, 0));
  } finally {
    await file.close();
  }
}

/** The entries of a directory; null when there is none. */
export function listDirectory(
  disk: ReadDisk,
  directory: string,
): Promise<readonly string[] | null> {
  return orMissing(disk.list(directory));
}

/** What it comes to, or null when the file or directory is not there. */
export async function orMissing<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    const code = errnoOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}

/** Bytes of a file; 0 when it is gone. */
export async function fileBytes(disk: ReadDisk, path: string): Promise<number> {
  const file = await orMissing(disk.open(path, 'read'));
  if (file === null) return 0;
  try {
    return await file.size();
  } finally {
    await file.close();
  }
}
