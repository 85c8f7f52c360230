import type { LogRecord, Partition, StoredBatch } from '../api.ts';
import { RecordReader } from '../format/record-reader.ts';

/** A record and its offset. */
export type OffsetRecord = LogRecord & { readonly offset: number };

/** The records of a batch from an offset on; keys and values are views into its body. @throws SqlError XX001 */
export async function recordsOf(batch: StoredBatch, fromOffset = 0): Promise<OffsetRecord[]> {
  const reader = new RecordReader(await batch.body(), batch.rows);
  const records: OffsetRecord[] = [];
  while (reader.next()) {
    const offset = batch.baseOffset + reader.offsetDelta;
    if (offset < fromOffset) continue;
    const timestampMs = batch.firstTimestampMs + reader.timestampDelta;
    const [key, value, headers] = [reader.key(), reader.value(), reader.headers()];
    records.push({ offset, timestampMs, key, value, headers });
  }
  return records;
}

const readBytes = 4 * 1024 * 1024;

/** All committed records that a partition has now, one after the other. */
export async function* readRecords(partition: Partition): AsyncGenerator<OffsetRecord> {
  const end = partition.stableOffset();
  let offset = partition.startOffset();
  while (offset < end) {
    const { batches, nextOffset } = await partition.read(offset, readBytes);
    for (const batch of batches) yield* await recordsOf(batch, offset);
    if (nextOffset <= offset) return;
    offset = nextOffset;
  }
}
