import { decodeStart } from '../partition/start-offset.ts';
import type { PartitionPlace } from './partition-place.ts';
import { readSmallFile } from './read-disk.ts';

/** The offset that a partition was truncated at; null when it never was, or its file is damaged. */
export async function readStart({ disk, directory, salt }: PartitionPlace): Promise<number | null> {
  const path = `${directory}/start`;
  const bytes = await readSmallFile(disk, path);
  return bytes === null ? null : decodeStart(bytes, path, salt);
}
