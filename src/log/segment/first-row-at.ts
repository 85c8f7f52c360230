import type { BodyFormat, TimedOffset } from '../api.ts';
import { RecordReader } from '../format/record-reader.ts';
import type { LogBatch } from './stored-batch.ts';

/** Which row of a batch is looked for. */
export type RowSearch = {
  readonly timestampMs: number;
  /** Rows before it do not count. */
  readonly startOffset: number;
  /** Nor do rows from here on. */
  readonly endOffset: number;
};

/**
 * The first row of a batch whose record time is not before a time; null when there is none.
 * @throws SqlError XX001, 58030
 */
export async function firstRowAt(
  batch: LogBatch,
  search: RowSearch,
  bodies: BodyFormat,
): Promise<TimedOffset | null> {
  const body = await batch.body();
  const found =
    batch.kind === 'records'
      ? ofRecords(batch, body, search)
      : ofColumns(batch, body, search, bodies);
  return found === null || found.offset >= search.endOffset ? null : found;
}

function ofRecords(
  { rows, baseOffset, firstTimestampMs }: LogBatch,
  body: Uint8Array,
  { timestampMs, startOffset }: RowSearch,
): TimedOffset | null {
  const records = new RecordReader(body, rows);
  while (records.next()) {
    const time = firstTimestampMs + records.timestampDelta;
    const offset = baseOffset + records.offsetDelta;
    if (time >= timestampMs && offset >= startOffset) return { offset, timestampMs: time };
  }
  return null;
}

function ofColumns(
  { rows, baseOffset }: LogBatch,
  body: Uint8Array,
  { timestampMs, startOffset }: RowSearch,
  bodies: BodyFormat,
): TimedOffset | null {
  const times = bodies.timestamps(body);
  const deltas = bodies.offsetDeltas(body);
  for (let row = 0; row < rows; row += 1) {
    const time = times[row] as number;
    const offset = baseOffset + (deltas === null ? row : (deltas[row] as number));
    if (time >= timestampMs && offset >= startOffset) return { offset, timestampMs: time };
  }
  return null;
}
