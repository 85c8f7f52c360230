import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Segment } from '../segment/segment.ts';
import type { SegmentSpan } from '../segment/segment-list.ts';
import { type CleanMark, readCleanMark } from './clean-mark.ts';
import type { CleanedPartition } from './cleaned-partition.ts';
import { compactSegments } from './compact-segments.ts';
import type { CompactionSettings } from './compaction-settings.ts';
import { type CompactedSegment, type CompactionState, planCompaction } from './plan-compaction.ts';
import { planRewrite, rewriteLimits, type SegmentFacts } from './plan-rewrites.ts';
import { RetentionJob } from './retention-job.ts';
import { mergeSegments } from './rewrite-segments.ts';
import { SteadyTime } from './steady-time.ts';
import type { Throttle } from './throttle.ts';

/** Memory for the keys of one pass of a compaction. */
const keyBytesMaxDefault = 64 * 1024 * 1024;

export type CleanerOptions = {
  readonly partition: CleanedPartition;
  readonly keyBytesMax?: number | undefined;
};

/** Keeps one partition clean: what need not be kept goes, what is closed is made good to read. */
export class PartitionCleaner {
  readonly #partition: CleanedPartition;
  readonly #keyBytesMax: number;
  readonly #retention: RetentionJob;
  readonly #time: SteadyTime;
  /** How far it is compacted; null before that was read. */
  #mark: CleanMark | null = null;
  /** Segments that could not be read to their ends: they are left as they are. */
  readonly #unreadable = new WeakSet<Segment>();
  /** The segments as they were when nothing was to be rewritten. */
  #settled: readonly Segment[] | null = null;
  #isKeyless = false;

  constructor({ partition, keyBytesMax }: CleanerOptions) {
    const { clock, segments } = partition;
    this.#partition = partition;
    this.#keyBytesMax = keyBytesMax ?? keyBytesMaxDefault;
    this.#time = new SteadyTime(clock);
    this.#retention = new RetentionJob(clock, {
      closed: () => segments.closed(),
      bytes: () => segments.bytes(),
      lastTimestampMs: () =>
        segments.last?.knownIndex()?.maxTimestampMs ?? Number.NEGATIVE_INFINITY,
      stableOffset: () => this.#undecidedOffset(),
      dropBefore: partition.dropBefore,
    });
  }

  /** Where the files are. */
  get directory(): string {
    return this.#partition.directory;
  }

  /** Does one job that is due; false when there is none. @throws SqlError XX001, errors of the file system, WorkStopped */
  async runOne(throttle: Throttle): Promise<boolean> {
    await this.#partition.rollAged();
    const settings = this.#partition.settings();
    if ((await this.#retention.run(settings)) !== null) return true;
    if (settings.compaction !== null && (await this.#compact(settings.compaction, throttle))) {
      return true;
    }
    return this.#rewrite(throttle);
  }

  async #compact(settings: CompactionSettings, throttle: Throttle): Promise<boolean> {
    if (this.#isKeyless) return false;
    const partition = this.#partition;
    this.#mark ??= await readCleanMark(partition);
    const mark = this.#mark;
    const nowMs = this.#time.nowMs();
    const state: CompactionState = {
      settings,
      mark,
      nowMs,
      undecidedOffset: this.#undecidedOffset(),
      readerOffset: Math.min(
        Number.POSITIVE_INFINITY,
        ...[...partition.readers].map((reader) => reader.position()),
      ),
    };
    const limit = planCompaction(await this.#compactedSegments(settings), state);
    if (limit === null) return false;
    await this.#refuseDamage(limit);
    const keyBytesMax = this.#keyBytesMax;
    const done = await compactSegments({
      partition,
      settings,
      mark,
      limit,
      nowMs,
      throttle,
      keyBytesMax,
    });
    if (done.kind === 'compacted') this.#mark = done.mark;
    else this.#tellKeyless();
    return done.kind === 'compacted';
  }

  async #compactedSegments({ minAgeMs }: CompactionSettings): Promise<readonly CompactedSegment[]> {
    const found: CompactedSegment[] = [];
    for (const { segment, endOffset } of this.#partition.segments.closed()) {
      const index = minAgeMs > 0 ? await segment.index(endOffset) : null;
      const maxTimestampMs = index?.maxTimestampMs ?? Number.NEGATIVE_INFINITY;
      found.push({
        baseOffset: segment.baseOffset,
        endOffset,
        bytes: segment.bytes,
        maxTimestampMs,
      });
    }
    return found;
  }

  /** A row that cannot be read must not outlive a tombstone of its key: it may be repaired later. */
  async #refuseDamage(limit: number): Promise<void> {
    for (const { segment, endOffset } of this.#partition.segments.closed()) {
      if (segment.baseOffset >= limit) return;
      if ((await segment.index(endOffset)).isDamaged) throw damaged(segment);
    }
  }

  #tellKeyless(): void {
    this.#isKeyless = true;
    this.#partition.report(`${this.directory}: its rows have no keys, it cannot be compacted`);
  }

  async #rewrite(throttle: Throttle): Promise<boolean> {
    const { segments } = this.#partition;
    const all = segments.all();
    if (all === this.#settled) return false;
    const closed = segments.closed();
    const { segmentBytesMax, compression } = this.#partition.settings();
    const isPacked = compression === 'lz4' && this.#partition.schema.length === 0;
    const facts: SegmentFacts[] = [];
    for (const span of closed) facts.push(await this.#factsOf(span, isPacked));
    const run = planRewrite(facts, { ...rewriteLimits, segmentBytesMax });
    if (run === null) {
      this.#settled = all;
      return false;
    }
    const spans = closed.slice(run.from, run.to);
    try {
      await mergeSegments(this.#partition, spans, throttle);
    } catch (error) {
      if (isDamage(error)) for (const { segment } of spans) this.#unreadable.add(segment);
      throw error;
    }
    return true;
  }

  /** Only of a segment that was never rewritten its batches are of interest. */
  async #factsOf({ segment, endOffset }: SegmentSpan, isPacked: boolean): Promise<SegmentFacts> {
    const isRewritten = segment.rangeEnd !== null;
    const index = isRewritten ? segment.knownIndex() : await segment.index(endOffset);
    return {
      baseOffset: segment.baseOffset,
      endOffset,
      bytes: segment.bytes,
      batches: index?.batches ?? 0,
      isRewritten,
      isDamaged: this.#unreadable.has(segment) || (index?.isDamaged ?? false),
      isToCompress: isPacked && !isRewritten,
    };
  }

  /** The first row of a transaction that has no end on the disk: a crash would decide it anew. */
  #undecidedOffset(): number {
    const [first] = this.#partition.state.transactions.unmarked();
    return first?.firstOffset ?? Number.POSITIVE_INFINITY;
  }
}

function isDamage(error: unknown): boolean {
  return error instanceof SqlError && error.code === sqlState.dataCorrupted;
}

function damaged(segment: Segment): SqlError {
  return new SqlError(
    sqlState.dataCorrupted,
    'a damaged segment keeps its partition from being compacted',
    {
      detail: `Rows of ${segment.path} cannot be read.`,
    },
  );
}
