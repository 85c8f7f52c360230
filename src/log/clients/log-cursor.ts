import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Cursor, CursorOptions, CursorRead, CursorStart, Partition } from '../api.ts';

const bytesMaxDefault = 1024 * 1024;

/** What cleaning asks of those who read: it leaves what they have not passed. */
export type Positioned = { readonly position: () => number };

/** See `Cursor`. */
export class LogCursor implements Cursor {
  readonly #partition: Partition;
  readonly #isolation: NonNullable<CursorOptions['isolation']>;
  readonly #readers: Set<Positioned>;
  #position = 0;
  /** Wakes those who follow. */
  readonly #wake = new Set<() => void>();
  #isClosed = false;

  private constructor(
    partition: Partition,
    readers: Set<Positioned>,
    isolation: CursorOptions['isolation'],
  ) {
    this.#partition = partition;
    this.#readers = readers;
    this.#isolation = isolation ?? 'committed';
  }

  /** Opens one; it is among the `readers` until it is closed. @throws SqlError ML005 */
  static async open(
    partition: Partition,
    readers: Set<Positioned>,
    { from = 'start', isolation }: CursorOptions,
  ): Promise<LogCursor> {
    const cursor = new LogCursor(partition, readers, isolation);
    await cursor.seek(from);
    readers.add(cursor);
    return cursor;
  }

  position(): number {
    return this.#position;
  }

  async seek(to: CursorStart): Promise<number> {
    this.#position = await this.#offsetOf(to);
    return this.#position;
  }

  async next(bytesMax = bytesMaxDefault): Promise<CursorRead> {
    if (this.#isClosed) throw closedCursor();
    const fromOffset = this.#position;
    if (fromOffset < this.#partition.startOffset()) throw this.#removed();
    const read = await this.#partition.read(fromOffset, bytesMax, this.#isolation);
    const first = read.batches[0];
    if (fromOffset < this.#partition.startOffset() && (first?.baseOffset ?? 0) > fromOffset) {
      throw this.#removed();
    }
    // Unless it was moved meanwhile.
    if (this.#position === fromOffset) {
      this.#position = Math.max(fromOffset, read.nextOffset);
    }
    return { batches: read.batches, fromOffset, nextOffset: read.nextOffset };
  }

  async *follow(signal?: AbortSignal): AsyncGenerator<CursorRead> {
    const isOver = (): boolean => this.#isClosed || (signal?.aborted ?? false);
    let hasNews = true;
    let wake: (() => void) | null = null;
    const notice = (): void => {
      hasNews = true;
      wake?.();
    };
    const unsubscribe = this.#partition.onAppend(notice);
    signal?.addEventListener('abort', notice);
    this.#wake.add(notice);
    try {
      while (!isOver()) {
        hasNews = false;
        const before = this.#position;
        const read = await this.next();
        if (read.batches.length > 0) yield read;
        else if (this.#position === before && !hasNews && !isOver()) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      unsubscribe();
      signal?.removeEventListener('abort', notice);
      this.#wake.delete(notice);
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#readers.delete(this);
    for (const wake of [...this.#wake]) wake();
  }

  async #offsetOf(to: CursorStart): Promise<number> {
    const start = this.#partition.startOffset();
    const end =
      this.#isolation === 'committed'
        ? this.#partition.stableOffset()
        : this.#partition.endOffset();
    if (to === 'start') return start;
    if (to === 'end') return end;
    if (typeof to !== 'number') {
      return (await this.#partition.offsetAt(to.timestampMs))?.offset ?? end;
    }
    if (to < start || to > this.#partition.endOffset()) throw outOfRange(to, start, end);
    return to;
  }

  #removed(): SqlError {
    const start = this.#partition.startOffset();
    return new SqlError(sqlState.offsetOutOfRange, 'rows were removed before they were read', {
      detail: `The next row to read is ${this.#position}; the oldest that is kept is ${start}.`,
      hint: 'Go on from the start, and keep rows for longer.',
    });
  }
}

function outOfRange(offset: number, start: number, end: number): SqlError {
  return new SqlError(sqlState.offsetOutOfRange, `there is no offset ${offset}`, {
    detail: `The partition has offsets ${start} to ${end}.`,
  });
}

function closedCursor(): SqlError {
  return new SqlError(sqlState.objectNotInPrerequisiteState, 'the cursor is closed');
}
