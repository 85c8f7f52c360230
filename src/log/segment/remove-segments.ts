import type { Disk } from '../../common/disk.ts';
import { errnoOf } from '../disk/disk-error.ts';
import type { Segment } from './segment.ts';

/**
 * Removes the files of segments, oldest first, durably. Whoever holds batches of them can read on. `next`
 * is the segment that replaced them: when it took over the file name of one, that file stays.
 * @throws errors of the file system; what is left then is removed at the next open, or counts again
 */
export async function removeSegments(
  disk: Disk,
  directory: string,
  segments: readonly Segment[],
  next: Segment | null = null,
): Promise<void> {
  for (const segment of segments) {
    if (segment.path === next?.path) continue;
    await segment.retire();
    await removeIfThere(disk, segment.indexPath);
    await removeIfThere(disk, segment.path);
  }
  await disk.syncDirectory(directory);
}

async function removeIfThere(disk: Disk, path: string): Promise<void> {
  try {
    await disk.remove(path);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}
