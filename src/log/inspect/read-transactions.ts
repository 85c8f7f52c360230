import { crc32c } from '@node-rs/crc32';
import { decompressLz4 } from '../format/lz4.ts';
import { RecordReader } from '../format/record-reader.ts';
import { decodeTransactionRecord, transactionsTopic } from '../transactions/transaction-record.ts';
import { listTopics } from './list-topics.ts';
import { type FoundBatch, PartitionScan } from './partition-scan.ts';
import type { ReadDisk } from './read-disk.ts';

/** The epochs of committed transactions by producer: those whose markers may be missing in partitions. */
export type CommittedEpochs = ReadonlyMap<number, ReadonlySet<number>>;

/** Reads the record of transactions of a log as it grows. Growth: transactions whose markers may be missing. */
export class CommittedTransactions {
  readonly #disk: ReadDisk;
  readonly #logDirectory: string;
  readonly #isHeld: () => boolean;
  readonly #epochs = new Map<number, Set<number>>();
  #scan: PartitionScan | null = null;

  constructor(disk: ReadDisk, logDirectory: string, isHeld: () => boolean) {
    this.#disk = disk;
    this.#logDirectory = logDirectory;
    this.#isHeld = isHeld;
  }

  /** What is committed now. */
  async read(): Promise<CommittedEpochs> {
    this.#scan ??= await this.#open();
    if (this.#scan === null) return this.#epochs;
    const scan = this.#scan;
    for (let step = await scan.next(); step !== null; step = await scan.next()) {
      if (step.kind === 'batch' && step.head.kind === 'records') await this.#take(step);
    }
    return this.#epochs;
  }

  async close(): Promise<void> {
    await this.#scan?.close();
    this.#scan = null;
  }

  async #open(): Promise<PartitionScan | null> {
    const { topics } = await listTopics(this.#disk, this.#logDirectory);
    const topic = topics.find(({ meta }) => meta?.name === transactionsTopic);
    const meta = topic?.meta ?? null;
    if (topic === undefined || meta === null) return null;
    const place = {
      disk: this.#disk,
      directory: `${topic.directory}/0`,
      salt: crc32c('0', meta.salt),
      durability: meta.settings.durability,
      isHeld: this.#isHeld,
    };
    return new PartitionScan(place, 0);
  }

  async #take({ head, body }: FoundBatch): Promise<void> {
    const stored = await body();
    if (stored === null || head.control) return;
    const bytes = head.compression === 'lz4' ? decompressLz4(stored) : stored;
    const reader = new RecordReader(bytes, head.rows);
    while (reader.next()) {
      const record = decodeTransactionRecord({ key: reader.key(), value: reader.value() });
      if (record?.kind === 'commit') this.#note(record.producerId, record.committed?.epoch ?? null);
    }
  }

  #note(producerId: number, epoch: number | null): void {
    const epochs = this.#epochs.get(producerId);
    if (epoch === null) this.#epochs.delete(producerId);
    else if (epochs === undefined) this.#epochs.set(producerId, new Set([epoch]));
    else epochs.add(epoch);
  }
}
