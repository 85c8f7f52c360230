import { SqlError, sqlState } from '../../common/sql-error.ts';
import { type Batch, type Schema, sliceBatch } from '../../data/batch.ts';
import type { RecordTarget, RejectedRecord } from '../../data/records/record-columns.ts';
import { RecordReader } from '../../data/records/record-reader.ts';
import type { RejectedRows, SourceReader } from '../source-reader.ts';
import { type FileConfig, formatOf } from './file-config.ts';
import { resolveFile } from './file-path.ts';
import { FilePieces } from './file-pieces.ts';

const batchRowsMax = 65_536;

/** Reasons that are kept; of more rejected records only the number is known. */
const reasonsMax = 100;

/** Where a file reader stands. */
type Place = {
  /** Where the piece begins whose rows are being handed out. */
  readonly offset: number;
  /** Rows of that piece that were handed out. */
  readonly rowsInside: number;
  /** Rows handed out and records rejected before that piece. */
  readonly rowsBefore: number;
  readonly rejectedBefore: number;
};

export type FileReaderOptions = {
  readonly path: string;
  readonly filesDirectory: string;
  readonly config: FileConfig;
  readonly target: RecordTarget;
};

/**
 * The records of a file, read piece by piece. The file is opened with the first `next`: a source
 * that has come to its end needs no file any more. Records that the columns cannot take are left
 * out and counted.
 */
export class FileReader implements SourceReader {
  readonly schema: Schema;
  readonly #options: FileReaderOptions;
  #pieces: FilePieces | null = null;
  #records: RecordReader | null = null;
  /** The rows of the current piece. */
  #batch: Batch | null = null;
  #place: Place = { offset: 0, rowsInside: 0, rowsBefore: 0, rejectedBefore: 0 };
  #nextOffset = 0;
  #ended = false;
  #closed = false;
  #rejectedInside = 0;
  #reasons: RejectedRecord[] = [];

  constructor(options: FileReaderOptions) {
    this.schema = { fields: options.target.fields };
    this.#options = options;
  }

  async next(maxRows: number): Promise<Batch | null> {
    for (;;) {
      const batch = this.#batch;
      const from = this.#place.rowsInside;
      if (batch !== null && from < batch.rowCount) {
        const to = Math.min(from + Math.min(maxRows, batchRowsMax), batch.rowCount);
        this.#place = { ...this.#place, rowsInside: to };
        return sliceBatch(batch, from, to);
      }
      if (this.#ended) return null;
      this.#advance();
      await this.#readPiece(await this.#open());
    }
  }

  rowsRead(): number {
    return this.#place.rowsBefore + this.#place.rowsInside;
  }

  rowsDue(): number {
    return Number.POSITIVE_INFINITY;
  }

  position(): string {
    const { offset, rowsInside, rowsBefore, rejectedBefore } = this.#place;
    return [offset, rowsInside, rowsBefore, rejectedBefore].join(' ');
  }

  restore(position: string): void {
    if (!/^\d{1,15}( \d{1,15}){3}$/.test(position)) {
      throw new SqlError(sqlState.invalidParameterValue, `invalid position: "${position}"`);
    }
    const [offset = 0, rowsInside = 0, rowsBefore = 0, rejectedBefore = 0] = position
      .split(' ')
      .map(Number);
    this.#place = { offset, rowsInside, rowsBefore, rejectedBefore };
    this.#nextOffset = offset;
    this.#records = null;
    this.#batch = null;
    this.#ended = false;
    this.#rejectedInside = 0;
    this.#reasons = [];
  }

  rejected(): RejectedRows {
    return {
      count: this.#place.rejectedBefore + this.#rejectedInside,
      reasons: this.#reasons,
    };
  }

  close(): void {
    this.#closed = true;
    this.#pieces?.close().catch(() => undefined);
    this.#pieces = null;
  }

  /** Goes on to the piece behind the one that was handed out. */
  #advance(): void {
    const batch = this.#batch;
    if (batch === null && this.#nextOffset === this.#place.offset) return;
    this.#place = {
      offset: this.#nextOffset,
      rowsInside: 0,
      rowsBefore: this.rowsRead(),
      rejectedBefore: this.#place.rejectedBefore + this.#rejectedInside,
    };
    this.#batch = null;
    this.#rejectedInside = 0;
  }

  async #readPiece(pieces: FilePieces): Promise<void> {
    const records = this.#records ?? (await this.#startRecords(pieces));
    this.#records = records;
    const { offset } = this.#place;
    for (let doublings = 0; ; doublings += 1) {
      const { bytes, isLast } = await pieces.read(offset, doublings);
      const consumed = records.read(bytes, isLast);
      if (consumed === 0 && !isLast) continue;
      const { batch, rejected } = records.take();
      this.#batch = batch;
      this.#nextOffset = offset + consumed;
      this.#ended = isLast;
      this.#note(rejected);
      return;
    }
  }

  async #startRecords(pieces: FilePieces): Promise<RecordReader> {
    const { config, target } = this.#options;
    let head = await pieces.read(0, 0);
    const records = new RecordReader(formatOf(config, head.bytes), target);
    if (this.#place.offset === 0) return records;
    for (let doublings = 1; !records.resume(head.bytes) && !head.isLast; doublings += 1) {
      head = await pieces.read(0, doublings);
    }
    return records;
  }

  async #open(): Promise<FilePieces> {
    if (this.#closed) throw new SqlError(sqlState.adminShutdown, 'the file was closed');
    if (this.#pieces === null) {
      const { path, filesDirectory } = this.#options;
      this.#pieces = await FilePieces.open(await resolveFile(path, filesDirectory), path);
    }
    return this.#pieces;
  }

  #note(rejected: readonly RejectedRecord[]): void {
    this.#rejectedInside = rejected.length;
    for (const record of rejected.slice(0, reasonsMax - this.#reasons.length)) {
      this.#reasons.push({ ...record, bytes: record.bytes.slice() });
    }
  }
}
