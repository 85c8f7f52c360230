import type { StreamDefinition, TableDefinition } from '../catalog/definition.ts';
import type { Clock } from '../common/clock.ts';
import type { SqlError } from '../common/sql-error.ts';
import { type Batch, type Schema, sliceBatch } from '../data/batch.ts';
import { encodeBatch, type Stamp } from '../data/column-codec.ts';
import type { Log, Partition, Topic, Transaction } from '../log/api.ts';
import type { IngestOutcome } from './api.ts';
import { columnsChanged } from './column-layout.ts';
import type { PartitionEnds } from './cut.ts';
import { droppedRelation } from './dropped-relation.ts';
import { type PartitionRows, partitionByKey } from './partitioner.ts';
import { Turns } from './turns.ts';
import { WriteOrder } from './write-order.ts';

/** Rows of one appended batch at most, and bytes of its body that are split further. */
const batchRowsMax = 65_536;
const bodyBytesMax = 16 * 1024 * 1024;

/** The id that a topic gives to the schema it was made with. */
const schemaId = 1;

/** Rows of one partition as the log keeps them. */
export type EncodedRows = {
  readonly partition: number;
  readonly rows: number;
  readonly body: Uint8Array;
  readonly timestampMs: number;
};

type PartitionRange = IngestOutcome['offsets'][number];

/** A write on its way. */
export type BegunWrite = {
  /** The offsets, once all is appended. */
  readonly appended: Promise<readonly PartitionRange[]>;
  /** Resolves when no append is under way any more. */
  readonly over: Promise<void>;
  /** Tells what it has brought: visible once all before it are; nothing when it failed. */
  readonly show: (ranges: readonly PartitionRange[]) => void;
  readonly visible: Promise<void>;
};

/**
 * A stream or table as the log keeps it. Writers append whole batches; what is written together
 * becomes visible together, in the order of the writes.
 */
export class StoredRelation {
  readonly topic: Topic;
  #definition: StreamDefinition | TableDefinition;
  #schema: Schema;
  readonly #clock: Clock;
  readonly #changed: () => void;
  readonly #log: Log;
  readonly #order: WriteOrder;
  readonly #turns = new Turns();
  #ended = false;
  #dropped = false;
  #nextPartition = 0;

  /** `changed` is called whenever rows became visible or the source has ended. */
  constructor(
    definition: StreamDefinition | TableDefinition,
    topic: Topic,
    log: Log,
    clock: Clock,
    changed: () => void,
  ) {
    this.#definition = definition;
    this.#schema = { fields: definition.fields };
    this.topic = topic;
    this.#log = log;
    this.#clock = clock;
    this.#changed = changed;
    const ends = topic.partitions.map((partition) => partition.endOffset());
    this.#order = new WriteOrder(ends, changed);
  }

  get definition(): StreamDefinition | TableDefinition {
    return this.#definition;
  }

  get schema(): Schema {
    return this.#schema;
  }

  /** Goes by another name from now on, or its columns do. */
  redefine(definition: StreamDefinition | TableDefinition): void {
    this.#definition = definition;
    this.#schema = { fields: definition.fields };
  }

  get id(): string {
    return this.definition.id;
  }

  /** What a cut may take: the end of the last write that is durable whole, per partition. */
  get visibleEnds(): PartitionEnds {
    return this.#order.ends;
  }

  /** How far a cut goes that begins at `from`: about `rowsMax` rows of a partition, whole writes only. */
  endsAfter(from: PartitionEnds, rowsMax: number): PartitionEnds {
    return this.#order.endsAfter(from, rowsMax);
  }

  /** Whether the source has ended: no rows will follow. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Why a partition takes no rows for now (its log tries again by itself); null when all is well. */
  get trouble(): SqlError | null {
    for (const partition of this.topic.partitions) {
      const failure = partition.failure();
      if (failure !== null) return failure;
    }
    return null;
  }

  get isDropped(): boolean {
    return this.#dropped;
  }

  /** Rows in the log. */
  get rows(): number {
    return this.topic.partitions.reduce((sum, partition) => sum + partition.rows(), 0);
  }

  get bytes(): number {
    return this.topic.partitions.reduce((sum, partition) => sum + partition.bytes(), 0);
  }

  /**
   * Writes rows; resolves when they are durable and visible to the next cut.
   * @throws SqlError 53100, 58030 as the log does, 42P01 once the relation is dropped.
   */
  async append(batch: Batch): Promise<IngestOutcome['offsets']> {
    return await this.appendEncoded(this.encode(batch));
  }

  /**
   * Writes rows whose partitions are known already. They become visible together, but after a crash
   * only some may be there: whoever writes them knows how many and goes on from there.
   */
  async appendParts(parts: readonly PartitionRows[]): Promise<IngestOutcome['offsets']> {
    return await this.#write(this.#encodeParts(parts), null);
  }

  /** Rows as the log keeps them, to be written together with others by `appendEncoded`; the batch may change afterwards. */
  encode(batch: Batch): readonly EncodedRows[] {
    return this.#encodeParts(this.#split(batch));
  }

  /** Writes rows that were encoded before, all of them as one write that survives a crash whole or not at all. */
  async appendEncoded(encoded: readonly EncodedRows[]): Promise<IngestOutcome['offsets']> {
    const transaction = encoded.length > 1 ? await this.#log.beginTransaction() : null;
    return await this.#write(encoded, transaction);
  }

  /** Waits for the turn to write alone: everything begun before is visible or has failed by then. */
  async enterAlone(): Promise<void> {
    await this.#turns.enter(true);
  }

  /** Ends the turn. */
  leaveAlone(): void {
    this.#turns.leave(true);
  }

  /** Begins the transaction that several writes are part of. */
  beginTransaction(): Promise<Transaction> {
    return this.#log.beginTransaction();
  }

  /**
   * Begins a write of whoever has the turn. The order of the writes is that of their appends in each
   * partition: both are begun here. @throws SqlError 42P01 once the relation is dropped
   */
  beginWrite(encoded: readonly EncodedRows[], transaction: Transaction | null): BegunWrite {
    if (this.#dropped) throw droppedRelation(this.definition.name);
    const write = this.#order.begin();
    const appends = encoded.map((rows) => this.#appendTo(rows, transaction));
    const appended = Promise.all(appends).then(merged);
    appended.catch(() => undefined);
    return {
      appended,
      over: Promise.allSettled(appends).then(() => undefined),
      show: (ranges) =>
        write.finish(new Map(ranges.map(({ partition, last }) => [partition, last + 1]))),
      visible: write.visible,
    };
  }

  async #write(
    encoded: readonly EncodedRows[],
    transaction: Transaction | null,
  ): Promise<IngestOutcome['offsets']> {
    const turn = this.#turns.enter(false);
    if (turn !== null) await turn;
    try {
      return await this.#writeInTurn(encoded, transaction);
    } finally {
      this.#turns.leave(false);
    }
  }

  async #writeInTurn(
    encoded: readonly EncodedRows[],
    transaction: Transaction | null,
  ): Promise<IngestOutcome['offsets']> {
    if (this.#dropped) {
      await transaction?.abort();
      throw droppedRelation(this.definition.name);
    }
    const write = this.beginWrite(encoded, transaction);
    try {
      const ranges = await write.appended;
      await transaction?.commit();
      write.show(ranges);
      await write.visible;
      return ranges;
    } catch (error) {
      await write.over;
      await transaction?.abort();
      write.show([]);
      throw error;
    }
  }

  /** Takes no more writes: the log of the relation is about to go. */
  drop(): void {
    this.#dropped = true;
  }

  /** Says that no rows will follow. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#changed();
  }

  #split(batch: Batch): readonly PartitionRows[] {
    const { partitions } = this.topic;
    if (partitions.length === 1) return [{ partition: 0, batch }];
    const keys = this.definition.kind === 'stream' ? this.definition.partitionBy : [];
    if (keys.length > 0) return partitionByKey(batch, keys, partitions.length);
    const partition = this.#nextPartition;
    this.#nextPartition = (partition + 1) % partitions.length;
    return [{ partition, batch }];
  }

  #encodeParts(parts: readonly PartitionRows[]): readonly EncodedRows[] {
    const timestampMs = Math.floor(this.#clock.nowMicros() / 1000);
    const { layout, name } = this.definition;
    const stamp =
      layout === undefined
        ? { schemaId, timestampMs }
        : // Each column that comes makes another schema of it.
          { schemaId: schemaId + layout.nextSlot, timestampMs, ids: layout.slots };
    return parts.flatMap(({ partition, batch }) => {
      if (batch.columns.length > this.#schema.fields.length) throw columnsChanged(name);
      return bodiesOf(batch, stamp).map((body) => ({ partition, timestampMs, ...body }));
    });
  }

  async #appendTo(
    { partition: index, rows, body, timestampMs }: EncodedRows,
    transaction: Transaction | null,
  ): Promise<PartitionRange> {
    const append = { rows, body, firstTimestampMs: timestampMs, maxTimestampMs: timestampMs };
    const range =
      transaction === null
        ? await this.#partition(index).append(append)
        : await transaction.append({ topic: this.topic.name, partition: index }, append);
    return { partition: index, ...range };
  }

  #partition(index: number): Partition {
    const partition = this.topic.partitions[index];
    if (partition === undefined) throw new Error(`assertion failed: no partition ${index}`);
    return partition;
  }
}

/** The bodies of a batch, none of them larger than the log takes. */
function bodiesOf(batch: Batch, stamp: Stamp): { rows: number; body: Uint8Array }[] {
  const bodies: { rows: number; body: Uint8Array }[] = [];
  for (let from = 0; from < batch.rowCount; from += batchRowsMax) {
    const slice = sliceBatch(batch, from, Math.min(from + batchRowsMax, batch.rowCount));
    const body = encodeBatch(slice, stamp);
    if (body.length <= bodyBytesMax || slice.rowCount === 1) {
      bodies.push({ rows: slice.rowCount, body });
      continue;
    }
    const half = Math.ceil(slice.rowCount / 2);
    bodies.push(...bodiesOf(sliceBatch(slice, 0, half), stamp));
    bodies.push(...bodiesOf(sliceBatch(slice, half, slice.rowCount), stamp));
  }
  return bodies;
}

/** One range per partition: the appends of one write follow each other. */
function merged(ranges: readonly PartitionRange[]): readonly PartitionRange[] {
  const byPartition = new Map<number, PartitionRange>();
  for (const range of ranges) {
    const known = byPartition.get(range.partition);
    if (known === undefined) byPartition.set(range.partition, range);
    else {
      byPartition.set(range.partition, {
        partition: range.partition,
        first: Math.min(known.first, range.first),
        last: Math.max(known.last, range.last),
      });
    }
  }
  return [...byPartition.values()];
}
