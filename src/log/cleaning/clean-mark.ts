import {
  decodeFront,
  encodeFront,
  type OwnDirectory,
  readWholeFile,
  replaceFile,
} from '../format/file-front.ts';

/** How far a partition is compacted. */
export type CleanMark = {
  /** Below it no row has a later one of its key that is below it too. */
  readonly offset: number;
  /** When the first of the tombstones below may go, milliseconds since 1970; null when there is none. */
  readonly horizonMs: number | null;
  /** The offset of one of those that may go then; 0 without any. */
  readonly tombstoneOffset: number;
};

/** Of a partition that was never compacted. */
export const nothingClean: CleanMark = { offset: 0, horizonMs: null, tombstoneOffset: 0 };

const fileName = 'clean';
const payloadBytes = 24;

/**
 * Puts the mark in place, durably: the file `clean`, a front with payload f64 offset, f64 horizon
 * (−1 for none), f64 offset of a tombstone. To be called when everything that it tells of is durable.
 */
export function writeCleanMark(
  { disk, directory, salt }: OwnDirectory,
  mark: CleanMark,
): Promise<void> {
  const payload = new Uint8Array(payloadBytes);
  const view = new DataView(payload.buffer);
  view.setFloat64(0, mark.offset, true);
  view.setFloat64(8, mark.horizonMs ?? -1, true);
  view.setFloat64(16, mark.tombstoneOffset, true);
  return replaceFile(disk, directory, fileName, encodeFront('clean', payload, salt));
}

/**
 * The mark of a partition. One that is missing or damaged counts as none: compacting again does no harm.
 * @throws SqlError 55000 when it is of a newer format
 */
export async function readCleanMark({ disk, directory, salt }: OwnDirectory): Promise<CleanMark> {
  if (!(await disk.list(directory)).includes(fileName)) return nothingClean;
  const path = `${directory}/${fileName}`;
  const payload = decodeFront('clean', await readWholeFile(disk, path), path, salt)?.payload;
  if (payload === undefined || payload.length < payloadBytes) return nothingClean;
  const view = new DataView(payload.buffer, payload.byteOffset, payloadBytes);
  const horizonMs = view.getFloat64(8, true);
  return {
    offset: view.getFloat64(0, true),
    horizonMs: horizonMs < 0 ? null : horizonMs,
    tombstoneOffset: view.getFloat64(16, true),
  };
}
