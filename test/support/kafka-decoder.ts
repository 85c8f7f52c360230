import { createRequire } from 'node:module';
import { decompressLz4 } from '../../src/log/format/lz4.ts';

/** A batch as an implementation that is not ours reads it. */
export type DecodedBatch = {
  readonly firstOffset: string;
  readonly firstTimestamp: string;
  readonly maxTimestamp: string;
  readonly partitionLeaderEpoch: number;
  readonly inTransaction: boolean;
  readonly isControlBatch: boolean;
  readonly lastOffsetDelta: number;
  readonly producerId: string;
  readonly producerEpoch: number;
  readonly firstSequence: number;
  readonly records: readonly DecodedRecord[];
};

export type DecodedRecord = {
  readonly timestamp: string;
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer>>;
};

const require = createRequire(import.meta.url);
const decode = require('kafkajs/src/protocol/recordBatch/v0/decoder.js') as (
  decoder: unknown,
) => Promise<DecodedBatch>;
const Decoder = require('kafkajs/src/protocol/decoder.js') as new (bytes: Buffer) => unknown;
const crc32c = require('kafkajs/src/protocol/recordBatch/crc32C/index.js') as (
  bytes: Buffer,
) => number;
const { Types, Codecs } = require('kafkajs/src/protocol/message/compression/index.js') as {
  readonly Types: { readonly LZ4: number };
  readonly Codecs: Record<number, () => { decompress: (bytes: Buffer) => Promise<Buffer> }>;
};
Codecs[Types.LZ4] = () => ({ decompress: async (bytes) => Buffer.from(decompressLz4(bytes)) });

/** Reads one batch of Kafka's format 2, beginning at its base offset, with the decoder of kafkajs; it leaves the checksum to us. */
export async function decodeWithKafkajs(batch: Uint8Array): Promise<DecodedBatch> {
  const bytes = Buffer.from(batch);
  const end = 12 + bytes.readInt32BE(8);
  if (crc32c(bytes.subarray(21, end)) >>> 0 !== bytes.readUInt32BE(17)) {
    throw new Error('a wrong checksum');
  }
  return decode(new Decoder(bytes));
}
