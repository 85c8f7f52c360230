import { SqlError } from '../../common/sql-error.ts';
import type { Schema } from '../../data/batch.ts';
import type { FoundBatch, FoundDamage, PartitionScan } from '../../log/inspect/partition-scan.ts';
import type { PartitionView } from '../../log/inspect/partition-view.ts';
import { type DecodedRows, decodeRows } from './decode-rows.ts';

/** Which rows of a partition are wanted. */
export type RowsWanted = {
  readonly partition: number;
  readonly first: number;
  /** The offset after the last one; null for whatever comes. */
  readonly last: number | null;
  readonly schema: Schema | null;
};

/**
 * The committed rows of a partition, one after the other: at most one batch is in memory. What
 * cannot be read is told, a line each, and passed over.
 */
export class CommittedRows {
  readonly partition: number;
  readonly #view: PartitionView;
  readonly #wanted: RowsWanted;
  readonly #scan: PartitionScan;
  readonly #report: (line: string) => void;
  #rows: DecodedRows | null = null;
  #row = 0;
  /** A batch of a transaction that was not decided, or behind the end, when it was come to. */
  #held: FoundBatch | FoundDamage | null = null;
  #isAtEnd = false;
  /** Rows before it were answered, or are not wanted. */
  #from: number;
  /** Behind the batch that was taken last. */
  #takenTo = 0;

  constructor(view: PartitionView, wanted: RowsWanted, report: (line: string) => void) {
    this.partition = wanted.partition;
    this.#view = view;
    this.#wanted = wanted;
    this.#scan = view.scan(wanted.first);
    this.#report = report;
    this.#from = wanted.first;
    this.#isAtEnd = wanted.last !== null && wanted.first >= wanted.last;
  }

  /** Whether no row is ready. */
  get isEmpty(): boolean {
    return this.#rows === null;
  }

  /** Whether no row will come, however long one waits. */
  get isAtEnd(): boolean {
    return this.#isAtEnd && this.isEmpty;
  }

  /** The batch of the row that is ready. */
  get rows(): DecodedRows {
    if (this.#rows === null) throw new Error('no row is ready');
    return this.#rows;
  }

  /** The index of the row that is ready. */
  get row(): number {
    return this.#row;
  }

  /** The record time of the row that is ready. */
  get timestampMs(): number {
    return this.rows.timestampMs(this.#row);
  }

  /** Goes on to the next row of the batch; `advance` is needed when it is empty then. */
  step(): void {
    this.#row += 1;
    this.#skipUnwanted();
  }

  /** Makes a row ready if there is one. @throws SqlError 0A000 when the rows cannot be shown */
  async advance(): Promise<void> {
    while (this.#rows === null && !this.#isAtEnd) {
      const step = this.#held ?? (await this.#scan.next());
      this.#held = null;
      if (step === null) {
        this.#isAtEnd = this.#isBehindLast(this.#view.stableOffset);
        return;
      }
      if (!this.#isDecided(step)) {
        this.#held = step;
        return;
      }
      await this.#take(step);
    }
  }

  close(): Promise<void> {
    return this.#scan.close();
  }

  #isDecided(step: FoundBatch | FoundDamage): boolean {
    const base = step.kind === 'batch' ? step.head.baseOffset : step.offset;
    if (this.#isBehindLast(base)) return true;
    return base < this.#view.stableOffset;
  }

  #isBehindLast(offset: number): boolean {
    return this.#wanted.last !== null && offset >= this.#wanted.last;
  }

  async #take(step: FoundBatch | FoundDamage): Promise<void> {
    const base = step.kind === 'batch' ? step.head.baseOffset : step.offset;
    if (this.#isBehindLast(base)) {
      this.#isAtEnd = true;
      return;
    }
    // A batch that was made of several meanwhile may begin before what was answered.
    this.#from = Math.max(this.#from, this.#takenTo);
    this.#takenTo = step.kind === 'batch' ? step.head.endOffset : step.endOffset;
    if (step.kind === 'damage') this.#tell(step.path, step.position, step.offset, step.endOffset);
    else if (this.#view.isVisible(step.head)) await this.#decode(step);
  }

  async #decode({ head, position, path, body }: FoundBatch): Promise<void> {
    const stored = await body();
    try {
      if (stored !== null) {
        this.#rows = decodeRows(head, stored, this.#wanted.schema);
        this.#row = 0;
        this.#skipUnwanted();
        return;
      }
    } catch (error) {
      if (!(error instanceof SqlError) || error.code !== 'XX001') throw error;
    }
    this.#tell(path, position, head.baseOffset, head.endOffset);
  }

  /** Rows before the first one wanted, and those behind the last one. */
  #skipUnwanted(): void {
    const rows = this.#rows;
    if (rows === null) return;
    while (this.#row < rows.count && rows.offset(this.#row) < this.#from) this.#row += 1;
    if (this.#row < rows.count && !this.#isBehindLast(rows.offset(this.#row))) return;
    if (this.#row < rows.count) this.#isAtEnd = true;
    this.#rows = null;
  }

  #tell(path: string, position: number, offset: number, endOffset: number): void {
    if (endOffset <= this.#from) return;
    const rows = `rows ${Math.max(offset, this.#from)} to ${endOffset - 1}`;
    this.#report(`${path}: damaged at byte ${position}, ${rows} cannot be read`);
  }
}
