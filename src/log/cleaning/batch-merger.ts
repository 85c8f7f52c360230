import type { LogBatch } from '../segment/stored-batch.ts';
import {
  type BatchPart,
  type EncodedBatch,
  type EncodeOptions,
  encodeParts,
  keptRows,
} from './batch-part.ts';

/** Rewritten batches have at most so many rows: more are not read faster, and take a longer turn to be merged. */
const rowsMax = 32_768;
/** They have about so many bytes. */
const mergedBytesMax = { records: 1024 * 1024, columns: 4 * 1024 * 1024 } as const;
/**
 * The bodies of columns of so many small parts are merged at once, then so many of the merged ones: to merge
 * thousands in one go would be one long turn of the processor.
 */
const partsAtOnce = 64;
const levels = 2;
/** Offsets in a batch have 31 bits. */
const spanMax = 2 ** 31 - 1;
const sequenceEnd = 2 ** 31;

/** Where rewritten batches go. */
export type BatchSink = (encoded: EncodedBatch) => Promise<void>;

/** Makes large batches of small ones that follow each other; their order stays. */
export class BatchMerger {
  readonly #options: EncodeOptions;
  readonly #sink: BatchSink;
  #parts: BatchPart[] = [];
  /** At the end of `#parts`: how many of each level, those merged most often first. */
  #counts = [0, 0];
  #rows = 0;
  #bytes = 0;
  /** Of those parts that have one. */
  #horizonMs: number | null = null;
  #written = 0;

  constructor(options: EncodeOptions, sink: BatchSink) {
    this.#options = options;
    this.#sink = sink;
  }

  /** Batches that went to the sink. */
  get written(): number {
    return this.#written;
  }

  /** Adds a batch, or what is kept of it. */
  async add(part: BatchPart): Promise<void> {
    if (this.#parts.length > 0 && !this.#takes(part)) await this.flush();
    this.#parts.push(part);
    this.#rows += keptRows(part);
    this.#bytes += part.body.length;
    this.#horizonMs ??= part.horizonMs;
    if (part.head.kind === 'columns') this.#count(0);
  }

  /** Adds a batch that stays as it is: a marker. */
  async addAsItIs(batch: LogBatch): Promise<void> {
    await this.flush();
    this.#written += 1;
    await this.#sink({ batch: batch.head, body: await batch.body() });
  }

  /** Writes what was gathered. */
  async flush(): Promise<void> {
    const parts = this.#take();
    if (parts.length === 0) return;
    for (const encoded of this.#encode(parts)) {
      this.#written += 1;
      await this.#sink(encoded);
    }
  }

  #take(): readonly BatchPart[] {
    const parts = this.#parts;
    this.#parts = [];
    [this.#rows, this.#bytes] = [0, 0];
    this.#counts = [0, 0];
    this.#horizonMs = null;
    return parts;
  }

  /** Bodies that cannot be merged stay as they are. */
  #encode(parts: readonly BatchPart[]): readonly EncodedBatch[] {
    if (parts.length === 1) return [encodeParts(parts, this.#options)];
    try {
      return [encodeParts(parts, this.#options)];
    } catch {
      return parts.map((part) => encodeParts([part], this.#options));
    }
  }

  #takes(part: BatchPart): boolean {
    const [first, last] = [this.#parts[0] as BatchPart, this.#parts.at(-1) as BatchPart];
    const fits =
      this.#rows + keptRows(part) <= rowsMax &&
      this.#bytes + part.body.length <= mergedBytesMax[first.head.kind] &&
      part.head.endOffset - first.head.baseOffset <= spanMax;
    return fits && areAlike(first, part) && isNext(last, part) && this.#suits(part.horizonMs);
  }

  /** Tombstones of one batch go at the same time. */
  #suits(horizonMs: number | null): boolean {
    return horizonMs === null || this.#horizonMs === null || horizonMs === this.#horizonMs;
  }

  /** Counts one more part of a level at the end, and merges those of the level when there are many. */
  #count(level: number): void {
    if (level === levels) return;
    const count = (this.#counts[level] as number) + 1;
    this.#counts[level] = count < partsAtOnce ? count : 0;
    if (count === partsAtOnce && this.#mergeLast(count)) this.#count(level + 1);
  }

  /** Whether the last so many parts became one. */
  #mergeLast(count: number): boolean {
    const from = this.#parts.length - count;
    const small = this.#parts.slice(from);
    const merged = this.#encode(small);
    const [only] = merged;
    if (merged.length !== 1 || only === undefined) return false;
    const { isStamped, isTransactional } = small[0] as BatchPart;
    this.#bytes += only.body.length - small.reduce((sum, part) => sum + part.body.length, 0);
    const head = { ...only.batch, bodyBytes: only.body.length, crc: 0, durablePosition: 0 };
    const { deleteHorizon, firstTimestampMs } = only.batch;
    const horizonMs = deleteHorizon ? firstTimestampMs : null;
    this.#parts.splice(from, small.length, {
      head,
      body: only.body,
      kept: null,
      isStamped,
      isTransactional,
      horizonMs,
    });
    return true;
  }
}

function areAlike(a: BatchPart, b: BatchPart): boolean {
  return (
    a.head.kind === b.head.kind &&
    a.head.schemaId === b.head.schemaId &&
    a.isStamped === b.isStamped &&
    a.isTransactional === b.isTransactional &&
    keptRows(a) > 0 &&
    keptRows(b) > 0
  );
}

/** A batch names one producer and one sequence without gaps. */
function isNext(last: BatchPart, { head, isStamped }: BatchPart): boolean {
  if (!isStamped) return true;
  const { producerId, producerEpoch, baseSequence, baseOffset, endOffset } = last.head;
  return (
    head.producerId === producerId &&
    head.producerEpoch === producerEpoch &&
    head.baseOffset === endOffset &&
    head.baseSequence === (baseSequence + endOffset - baseOffset) % sequenceEnd
  );
}
