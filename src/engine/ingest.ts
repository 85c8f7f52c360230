import type { StreamDefinition, TableDefinition } from '../catalog/definition.ts';
import { nearestName } from '../common/nearest-name.ts';
import { SqlError, sqlState } from '../common/sql-error.ts';
import type { RecordTarget } from '../data/records/record-columns.ts';
import { RecordPieces } from '../data/records/record-pieces.ts';
import type { RecordReader } from '../data/records/record-reader.ts';
import type { IngestFormat, IngestOutcome, RecordsBody } from './api.ts';
import type { EngineContext } from './engine-context.ts';
import { IdleReaders } from './idle-readers.ts';
import { writableStore } from './statements/insert.ts';
import type { EncodedRows, StoredRelation } from './stored-relation.ts';

/** Rows that are encoded together, and bytes of text after which they are in any case. */
const portionRowsMax = 65_536;
const portionBytesMax = 16 * 1024 * 1024;

/** The memory of readers is kept after bodies of at most so many bytes: after others it is large. */
const keptBytesMax = 2 * 1024 * 1024;

/** The way of records from a body to the log. */
export class Ingest {
  readonly #context: EngineContext;
  readonly #readers = new IdleReaders();

  constructor(context: EngineContext) {
    this.#context = context;
  }

  /**
   * Writes a body of records to a stream or table: read once, straight into columns, piece by
   * piece. Bad records are answered one by one; the others are durable when this resolves.
   * @throws SqlError 42P01, 55000 for what cannot be written to, 22P02/22P04 for an unreadable body.
   */
  async write(relation: string, body: RecordsBody, format: IngestFormat): Promise<IngestOutcome> {
    const definition = findWritable(this.#context, relation);
    const store = writableStore(this.#context, definition.id);
    const reader = this.#readers.take(store, format, () => targetOf(definition));
    const portions = new Portions(store, reader);
    const bytes = await portions.readAll(body instanceof Uint8Array ? [body] : body);
    if (bytes <= keptBytesMax) this.#readers.give(store, format, reader);
    const { encoded, rejected } = portions;
    const offsets = encoded.length === 0 ? [] : await store.appendEncoded(encoded);
    const accepted = encoded.reduce((sum, { rows }) => sum + rows, 0);
    return { accepted, rejected, offsets };
  }
}

/** Reads a body and encodes what it finds in portions: the memory of the columns is used again. */
class Portions {
  readonly encoded: EncodedRows[] = [];
  readonly rejected: IngestOutcome['rejected'][number][] = [];
  readonly #store: StoredRelation;
  readonly #reader: RecordReader;

  constructor(store: StoredRelation, reader: RecordReader) {
    this.#store = store;
    this.#reader = reader;
  }

  /** Reads all pieces; how many bytes they had. */
  async readAll(pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<number> {
    const records = new RecordPieces(this.#reader);
    let [bytes, portionBytes] = [0, 0];
    for await (const piece of pieces) {
      records.add(piece);
      bytes += piece.length;
      portionBytes += piece.length;
      if (this.#reader.rows < portionRowsMax && portionBytes < portionBytesMax) continue;
      this.#encode();
      portionBytes = 0;
    }
    records.end();
    this.#encode();
    return bytes;
  }

  #encode(): void {
    const { batch, rejected } = this.#reader.lend();
    if (batch !== null) this.encoded.push(...this.#store.encode(batch));
    for (const { index, code, message } of rejected) this.rejected.push({ index, code, message });
  }
}

function targetOf(definition: StreamDefinition | TableDefinition): RecordTarget {
  const { fields, defaults } = definition;
  return { fields, defaults, timeUnit: timeUnitOf(definition) };
}

function findWritable(
  { catalog }: EngineContext,
  relation: string,
): StreamDefinition | TableDefinition {
  const definition = catalog.reader.find([relation]);
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
