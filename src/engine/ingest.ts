import type { StreamDefinition, TableDefinition } from '../catalog/definition.ts';
import { nearestName } from '../common/nearest-name.ts';
import { SqlError, sqlState } from '../common/sql-error.ts';
import type { Batch } from '../data/batch.ts';
import { gatherBatch } from '../data/gather.ts';
import type { RecordTarget } from '../data/records/record-columns.ts';
import { RecordPieces } from '../data/records/record-pieces.ts';
import { RecordReader } from '../data/records/record-reader.ts';
import type { TimeZone } from '../data/zones/time-zone.ts';
import { admitRecords, hasRules, recordFields } from './admit-records.ts';
import type { IngestFormat, IngestOutcome, RecordsBody } from './api.ts';
import type { EngineContext } from './engine-context.ts';
import { IdleReaders } from './idle-readers.ts';
import { writableStore } from './statements/insert.ts';
import type { EncodedRows, StoredRelation } from './stored-relation.ts';
import type { Transaction } from './transaction.ts';

/** Rows that are encoded together, and bytes of text after which they are in any case. */
const portionRowsMax = 65_536;
const portionBytesMax = 16 * 1024 * 1024;

/** The memory of readers is kept after bodies of at most so many bytes: after others it is large. */
const keptBytesMax = 2 * 1024 * 1024;

/** Bad records of one body that are answered one by one; a body with more is refused. */
const rejectedMax = 100_000;

/** Bytes of the bodies that are on their way at the same time at most. */
const underWayBytesMax = 256 * 1024 * 1024;

export type IngestOptions = {
  /** All records or none. */
  readonly whole?: boolean;
  /** Holds the rows until it is committed. */
  readonly transaction?: Transaction | null;
  /** The zone of moments that name none; UTC when left out. */
  readonly zone?: TimeZone | null;
};

/** Rows that are kept for a transaction: the reader's own memory is used again. */
class KeptRows {
  readonly batches: Batch[] = [];
  readonly #store: StoredRelation;
  rows = 0;

  constructor(store: StoredRelation) {
    this.#store = store;
  }

  add(batch: Batch): void {
    const all = Int32Array.from({ length: batch.rowCount }, (_, row) => row);
    const schema = this.#store.schema;
    this.batches.push({ ...gatherBatch(batch, all, batch.rowCount), schema });
    this.rows += batch.rowCount;
  }
}

/** The way of records from a body to the log. */
export class Ingest {
  readonly #context: EngineContext;
  /** Bytes of all bodies on their way. */
  #underWayBytes = 0;
  readonly #readers = new IdleReaders();

  constructor(context: EngineContext) {
    this.#context = context;
  }

  /**
   * Writes a body of records to a stream or table: read once, straight into columns, piece by
   * piece. Bad records are answered one by one; the others are durable when this resolves. `whole`
   * takes all records or none.
   * @throws SqlError 42P01, 55000 for what cannot be written to, 22P02/22P04 for an unreadable body,
   * 54000 for too many bad records, 53000 when too much is on its way already.
   */
  async write(
    relation: string | StreamDefinition | TableDefinition,
    body: RecordsBody,
    format: IngestFormat,
    { whole = false, transaction = null, zone = null }: IngestOptions = {},
  ): Promise<IngestOutcome> {
    const definition =
      typeof relation === 'string' ? findWritable(this.#context, relation) : relation;
    const store = writableStore(this.#context, definition.id);
    const reader =
      zone === null
        ? this.#readers.take(store, format, () => targetOf(definition))
        : new RecordReader(format, { ...targetOf(definition), zone });
    const isRuled = hasRules(this.#context, definition);
    const keep = transaction === null && !isRuled ? null : new KeptRows(store);
    const portions = new Portions(store, reader, (bytes) => this.#enter(bytes), keep);
    try {
      await portions.readAll(body instanceof Uint8Array ? [body] : body);
      if (zone === null && portions.bytes <= keptBytesMax)
        this.#readers.give(store, format, reader);
      const { encoded, rejected } = portions;
      if (whole && rejected[0] !== undefined) throw noneTaken(rejected[0]);
      if (keep !== null) {
        return { ...(await this.#take(store, keep, isRuled, transaction)), rejected };
      }
      const offsets = encoded.length === 0 ? [] : await store.appendEncoded(encoded);
      const accepted = encoded.reduce((sum, { rows }) => sum + rows, 0);
      return { accepted, rejected, offsets };
    } finally {
      this.#underWayBytes -= portions.bytes;
    }
  }

  async #take(
    store: StoredRelation,
    { batches, rows }: KeptRows,
    isRuled: boolean,
    transaction: Transaction | null,
  ): Promise<Pick<IngestOutcome, 'accepted' | 'offsets'>> {
    if (isRuled) return await admitRecords(this.#context, store, batches, transaction);
    for (const batch of batches) transaction?.insert(store, batch);
    return { accepted: rows, offsets: [] };
  }

  #enter(bytes: number): void {
    if (this.#underWayBytes + bytes > underWayBytesMax) throw tooMuchUnderWay();
    this.#underWayBytes += bytes;
  }
}

/** Reads a body and encodes what it finds in portions: the memory of the columns is used again. */
class Portions {
  readonly encoded: EncodedRows[] = [];
  readonly rejected: IngestOutcome['rejected'][number][] = [];
  readonly #store: StoredRelation;
  readonly #reader: RecordReader;
  readonly #enter: (bytes: number) => void;
  readonly #keep: KeptRows | null;
  /** Bytes of text that have come in. */
  bytes = 0;

  /** `enter` is told the bytes of every piece, and throws when they cannot be taken in. */
  constructor(
    store: StoredRelation,
    reader: RecordReader,
    enter: (bytes: number) => void,
    keep: KeptRows | null,
  ) {
    this.#keep = keep;
    this.#store = store;
    this.#reader = reader;
    this.#enter = enter;
  }

  async readAll(pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<void> {
    const records = new RecordPieces(this.#reader);
    let portionBytes = 0;
    for await (const piece of pieces) {
      this.#enter(piece.length);
      this.bytes += piece.length;
      records.add(piece);
      if (this.rejected.length + this.#reader.rejections > rejectedMax) throw tooManyRejected();
      portionBytes += piece.length;
      if (this.#reader.rows < portionRowsMax && portionBytes < portionBytesMax) continue;
      this.#encode();
      portionBytes = 0;
    }
    records.end();
    this.#encode();
    if (this.rejected.length > rejectedMax) throw tooManyRejected();
  }

  #encode(): void {
    const { batch, rejected } = this.#reader.lend();
    if (batch !== null && this.#keep !== null) this.#keep.add(batch);
    else if (batch !== null) this.encoded.push(...this.#store.encode(batch));
    for (const { index, code, message } of rejected) this.rejected.push({ index, code, message });
  }
}

function noneTaken({ index, code, message }: IngestOutcome['rejected'][number]): SqlError {
  return new SqlError(code, message, {
    detail: `The error is in record ${index + 1}; none was written.`,
  });
}

function tooManyRejected(): SqlError {
  return new SqlError(sqlState.programLimitExceeded, 'too many bad records', {
    detail: `More than ${rejectedMax} records of the body cannot be taken; none was written.`,
    hint: 'Send a few of them first to see what is wrong.',
  });
}

function tooMuchUnderWay(): SqlError {
  return new SqlError(sqlState.insufficientResources, 'too many records are on their way', {
    hint: 'Send them again in a moment, or in smaller bodies.',
  });
}

function targetOf(definition: StreamDefinition | TableDefinition): RecordTarget {
  const { defaults } = definition;
  return { fields: recordFields(definition), defaults, timeUnit: timeUnitOf(definition) };
}

function findWritable(
  { catalog }: EngineContext,
  relation: string,
): StreamDefinition | TableDefinition {
  const definition = catalog.reader.find([relation]) ?? catalog.reader.find(relation.split('.'));
  if (definition === null) {
    const near = nearestName(relation, catalog.reader.names());
    throw new SqlError(sqlState.undefinedTable, `relation "${relation}" does not exist`, {
      hint: near === null ? 'Make it with CREATE STREAM.' : `Did you mean "${near}"?`,
    });
  }
  if (definition.kind === 'stream' || definition.kind === 'table') return definition;
  throw new SqlError(
    sqlState.wrongObjectType,
    `"${relation}" is a ${definition.kind} and cannot be written to`,
    { hint: 'Write to the streams and tables that it reads.' },
  );
}

function timeUnitOf(definition: StreamDefinition | TableDefinition): RecordTarget['timeUnit'] {
  if (definition.kind !== 'stream') return 'ms';
  const unit = definition.options['time_unit'];
  return unit === 's' || unit === 'us' || unit === 'ns' ? unit : 'ms';
}
