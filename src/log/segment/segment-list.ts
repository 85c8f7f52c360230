import { assert } from '../../common/assert.ts';
import type { SqlError } from '../../common/sql-error.ts';
import { IndexMemory } from './index-memory.ts';
import type { Segment } from './segment.ts';
import type { SegmentIndex } from './segment-index.ts';

/** Indexes of closed segments that a partition keeps in memory: 1 GiB of the smallest blocks. */
const indexBlocksMax = 16_384;

/** A segment and the offset after its last row, which for all but the last is where the next one begins. */
export type SegmentSpan = { readonly segment: Segment; readonly endOffset: number };

/** The segments of a partition by base offset; the last one is written to. */
export class SegmentList {
  readonly #indexes = new IndexMemory(indexBlocksMax);
  #segments: readonly Segment[];
  /** Those that are no longer part of the partition, for as long as somebody may read them. */
  #retired: readonly WeakRef<Segment>[] = [];

  constructor(segments: readonly Segment[]) {
    this.#segments = segments;
  }

  get last(): Segment | null {
    return this.#segments.at(-1) ?? null;
  }

  /** All of them, oldest first. */
  all(): readonly Segment[] {
    return this.#segments;
  }

  /** All but the last one, oldest first. */
  closed(): readonly SegmentSpan[] {
    return this.#segments.slice(0, -1).map((segment, index) => {
      const endOffset = (this.#segments[index + 1] as Segment).baseOffset;
      return { segment, endOffset };
    });
  }

  /** Bytes of all files. */
  bytes(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.bytes, 0);
  }

  /** Adds the segment that is written to from now on. */
  push(segment: Segment): void {
    this.#segments = [...this.#segments, segment];
  }

  /**
   * Puts one segment, or none, in the place of neighbouring closed ones: reads that begin from now on
   * find it. The files of the old ones are to be removed by `removeSegments`.
   */
  replace(olds: readonly Segment[], next: Segment | null): void {
    const first = olds[0];
    assert(first, 'something is replaced');
    const from = this.#segments.indexOf(first);
    const here = olds.every((old, index) => this.#segments[from + index] === old);
    assert(from >= 0 && here && from + olds.length < this.#segments.length, 'closed neighbours');
    const before = this.#segments.slice(0, from);
    const behind = this.#segments.slice(from + olds.length);
    this.#segments = next === null ? [...before, ...behind] : [...before, next, ...behind];
    this.#retire(olds);
  }

  /**
   * Takes out the closed segments that are wholly before an offset and answers them: their files are to
   * be removed by `removeSegments`.
   */
  dropBefore(offset: number): readonly Segment[] {
    const gone = this.closed().filter(({ endOffset }) => endOffset <= offset);
    const dropped = gone.map(({ segment }) => segment);
    this.#segments = this.#segments.slice(dropped.length);
    this.#retire(dropped);
    return dropped;
  }

  /** The segment that holds an offset, or the last one before it. */
  at(offset: number, endOffset: number): SegmentSpan {
    let [low, high] = [0, this.#segments.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#segments[middle] as Segment).baseOffset <= offset) low = middle;
      else high = middle - 1;
    }
    const segment = this.#segments[low];
    assert(segment, 'rows are in a segment');
    return { segment, endOffset: this.#segments[low + 1]?.baseOffset ?? endOffset };
  }

  /**
   * Where the batches of a segment are; only the indexes that were used last stay in memory.
   * @throws errors of the file system, SqlError 55000
   */
  async index({ segment, endOffset }: SegmentSpan): Promise<SegmentIndex> {
    const index = await segment.index(endOffset);
    // One that was taken out meanwhile must not be held on to: its file is closed when nobody has it.
    const isHere = this.at(segment.baseOffset, endOffset).segment === segment;
    if (isHere && segment !== this.last) this.#indexes.used(segment, index);
    return index;
  }

  /** Closes all files, those of retired segments included; who reads on is told the reason. */
  async close(reason: SqlError | null = null): Promise<void> {
    for (const segment of this.#segments) await segment.close(reason);
    for (const reference of this.#retired) await reference.deref()?.close(reason);
  }

  #retire(segments: readonly Segment[]): void {
    for (const segment of segments) this.#indexes.remove(segment);
    const alive = this.#retired.filter((reference) => reference.deref() !== undefined);
    this.#retired = [...alive, ...segments.map((segment) => new WeakRef(segment))];
  }
}
