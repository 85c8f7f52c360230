import { assert } from '../../common/assert.ts';
import { schemaIdOf } from '../../data/column-directory.ts';
import type { Partition, StoredBatch } from '../../log/api.ts';
import { BatchRun, isSmall } from './batch-run.ts';
import { columnsInMemory, fetchColumns, type StoredColumns } from './stored-columns.ts';

/** Batches are asked for so many bytes of bodies at a time: the small ones among them are read at once. */
const headsBytes = 2 * 1024 * 1024;

/** Batches whose bytes are fetched before they are asked for. */
const batchesAhead = 2;

/** Batches that are done with are cut off together, for there can be thousands of small ones. */
const passedRowsMax = 16_384;

/** A stored batch on its way into memory. */
type Loading = {
  readonly stored: StoredBatch;
  columns: StoredColumns | null;
  /** Set once the bytes are asked for; rejects as `fetchColumns` does. */
  fetched: Promise<StoredColumns> | null;
};

/** A stored batch with the bytes of the columns that were asked for; it may begin behind the offset asked for. */
export type Loaded = { readonly stored: StoredBatch; readonly columns: StoredColumns };

/**
 * Goes over the stored batches of a partition and has the bytes of the next ones fetched while the
 * caller works on the one before.
 */
export class ReadAhead {
  readonly #partition: Partition;
  readonly #ids: readonly number[];
  /** Batches in order: all there are from `#from` up to `#next`. */
  #queue: Loading[] = [];
  #from = 0;
  #next = 0;
  /** Where in the queue the batch stands that was asked for last: those before it are done with. */
  #first = 0;
  /** Heads that are being read to stand behind the queue. */
  #more: Promise<void> | null = null;

  constructor(partition: Partition, ids: readonly number[]) {
    this.#partition = partition;
    this.#ids = ids;
  }

  /** The batch that holds an offset when its bytes are in memory; null when it must be read. */
  get(offset: number): Loaded | null {
    this.#passTo(offset);
    const head = this.#queue[this.#first];
    if (head === undefined) return null;
    head.columns ??= columnsInMemory(head.stored);
    if (head.columns === null) return null;
    this.#prefetch();
    return { stored: head.stored, columns: head.columns };
  }

  /**
   * The small batches in memory from the one that holds an offset on, up to about so many rows;
   * null when there are not several.
   */
  run(offset: number, rowsMax: number): BatchRun | null {
    this.#passTo(offset);
    const found: StoredBatch[] = [];
    let rows = 0;
    let schema: number | null = null;
    for (let at = this.#first; at < this.#queue.length && rows < rowsMax; at += 1) {
      const { stored } = this.#queue[at] as Loading;
      if (
        !isSmall(stored) ||
        stored.baseOffset !== (found.at(-1)?.endOffset ?? stored.baseOffset)
      ) {
        break;
      }
      // What rows have that were written before a column came is no part of their bodies.
      const body = stored.inMemory();
      const own = body === null ? null : schemaIdOf(body);
      schema ??= own;
      if (own !== schema) break;
      found.push(stored);
      rows += stored.rows;
    }
    if (found.length < 2) return null;
    this.#readMoreHeads(this.#first + found.length);
    return new BatchRun(found);
  }

  /**
   * The batch that holds an offset below the end of the partition, or the next one there is; when
   * none follows in what the log has read, the offset to go on from.
   * @throws SqlError XX001 and 58030 as the log does
   */
  async read(offset: number): Promise<Loaded | number> {
    this.#passTo(offset);
    if (this.#queue.length === 0) await this.#readHeads(offset);
    const head = this.#queue[this.#first];
    if (head === undefined) {
      assert(this.#next > offset, `offset ${offset} is below the end of the log`);
      return this.#next;
    }
    this.#prefetch();
    const columns = await this.#fetch(head);
    return { stored: head.stored, columns };
  }

  /** Leaves out the batches before the one that holds the offset; all of them when the caller went elsewhere. */
  #passTo(offset: number): void {
    const before = this.#queue[this.#first - 1]?.stored.endOffset ?? this.#from;
    let at = offset < before ? 0 : this.#first;
    if (offset < this.#from) at = this.#queue.length;
    while (at < this.#queue.length && (this.#queue[at] as Loading).stored.endOffset <= offset) {
      at += 1;
    }
    this.#first = at;
    const passedRows = offset - (this.#queue[0]?.stored.baseOffset ?? offset);
    if (at < this.#queue.length && passedRows < passedRowsMax) return;
    this.#queue = this.#queue.slice(at);
    this.#first = 0;
    this.#from = offset;
  }

  async #readHeads(offset: number): Promise<void> {
    const { batches, nextOffset } = await this.#partition.read(offset, headsBytes);
    this.#queue = batches.map(loading);
    this.#first = 0;
    this.#from = offset;
    this.#next = nextOffset;
    this.#passTo(offset);
  }

  /** Has the heads behind the queue read before its end is reached; what is before `at` is being worked on. */
  #readMoreHeads(at: number): void {
    const next = this.#next;
    if (this.#queue.length === 0 || this.#more !== null) return;
    if (this.#queue.length - at > batchesAhead || next >= this.#partition.stableOffset()) return;
    this.#more = this.#partition.read(next, headsBytes).then(
      ({ batches, nextOffset }) => {
        this.#more = null;
        // The caller may have gone elsewhere meanwhile.
        if (this.#next !== next || this.#queue.length === 0) return;
        this.#queue.push(...batches.map(loading));
        this.#next = nextOffset;
        this.#prefetch();
      },
      () => {
        // Whoever comes to the end of the queue reads again and is told.
        this.#more = null;
      },
    );
  }

  #prefetch(): void {
    this.#readMoreHeads(this.#first);
    for (const next of this.#queue.slice(this.#first, this.#first + batchesAhead + 1)) {
      if (next.columns !== null || next.stored.inMemory() !== null) continue;
      // A failure is told to whoever asks for the batch.
      this.#fetch(next).catch(() => undefined);
    }
  }

  #fetch(batch: Loading): Promise<StoredColumns> {
    batch.columns ??= columnsInMemory(batch.stored);
    if (batch.columns !== null) return Promise.resolve(batch.columns);
    batch.fetched ??= fetchColumns(batch.stored, this.#ids).then((columns) => {
      batch.columns = columns;
      return columns;
    });
    return batch.fetched;
  }
}

function loading(stored: StoredBatch): Loading {
  return { stored, columns: null, fetched: null };
}
