import type { RecordTarget } from '../data/records/record-columns.ts';
import { type RecordFormat, RecordReader } from '../data/records/record-reader.ts';
import type { StoredRelation } from './stored-relation.ts';

/** Readers kept for the next body, of all relations together. */
const readersMax = 16;

type Idle = {
  readonly definition: StoredRelation['definition'];
  readonly format: RecordFormat;
  readonly reader: RecordReader;
};

/** Readers of records between two bodies: their memory and what they know of the keys is used again. */
export class IdleReaders {
  /** The one that was used last is the last. */
  readonly #idle: Idle[] = [];

  /** A reader that is ready for a body; a new one for `target` when none is idle. */
  take(store: StoredRelation, format: RecordFormat, target: () => RecordTarget): RecordReader {
    const { definition } = store;
    const at = this.#idle.findLastIndex(
      (idle) => idle.definition === definition && idle.format === format,
    );
    const [found] = at < 0 ? [] : this.#idle.splice(at, 1);
    if (found === undefined) return new RecordReader(format, target());
    found.reader.restart();
    return found.reader;
  }

  /** Keeps a reader whose last body is done with. */
  give(store: StoredRelation, format: RecordFormat, reader: RecordReader): void {
    this.#idle.push({ definition: store.definition, format, reader });
    if (this.#idle.length > readersMax) this.#idle.shift();
  }
}
