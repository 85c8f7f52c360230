import type { BatchHead } from '../format/batch-head.ts';
import type { SegmentSpan } from '../segment/segment-list.ts';
import type { LogBatch } from '../segment/stored-batch.ts';
import type { BatchMerger } from './batch-merger.ts';
import type { CleanMark } from './clean-mark.ts';
import type { CleanedPartition } from './cleaned-partition.ts';
import type { CompactionSettings } from './compaction-settings.ts';
import type { KeyOffsets } from './key-offsets.ts';
import { visitRows } from './keyed-rows.ts';
import type { BatchRewriter } from './rewrite-segments.ts';

export type FilterOptions = {
  readonly partition: CleanedPartition;
  readonly settings: CompactionSettings;
  /** Of all rows below `end` that were not compacted before. */
  readonly keys: KeyOffsets;
  readonly end: number;
  readonly nowMs: number;
  /** Where the reader that is furthest behind stands. */
  readonly readerOffset: number;
};

/** What is kept of a batch: rows by index (null for all), and when its tombstones may go. */
type Kept = { readonly rows: Uint32Array | null; readonly horizonMs: number | null };

const noRows: Kept = { rows: new Uint32Array(0), horizonMs: null };
/** Batches that become fewer by less than this part are left as they are. */
const fewerMin = 0.75;

/**
 * Decides what one pass of compaction keeps of a partition, from its start on. Rows that are kept belong to no
 * transaction any more: all are committed. So their ends can go, as soon as the producer has a
 * later epoch; until then, and for the last batch of a producer (without rows, if need be), what
 * is known of producers can be learned from the batches.
 */
export class CompactionFilter {
  readonly #options: FilterOptions;
  #horizonMs: number | null = null;
  #tombstoneOffset = 0;

  constructor(options: FilterOptions) {
    this.#options = options;
  }

  /** For segments that are to become one. */
  rewriterFor(spans: readonly SegmentSpan[]): BatchRewriter {
    let [isChanged, read] = [spans.length > 1, 0];
    return {
      take: async (batch, merger) => {
        read += 1;
        if (await this.#take(batch, merger)) isChanged = true;
      },
      isInVain: (written) => !isChanged && written >= read * fewerMin,
    };
  }

  /** Which tombstones that were kept may go next. */
  nextTombstones(): Pick<CleanMark, 'horizonMs' | 'tombstoneOffset'> {
    return { horizonMs: this.#horizonMs, tombstoneOffset: this.#tombstoneOffset };
  }

  /** Whether anything changes. */
  async #take(batch: LogBatch, merger: BatchMerger): Promise<boolean> {
    const { head } = batch;
    if (head.control) return this.#takeMarker(batch, merger);
    const isStamped = this.#isLastOfProducer(head);
    const isGone = head.rows === 0 || this.#options.partition.state.transactions.isAborted(head);
    const body = isGone ? new Uint8Array(0) : await batch.body();
    const { rows: kept, horizonMs } = isGone ? noRows : this.#keep(head, body);
    const isKept = kept === null || kept.length > 0 || isStamped;
    if (isKept)
      await merger.add({ head, body, kept, isStamped, isTransactional: false, horizonMs });
    const before = head.deleteHorizon ? head.firstTimestampMs : null;
    const hasLost = kept !== null && (head.rows > 0 || !isKept);
    return hasLost || head.transactional || before !== horizonMs;
  }

  async #takeMarker(batch: LogBatch, merger: BatchMerger): Promise<boolean> {
    const { producerId, producerEpoch } = batch.head;
    const producer = this.#options.partition.state.producers.get(producerId);
    if (producer === null || producer.epoch > producerEpoch) return true;
    await merger.addAsItIs(batch);
    return false;
  }

  #isLastOfProducer({ producerId, producerEpoch, endOffset }: BatchHead): boolean {
    if (producerId < 0) return false;
    const producer = this.#options.partition.state.producers.get(producerId);
    if (producer === null || producer.epoch !== producerEpoch) return false;
    return producer.recent.at(-1)?.lastOffset === endOffset - 1;
  }

  #keep(head: BatchHead, body: Uint8Array): Kept {
    const { partition, settings, keys, end, nowMs, readerOffset } = this.#options;
    const before = head.deleteHorizon ? head.firstTimestampMs : null;
    const firstCleaning = nowMs + settings.tombstoneMs;
    const rows = new Uint32Array(head.rows);
    let count = 0;
    let horizonMs: number | null = null;
    visitRows(head, body, partition, (row, offset, key, isTombstone) => {
      if (key !== null && keys.newest(key) > offset) return true;
      // From the end on a tombstone may stand for rows that are still there.
      if (isTombstone && key !== null && offset < end) {
        if (before !== null && before <= nowMs && offset < readerOffset) return true;
        horizonMs = before ?? firstCleaning;
        this.#noteTombstone(horizonMs, offset);
      }
      rows[count] = row;
      count += 1;
      return true;
    });
    return { rows: count === head.rows ? null : rows.slice(0, count), horizonMs };
  }

  #noteTombstone(horizonMs: number, offset: number): void {
    if (this.#horizonMs !== null && this.#horizonMs <= horizonMs) return;
    this.#horizonMs = horizonMs;
    this.#tombstoneOffset = offset;
  }
}
