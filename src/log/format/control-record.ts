import { RecordBatchBuilder } from './record-batch-builder.ts';
import { RecordReader } from './record-reader.ts';

/** How a transaction ended. */
export type TransactionOutcome = 'commit' | 'abort';

const abortType = 0;
const commitType = 1;

/**
 * The body of a marker, the one record of a control batch, as Kafka has it: the key is int16
 * version 0 and int16 type (0 abort, 1 commit), the value int16 version 0 and int32 epoch of the
 * coordinator, here always 0.
 */
export function encodeControlRecord(outcome: TransactionOutcome, timestampMs: number): Uint8Array {
  const builder = new RecordBatchBuilder(timestampMs, 64);
  const key = new Uint8Array(4);
  key[3] = outcome === 'commit' ? commitType : abortType;
  builder.add({ key, value: new Uint8Array(6), headers: [], timestampMs });
  return builder.body();
}

/** What a marker says; null for a control record of another kind. @throws SqlError XX001 when it is damaged */
export function decodeControlRecord(body: Uint8Array): TransactionOutcome | null {
  const reader = new RecordReader(body, 1);
  reader.next();
  const key = reader.key();
  if (key === null || key.length < 4) return null;
  const type = ((key[2] as number) << 8) | (key[3] as number);
  if (type === commitType) return 'commit';
  return type === abortType ? 'abort' : null;
}
