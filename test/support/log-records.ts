import type { Isolation, LogRecord, Partition, ProducerStamp } from '../../src/log/api.ts';
import { RecordReader } from '../../src/log/format/record-reader.ts';

/** A record whose value is a text. */
export function textRecord(value: string, timestampMs = 0): LogRecord {
  return { key: null, value: Buffer.from(value), headers: [], timestampMs };
}

/** Records whose values are these texts. */
export function textRecords(...values: readonly string[]): readonly LogRecord[] {
  return values.map((value) => textRecord(value));
}

/** What a producer writes on an append, in no transaction unless told. */
export function stampOf(
  producerId: number,
  epoch: number,
  sequence: number,
  transactional = false,
): ProducerStamp {
  return { producerId, epoch, sequence, transactional };
}

/** A record as it is read: its offset and the text of its value. */
export type ReadText = readonly [offset: number, value: string];

/** All records of a partition that a reader sees, from an offset on, read in pieces of about so many bytes. */
export async function readTexts(
  partition: Partition,
  isolation: Isolation = 'committed',
  from = 0,
  bytesMax = 1000,
): Promise<ReadText[]> {
  const texts: ReadText[] = [];
  for (let offset = from; ; ) {
    const { batches, nextOffset } = await partition.read(offset, bytesMax, isolation);
    for (const batch of batches) {
      const reader = new RecordReader(await batch.body(), batch.rows);
      while (reader.next()) {
        const at = batch.baseOffset + reader.offsetDelta;
        if (at >= offset) texts.push([at, Buffer.from(reader.value() ?? []).toString()]);
      }
    }
    if (batches.length === 0) return texts;
    offset = nextOffset;
  }
}
