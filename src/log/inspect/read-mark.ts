import { type DurableMark, decodeMarkFile } from '../partition/durable-mark.ts';
import { type ReadDisk, readSmallFile } from './read-disk.ts';

/** The mark of a partition as it is on the disk; null without one, or when none is readable. */
export async function readMark(disk: ReadDisk, directory: string): Promise<DurableMark | null> {
  const path = `${directory}/mark`;
  const bytes = await readSmallFile(disk, path);
  return bytes === null ? null : decodeMarkFile(bytes, path).mark;
}
