import { assert } from '../../common/assert.ts';
import type { Segment } from './segment.ts';

/** A segment and the offset after its last row, which for all but the last is where the next one begins. */
export type SegmentSpan = { readonly segment: Segment; readonly endOffset: number };

/** The segments of a partition by base offset; the last one is written to. */
export class SegmentList {
  readonly #segments: Segment[];

  constructor(segments: readonly Segment[]) {
    this.#segments = [...segments];
  }

  get last(): Segment | null {
    return this.#segments.at(-1) ?? null;
  }

  /** All of them, oldest first. */
  all(): readonly Segment[] {
    return this.#segments;
  }

  /** Bytes of all files. */
  bytes(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.bytes, 0);
  }

  /** Adds the segment that is written to from now on. */
  push(segment: Segment): void {
    this.#segments.push(segment);
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

  async close(): Promise<void> {
    for (const segment of this.#segments) await segment.close();
  }
}
