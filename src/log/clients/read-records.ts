import { SqlError, sqlState } from '../../common/sql-error.ts';
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

/** Told of records that cannot be read; by default that ends the reading. */
type OnDamage = (error: SqlError) => void;

/**
 * All committed records that a partition has now, one after the other; those that cannot be read are
 * passed over when `onDamage` does not throw. @throws SqlError XX001, 58030
 */
export async function* readRecords(
  partition: Partition,
  onDamage: OnDamage = refuse,
): AsyncGenerator<OffsetRecord> {
  const end = partition.stableOffset();
  let offset = partition.startOffset();
  while (offset < end) {
    const read = await past(onDamage, () => partition.read(offset, readBytes));
    for (const batch of read?.batches ?? []) {
      const from = offset;
      yield* (await past(onDamage, () => recordsOf(batch, from))) ?? [];
    }
    const nextOffset = read?.nextOffset ?? offset + 1;
    if (nextOffset <= offset) return;
    offset = nextOffset;
  }
}

/** Null when it is damaged. */
async function past<T>(onDamage: OnDamage, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SqlError) || error.code !== sqlState.dataCorrupted) throw error;
    onDamage(error);
    return null;
  }
}

function refuse(error: SqlError): void {
  throw error;
}
