import type { BlockPool } from '../../common/block-pool.ts';
import { findColumn } from '../../data/column-codec.ts';
import { decodeColumn } from '../../data/column-decoder.ts';
import {
  type BodyDirectory,
  type ColumnEntry,
  directoryBytes,
  readDirectory,
} from '../../data/column-directory.ts';
import type { DictionaryPool } from '../../data/dictionary-pool.ts';
import type { Vector } from '../../data/vector.ts';
import type { StoredBatch } from '../../log/api.ts';

/** Enough for the directory of most bodies; also: gaps below this are read over rather than left out. */
const prefixBytes = 4096;

/** Bodies up to this are read whole: one read costs less than two. */
const wholeBytesMax = 64 * 1024;

/** The parts of a stored body that are in memory. */
export type StoredColumns = {
  readonly directory: BodyDirectory;
  readonly parts: readonly BodyPart[];
};

/** The bytes of a body from position `from` on; they lie at an address that is a multiple of 8. */
type BodyPart = { readonly from: number; readonly bytes: Uint8Array };

/** The columns of a batch whose body is in memory; null for one that is on disk. */
export function columnsInMemory(stored: StoredBatch): StoredColumns | null {
  const body = stored.inMemory();
  return body === null ? null : wholeBody(body);
}

/**
 * Reads the directory of a stored batch and the byte ranges of some columns, neighbours together.
 * @throws SqlError XX001 when the directory is damaged
 */
export async function fetchColumns(
  stored: StoredBatch,
  ids: readonly number[],
): Promise<StoredColumns> {
  if (stored.bodyBytes <= wholeBytesMax) return wholeBody(await stored.range(0, stored.bodyBytes));
  let prefix = await stored.range(0, prefixBytes);
  const needed = directoryBytes(prefix);
  if (needed > prefixBytes) prefix = await stored.range(0, needed);
  const directory = readDirectory(prefix);
  const ranges = coalesced(ids.flatMap((id) => findColumn(directory, id) ?? []));
  const parts = ranges.map(async ({ from, to }) => ({ from, bytes: await stored.range(from, to) }));
  return { directory, parts: await Promise.all(parts) };
}

/**
 * The vector of a column that is among the parts; null when the body has no such column.
 * @throws SqlError XX001 when its checksum does not match
 */
export function decodeStored(
  { directory, parts }: StoredColumns,
  id: number,
  dictionaries: DictionaryPool,
  memory: BlockPool | null,
): Vector | null {
  const entry = findColumn(directory, id);
  if (entry === null) return null;
  const part = parts.findLast(({ from }) => from <= entry.position);
  if (part === undefined) throw new Error('assertion failed: the column was read');
  const start = entry.position - part.from;
  const range = part.bytes.subarray(start, start + entry.length);
  return decodeColumn(directory, entry, range, dictionaries, memory);
}

function wholeBody(body: Uint8Array): StoredColumns {
  return { directory: readDirectory(body), parts: [{ from: 0, bytes: body }] };
}

/** The ranges of the columns in order of position, with small gaps closed. */
function coalesced(entries: readonly ColumnEntry[]): { from: number; to: number }[] {
  const ranges: { from: number; to: number }[] = [];
  for (const { position, length } of entries.toSorted((a, b) => a.position - b.position)) {
    const last = ranges.at(-1);
    if (last === undefined || position - last.to > prefixBytes) {
      ranges.push({ from: position, to: position + length });
    } else {
      last.to = Math.max(last.to, position + length);
    }
  }
  return ranges;
}
