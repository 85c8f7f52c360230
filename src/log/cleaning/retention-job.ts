import type { Clock } from '../../common/clock.ts';
import type { SegmentSpan } from '../segment/segment-list.ts';
import {
  type ClosedSegment,
  planRetention,
  type RetentionFacts,
  type RetentionSettings,
  type RetentionTime,
} from './retention.ts';

/** A partition as retention sees it. */
export type RetainedPartition = {
  /** All segments but the one that is written to, oldest first. */
  readonly closed: () => readonly SegmentSpan[];
  /** Bytes of all segments. */
  readonly bytes: () => number;
  /** The newest record time of the segment that is written to; −Infinity without rows. */
  readonly lastTimestampMs: () => number;
  /** Nothing from here on goes: transactions are open there. */
  readonly stableOffset: () => number;
  /** Takes out the closed segments wholly before an offset and removes their files. */
  readonly dropBefore: (offset: number) => Promise<void>;
};

type Closing = { readonly sinceMs: number; readonly isFromBefore: boolean };

/**
 * Retention of a partition. To be made when the partition is opened and run now and then: what is closed
 * between two runs counts as closed at the later one.
 */
export class RetentionJob {
  readonly #clock: Clock;
  readonly #partition: RetainedPartition;
  readonly #startedMs: number;
  readonly #startedAtMs: number;
  /** By the end of the range, which rewriting segments keeps. Growth: one per closed segment. */
  #closings: ReadonlyMap<number, Closing> = new Map();

  constructor(clock: Clock, partition: RetainedPartition) {
    this.#clock = clock;
    this.#partition = partition;
    this.#startedMs = clock.monotonicMs();
    this.#startedAtMs = clock.nowMicros() / 1000;
    this.#observe(true);
  }

  /**
   * Drops what need not be kept; answers the new start, null when nothing was dropped.
   * @throws errors of the file system, SqlError 58030
   */
  async run(settings: RetentionSettings): Promise<number | null> {
    this.#observe(false);
    const { retentionMs, retentionBytes } = settings;
    if (retentionMs === null && retentionBytes === null) return null;
    const end = await this.#plan(settings);
    if (end !== null) await this.#partition.dropBefore(end);
    return end;
  }

  /** Looks at one segment after the other, so that indexes of those that stay are not read. */
  async #plan(settings: RetentionSettings): Promise<number | null> {
    const stable = this.#partition.stableOffset();
    const time = this.#time();
    const spans = this.#partition.closed().filter(({ endOffset }) => endOffset <= stable);
    const newestMs = await this.#newestMs(spans);
    const closed: ClosedSegment[] = [];
    let end: number | null = null;
    for (const span of spans) {
      closed.push(await this.#factsOf(span, settings.retentionMs !== null));
      const facts: RetentionFacts = { closed, newestMs, bytes: this.#partition.bytes() };
      const next = planRetention(facts, settings, time);
      if (next !== span.endOffset) break;
      end = next;
    }
    return end;
  }

  async #newestMs(spans: readonly SegmentSpan[]): Promise<number> {
    const last = this.#partition.lastTimestampMs();
    const closed = spans.at(-1);
    if (last > Number.NEGATIVE_INFINITY || closed === undefined) return last;
    return (await closed.segment.index(closed.endOffset)).maxTimestampMs;
  }

  async #factsOf({ segment, endOffset }: SegmentSpan, needsTimes: boolean): Promise<ClosedSegment> {
    const closing = this.#closings.get(endOffset);
    const isFromBefore = closing?.isFromBefore ?? false;
    const index = needsTimes && isFromBefore ? await segment.index(endOffset) : null;
    const now = this.#clock.monotonicMs();
    return {
      endOffset,
      isFromBefore,
      bytes: segment.bytes,
      maxTimestampMs: index?.maxTimestampMs ?? Number.POSITIVE_INFINITY,
      closedForMs: now - (closing?.sinceMs ?? now),
    };
  }

  #time(): RetentionTime {
    const uptimeMs = this.#clock.monotonicMs() - this.#startedMs;
    // A clock that jumps ahead must not delete early, one that was put back must be believed.
    const nowMs = Math.min(this.#clock.nowMicros() / 1000, this.#startedAtMs + uptimeMs);
    return { nowMs, uptimeMs };
  }

  #observe(isFromBefore: boolean): void {
    const sinceMs = this.#clock.monotonicMs();
    const known = this.#closings;
    const ends = this.#partition.closed().map(({ endOffset }) => endOffset);
    this.#closings = new Map(
      ends.map((end) => [end, known.get(end) ?? { sinceMs, isFromBefore }] as const),
    );
  }
}
