import type { DiskFile } from '../../common/disk.ts';

const chunkBytes = 256 * 1024;

/** What stands behind the last batch of a segment. */
export type TailKind = 'none' | 'zeros' | 'torn';

/** Tells room that was taken ahead from a batch that was not written whole. */
export async function tailKind(file: DiskFile, from: number, size: number): Promise<TailKind> {
  if (from >= size) return 'none';
  const chunk = Buffer.alloc(Math.min(chunkBytes, size - from));
  for (let at = from; at < size; at += chunk.length) {
    const got = await file.read(chunk.subarray(0, Math.min(chunk.length, size - at)), at);
    if (chunk.subarray(0, got).some((byte) => byte !== 0)) return 'torn';
    if (got === 0) break;
  }
  return 'zeros';
}
