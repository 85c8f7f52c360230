import type { Batch } from '../data/batch.ts';
import { formatTimestamp } from '../data/text-output.ts';
import type { Vector } from '../data/vector.ts';
import type { ScanNode } from '../planner/physical/physical-plan.ts';
import { PartitionWatermark } from '../runtime/operators/event-time.ts';
import type { PartitionRead, PartitionSource } from '../runtime/source/partition-source.ts';
import type { Cut, PartitionEnds } from './cut.ts';
import { idleTimeoutMicros } from './idle-timeout.ts';
import type { PartitionReading, ScanInput } from './scan-input.ts';
import type { StoredRelation } from './stored-relation.ts';

/** Where one partition of the scan stands. */
type Cursor = {
  readonly partition: number;
  readonly source: PartitionSource;
  /** Null when the query has no use for event time. */
  readonly watermark: PartitionWatermark | null;
  offset: number;
  rowsRead: number;
  /** The clock when rows came last, or when the query began; null before. */
  quietSinceMicros: number | null;
  /** No row has come for so long that event time goes on without the partition. */
  isIdle: boolean;
};

export type StreamInputOptions = {
  readonly store: StoredRelation;
  readonly node: ScanNode;
  readonly sources: readonly PartitionSource[];
  /** Where reading begins; the oldest rows unless told. */
  readonly from?: PartitionEnds | undefined;
};

/**
 * A stream's or table's log as input of a query: its partitions from one cut to the next. Decides
 * which rows are late, each partition by itself; the watermark told is the least of them. It goes
 * on without partitions that have had no rows for the idle timeout of the stream: what comes to them
 * later behind the watermark told is late.
 */
export class StreamInput implements ScanInput {
  readonly store: StoredRelation;
  readonly #cursors: readonly Cursor[];
  /** The event-time column among the scanned ones; −1 for none. */
  readonly #timeColumn: number;
  /** Infinity where all partitions are waited for. */
  readonly #idleMicros: number;
  #ended = false;
  #started = false;
  /** The watermark told last. */
  #told = Number.NEGATIVE_INFINITY;

  constructor({ store, node, sources, from }: StreamInputOptions) {
    this.store = store;
    const { watermark } = node;
    this.#timeColumn = watermark === null ? -1 : node.columns.indexOf(watermark.column);
    const isTimed = this.#timeColumn >= 0 && sources.length > 1;
    this.#idleMicros = isTimed ? idleTimeoutMicros(store.definition) : Number.POSITIVE_INFINITY;
    this.#cursors = sources.map((source, partition) => ({
      partition,
      source,
      watermark:
        watermark === null || this.#timeColumn < 0
          ? null
          : new PartitionWatermark(watermark.delayMicros),
      offset: from?.[partition] ?? store.topic.partitions[partition]?.startOffset() ?? 0,
      rowsRead: 0,
      quietSinceMicros: null,
      isIdle: false,
    }));
  }

  hasNews(cut: Cut): boolean {
    if (!this.#started || this.dueMicros() <= cut.nowMicros) return true;
    return this.rowsLeft(cut) > 0 || (!this.#ended && cut.ended.has(this.store.id));
  }

  rowsLeft(cut: Cut): number {
    const ends = cut.ends.get(this.store.id);
    if (ends === undefined) return 0;
    let rows = 0;
    for (const cursor of this.#cursors) {
      rows += Math.max(0, (ends[cursor.partition] ?? 0) - cursor.offset);
    }
    return rows;
  }

  next(cut: Cut, rowsMax: number): Batch | null | Promise<Batch | null> {
    this.#started = true;
    for (;;) {
      const cursor = this.#furthestBehind(cut);
      if (cursor === null) return null;
      const end = cut.ends.get(this.store.id)?.[cursor.partition] ?? 0;
      const ready = cursor.source.readInMemory(cursor.offset, end, rowsMax);
      if (ready === null) return this.#fetch(cursor, cut, rowsMax);
      const batch = this.#take(cursor, ready, cut);
      if (batch !== null) return batch;
    }
  }

  watermark(cut: Cut): number {
    if (this.isEnded(cut)) {
      this.#ended = true;
      return Number.POSITIVE_INFINITY;
    }
    for (const cursor of this.#cursors) {
      cursor.quietSinceMicros ??= cut.nowMicros;
      if (cut.nowMicros - cursor.quietSinceMicros >= this.#idleMicros) cursor.isIdle = true;
    }
    this.#told = Math.max(this.#told, this.reachedMicros());
    return this.#told;
  }

  reachedMicros(): number {
    let least = Number.POSITIVE_INFINITY;
    let greatest = Number.NEGATIVE_INFINITY;
    for (const { watermark, isIdle } of this.#cursors) {
      const reached = watermark?.watermark ?? Number.NEGATIVE_INFINITY;
      greatest = Math.max(greatest, reached);
      if (!isIdle) least = Math.min(least, reached);
    }
    // Where no partition is waited for, none holds back what another has told.
    return Math.max(this.#told, least === Number.POSITIVE_INFINITY ? greatest : least);
  }

  dueMicros(): number {
    let due = Number.POSITIVE_INFINITY;
    if (this.#ended || this.#idleMicros === Number.POSITIVE_INFINITY) return due;
    for (const { quietSinceMicros, isIdle } of this.#cursors) {
      if (isIdle || quietSinceMicros === null) continue;
      due = Math.min(due, quietSinceMicros + this.#idleMicros);
    }
    return due;
  }

  isEnded(cut: Cut): boolean {
    return cut.ended.has(this.store.id) && this.rowsLeft(cut) === 0;
  }

  waitingFor(final: boolean): string | null {
    if (this.#ended) return null;
    const { name } = this.store.definition;
    const unread = this.#cursors.filter(({ rowsRead }) => rowsRead === 0);
    if (unread.length === this.#cursors.length) {
      return this.store.rows === 0
        ? `${name} has no rows yet`
        : `no row has come to ${name} since the query began`;
    }
    if (!final || this.#timeColumn < 0) return null;
    const empty = unread.filter(({ isIdle }) => !isIdle);
    if (empty.length > 0) {
      const numbers = empty.map(({ partition }) => partition).join(', ');
      return `partition ${numbers} of ${name} has no rows yet: its event time has not begun`;
    }
    const reached = formatTimestamp(BigInt(Math.trunc(this.reachedMicros())));
    return `event time of ${name} has come to ${reached}: windows that end later wait for newer rows`;
  }

  partitions(): readonly PartitionReading[] {
    const relation = this.store.id;
    return this.#cursors.map(({ partition, offset, rowsRead, watermark }) => {
      const reached = watermark?.watermark ?? Number.NEGATIVE_INFINITY;
      const watermarkMicros = Number.isFinite(reached) ? reached : null;
      return { relation, partition, offset, rowsRead, watermarkMicros };
    });
  }

  close(): void {}

  async #fetch(cursor: Cursor, cut: Cut, rowsMax: number): Promise<Batch | null> {
    const end = cut.ends.get(this.store.id)?.[cursor.partition] ?? 0;
    const read = await cursor.source.read(cursor.offset, end, rowsMax);
    const batch = read === null ? null : this.#take(cursor, read, cut);
    return batch ?? this.next(cut, rowsMax);
  }

  /** Null when there are no rows up to where the read has come. */
  #take(cursor: Cursor, { batch, next }: PartitionRead, cut: Cut): Batch | null {
    cursor.offset = next;
    if (batch === null) return null;
    cursor.rowsRead += batch.rowCount;
    cursor.quietSinceMicros = cut.nowMicros;
    if (cursor.isIdle) cursor.watermark?.raise(this.#told);
    cursor.isIdle = false;
    if (cursor.watermark === null) return batch;
    return cursor.watermark.observe(batch, batch.columns[this.#timeColumn] as Vector);
  }

  /** The partition with rows left whose event time is furthest behind. */
  #furthestBehind(cut: Cut): Cursor | null {
    const ends = cut.ends.get(this.store.id) ?? [];
    let chosen: Cursor | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (const cursor of this.#cursors) {
      if ((ends[cursor.partition] ?? 0) <= cursor.offset) continue;
      const reached = cursor.watermark?.watermark ?? cursor.rowsRead;
      if (chosen !== null && reached >= least) continue;
      chosen = cursor;
      least = reached;
    }
    return chosen;
  }
}
