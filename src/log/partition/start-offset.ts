import type { Disk } from '../../common/disk.ts';
import { decodeFront, encodeFront, readWholeFile, replaceFile } from '../format/file-front.ts';

/** The name of the file in the directory of a partition that says where its rows begin. */
export const startFileName = 'start';

/**
 * Puts down durably that rows before an offset are forgotten. The file is a front whose payload is the
 * offset, f64, little-endian. @throws errors of the file system
 */
export function writeStartOffset(disk: Disk, directory: string, offset: number): Promise<void> {
  const payload = new Uint8Array(8);
  new DataView(payload.buffer).setFloat64(0, offset, true);
  return replaceFile(disk, directory, startFileName, encodeFront('start', payload));
}

/**
 * The offset before which rows are forgotten; 0 when nobody said so. When the file is damaged it is
 * told and 0 is answered: rows of the oldest segment may be seen again.
 * @throws SqlError 55000 when the file is of a newer format, errors of the file system
 */
export async function readStartOffset(
  disk: Disk,
  directory: string,
  report: (line: string) => void,
): Promise<number> {
  if (!(await disk.list(directory)).includes(startFileName)) return 0;
  const path = `${directory}/${startFileName}`;
  const front = decodeFront('start', await readWholeFile(disk, path), path);
  if (front?.payload.length === 8) {
    const { buffer, byteOffset } = front.payload;
    return new DataView(buffer, byteOffset, 8).getFloat64(0, true);
  }
  report(`${path}: damaged, rows that were truncated may be seen again`);
  return 0;
}
