import type { Clock } from '../../common/clock.ts';
import type { BodyFormat, GroupLag, Partition, StoredBatch, TopicPartition } from '../api.ts';
import { RecordReader } from '../format/record-reader.ts';

/** How far a reader of committed rows is behind that has committed an offset, or nothing yet. @throws SqlError XX001, 58030 */
export async function partitionLag(
  of: TopicPartition,
  partition: Partition,
  committed: number | null,
  { bodies, clock }: { readonly bodies: BodyFormat; readonly clock: Clock },
): Promise<GroupLag> {
  const end = partition.stableOffset();
  const from = committed ?? partition.startOffset();
  const read = from < end ? await partition.read(from, 1) : { batches: [] };
  const first = read.batches[0];
  if (first === undefined) return { ...of, committed, end, records: 0, seconds: 0 };
  const row = firstRowFrom(first, await first.body(), from, bodies);
  const seconds = Math.max(0, clock.nowMicros() / 1000 - row.timestampMs) / 1000;
  return { ...of, committed, end, records: Math.max(0, end - row.offset), seconds };
}

type Row = { readonly offset: number; readonly timestampMs: number };

/** The first row of a batch at an offset or behind it; the last one when there is none. */
function firstRowFrom(
  batch: StoredBatch,
  body: Uint8Array,
  offset: number,
  bodies: BodyFormat,
): Row {
  return batch.kind === 'records'
    ? firstRecordFrom(batch, body, offset)
    : firstColumnRowFrom(batch, body, offset, bodies);
}

function firstRecordFrom(batch: StoredBatch, body: Uint8Array, offset: number): Row {
  const reader = new RecordReader(body, batch.rows);
  let row: Row = { offset, timestampMs: batch.maxTimestampMs };
  while (reader.next()) {
    row = {
      offset: batch.baseOffset + reader.offsetDelta,
      timestampMs: batch.firstTimestampMs + reader.timestampDelta,
    };
    if (row.offset >= offset) break;
  }
  return row;
}

function firstColumnRowFrom(
  batch: StoredBatch,
  body: Uint8Array,
  offset: number,
  bodies: BodyFormat,
): Row {
  const deltas = bodies.offsetDeltas(body);
  const timestamps = bodies.timestamps(body);
  const delta = Math.max(0, offset - batch.baseOffset);
  const found = deltas === null ? delta : deltas.findIndex((other) => other >= delta);
  const row = found < 0 ? batch.rows - 1 : found;
  return {
    offset: batch.baseOffset + (deltas?.[row] ?? row),
    timestampMs: timestamps[row] ?? batch.maxTimestampMs,
  };
}
