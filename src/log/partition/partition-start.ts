import { diskError } from '../disk/disk-error.ts';
import type { OwnDirectory } from '../format/file-front.ts';
import { removeSegments } from '../segment/remove-segments.ts';
import type { Segment } from '../segment/segment.ts';
import type { SegmentList } from '../segment/segment-list.ts';
import { writeStartOffset } from './start-offset.ts';

export type PartitionStartOptions = OwnDirectory & {
  readonly report: (line: string) => void;
};

/** Where the rows of a partition begin, and how those before that are forgotten. */
export class PartitionStart {
  readonly #options: PartitionStartOptions;
  readonly #segments: SegmentList;
  #offset: number;
  /** Changes of the start run one after the other. */
  #changes: Promise<unknown> = Promise.resolve();

  constructor(options: PartitionStartOptions, segments: SegmentList, offset: number) {
    this.#options = options;
    this.#segments = segments;
    this.#offset = offset;
  }

  /** The offset of the oldest row that is kept; `endOffset` when there is no segment. */
  offset(endOffset: number): number {
    return Math.max(this.#offset, this.#segments.all()[0]?.baseOffset ?? endOffset);
  }

  /**
   * Forgets rows before an offset, durably, and removes closed segments that have no others. Their files
   * may stay when the disk fails: they are removed at the next open.
   * @throws SqlError 58030, 53100 when it could not be put down
   */
  moveTo(offset: number): Promise<void> {
    return this.#change(async () => {
      if (offset > this.#offset) {
        await writeStartOffset(this.#options, offset).catch((error: unknown) => {
          throw diskError(error, 'truncate the log');
        });
        this.#offset = offset;
      }
      // The segment in which the start was may be closed since, without a row that counts.
      await this.#drop(this.#offset).catch((error: unknown) => {
        const { message } = diskError(error, 'remove a segment');
        this.#options.report(`${this.#options.directory}: ${message}`);
      });
    });
  }

  /**
   * Removes the closed segments that are wholly before an offset: the start is that of the first one
   * that stays. @throws SqlError 58030 when files could not be removed; they count again at the next open
   */
  dropBefore(offset: number): Promise<void> {
    return this.#change(() =>
      this.#drop(offset).catch((error: unknown) => {
        throw diskError(error, 'remove a segment');
      }),
    );
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    await this.#changes;
  }

  #change(work: () => Promise<void>): Promise<void> {
    const change = this.#changes.then(work);
    this.#changes = change.catch(() => undefined);
    return change;
  }

  async #drop(offset: number): Promise<void> {
    const gone: readonly Segment[] = this.#segments.dropBefore(offset);
    if (gone.length === 0) return;
    await removeSegments(this.#options.disk, this.#options.directory, gone);
  }
}
