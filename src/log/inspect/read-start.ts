import { decodeFront } from '../format/file-front.ts';
import { type ReadDisk, readSmallFile } from './read-disk.ts';

/** The offset that a partition was truncated at; null when it never was, or its file is damaged. */
export async function readStart(disk: ReadDisk, directory: string): Promise<number | null> {
  const path = `${directory}/start`;
  const bytes = await readSmallFile(disk, path);
  const payload = bytes === null ? null : (decodeFront('start', bytes, path)?.payload ?? null);
  if (payload === null || payload.length < 8) return null;
  return new DataView(payload.buffer, payload.byteOffset, 8).getFloat64(0, true);
}
