import {
  decodeFront,
  encodeFront,
  type OwnDirectory,
  readWholeFile,
  replaceFile,
} from '../format/file-front.ts';

/** The name of the file in the directory of a partition that says where its rows begin. */
export const startFileName = 'start';

/**
 * Puts down durably that rows before an offset are forgotten. The file is a front whose payload is the
 * offset, f64, little-endian. @throws errors of the file system
 */
export function writeStartOffset(
  { disk, directory, salt }: OwnDirectory,
  offset: number,
): Promise<void> {
  const payload = new Uint8Array(8);
  new DataView(payload.buffer).setFloat64(0, offset, true);
  return replaceFile(disk, directory, startFileName, encodeFront('start', payload, salt));
}

/**
 * The offset before which rows are forgotten; 0 when nobody said so. When the file is damaged it is
 * told and 0 is answered: rows of the oldest segment may be seen again.
 * @throws SqlError 55000 when the file is of a newer format, errors of the file system
 */
export async function readStartOffset(
  { disk, directory, salt }: OwnDirectory,
  report: (line: string) => void,
): Promise<number> {
  if (!(await disk.list(directory)).includes(startFileName)) return 0;
  const path = `${directory}/${startFileName}`;
  const offset = decodeStart(await readWholeFile(disk, path), path, salt);
  if (offset !== null) return offset;
  report(`${path}: damaged, rows that were truncated may be seen again`);
  return 0;
}

/** The offset that the file of a partition says; null when it is damaged or of another partition. @throws SqlError 55000 */
export function decodeStart(bytes: Uint8Array, path: string, salt: number): number | null {
  const payload = decodeFront('start', bytes, path, salt)?.payload;
  if (payload?.length !== 8) return null;
  return new DataView(payload.buffer, payload.byteOffset, 8).getFloat64(0, true);
}
