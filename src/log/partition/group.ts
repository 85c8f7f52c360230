import type { Append, BodyFormat } from '../api.ts';
import { type BatchHead, batchBytes, encodeHead, headBytes } from '../format/batch-head.ts';

/** Batches are merged up to these bounds. */
export const batchRowsMax = 65_536;
const mergedBytesMax = 16 * 1024 * 1024;
/** Only appends smaller than both are merged: large ones are good as they are, and merging copies. */
const smallRows = 2_048;
const smallBytes = 64 * 1024;

/** What becomes a batch, or a part of one: an append, or a marker that ends a transaction. */
export type BatchPlan = Append & { readonly control?: true };

/** Neighbouring appends that become batches: small ones of a group are merged. */
export function planBatches(
  appends: readonly BatchPlan[],
  bodies: BodyFormat,
): readonly BatchPlan[] {
  if (appends.length === 1) return appends;
  const planned: BatchPlan[] = [];
  let run: BatchPlan[] = [];
  let [rows, bytes] = [0, 0];
  for (const append of appends) {
    const fits = rows + append.rows <= batchRowsMax && bytes + append.body.length <= mergedBytesMax;
    const mergeable = isMergeable(append);
    if (!mergeable || !fits) {
      planned.push(...mergeRun(run, bodies));
      run = [];
      [rows, bytes] = [0, 0];
    }
    if (mergeable) {
      run.push(append);
      rows += append.rows;
      bytes += append.body.length;
    } else planned.push(append);
  }
  planned.push(...mergeRun(run, bodies));
  return planned;
}

/** Records come merged already; what names its producer must stay alone, for a header names one. */
function isMergeable({ kind, producer, rows, body }: BatchPlan): boolean {
  const isPlain = kind !== 'records' && producer === undefined;
  return isPlain && rows < smallRows && body.length < smallBytes;
}

function mergeRun(run: readonly BatchPlan[], bodies: BodyFormat): readonly BatchPlan[] {
  const first = run[0];
  if (first === undefined || run.length === 1) return run;
  const body = merged(run, bodies);
  if (body === null) return run;
  return [
    {
      rows: run.reduce((sum, append) => sum + append.rows, 0),
      body,
      firstTimestampMs: first.firstTimestampMs,
      maxTimestampMs: run.reduce(
        (max, append) => Math.max(max, append.maxTimestampMs),
        first.maxTimestampMs,
      ),
    },
  ];
}

/** Bodies that cannot be merged are written as they came: their neighbours must not suffer. */
function merged(run: readonly Append[], bodies: BodyFormat): Uint8Array | null {
  try {
    return bodies.merge(run.map((append) => append.body));
  } catch {
    return null;
  }
}

/** A group as it is written: the heads of its batches, and all its bytes in order. */
export type EncodedGroup = {
  readonly heads: readonly BatchHead[];
  readonly bodies: readonly Uint8Array[];
  readonly buffers: readonly Uint8Array[];
  readonly bytes: number;
};

/** What all batches of a group have in common. */
export type GroupPlace = {
  readonly firstOffset: number;
  readonly group: number;
  readonly durablePosition: number;
  readonly salt: number;
};

/** Bytes that batches take in a segment. */
export function groupBytes(batches: readonly BatchPlan[]): number {
  let bytes = 0;
  for (const { body } of batches) bytes += batchBytes(body.length);
  return bytes;
}

/** Lays out the batches of a group one after the other. */
export function encodeGroup(batches: readonly BatchPlan[], place: GroupPlace): EncodedGroup {
  const layout = new GroupLayout(batches);
  const heads: BatchHead[] = [];
  const bodies: Uint8Array[] = [];
  let baseOffset = place.firstOffset;
  for (const batch of batches) {
    const head = describe(batch, baseOffset, place);
    head.crc = encodeHead(layout.takeHead(), head, batch.body, place.salt);
    bodies.push(layout.addBody(batch.body));
    heads.push(head);
    baseOffset = head.endOffset;
  }
  return { heads, bodies, buffers: layout.finish(), bytes: groupBytes(batches) };
}

/** Larger bodies are written from where they are; a call to write many small pieces costs more than to copy them. */
const copiedBytesMax = 16 * 1024;

/** The bytes of a group: heads, small bodies and zeros between them in one piece, large bodies as they are. */
class GroupLayout {
  readonly #bytes: Uint8Array;
  readonly #buffers: Uint8Array[] = [];
  /** What is before it is among the buffers. */
  #from = 0;
  #at = 0;

  constructor(batches: readonly BatchPlan[]) {
    let bytes = 0;
    for (const { body } of batches) {
      bytes += batchBytes(body.length) - (isCopied(body) ? 0 : body.length);
    }
    this.#bytes = new Uint8Array(bytes);
  }

  /** Where the next head goes: zeros. */
  takeHead(): Uint8Array {
    this.#at += headBytes;
    return this.#bytes.subarray(this.#at - headBytes, this.#at);
  }

  /** Answers where the body is from now on, at a multiple of 8: small ones need no memory of their own. */
  addBody(body: Uint8Array): Uint8Array {
    const padded = batchBytes(body.length) - headBytes;
    if (isCopied(body)) {
      const from = this.#at;
      this.#bytes.set(body, from);
      this.#at += padded;
      return this.#bytes.subarray(from, from + body.length);
    }
    this.#emit();
    this.#buffers.push(body);
    this.#at += padded - body.length;
    return body;
  }

  finish(): readonly Uint8Array[] {
    this.#emit();
    return this.#buffers;
  }

  #emit(): void {
    if (this.#at > this.#from) this.#buffers.push(this.#bytes.subarray(this.#from, this.#at));
    this.#from = this.#at;
  }
}

function isCopied(body: Uint8Array): boolean {
  return body.length <= copiedBytesMax;
}

/** The head of a batch, all but its checksum. */
function describe(
  { rows, body, kind, producer, control, firstTimestampMs, maxTimestampMs }: BatchPlan,
  baseOffset: number,
  { group, durablePosition }: GroupPlace,
): BatchHead & { crc: number } {
  return {
    baseOffset,
    endOffset: baseOffset + rows,
    rows,
    kind: kind ?? 'columns',
    compression: 'none',
    transactional: producer?.transactional ?? false,
    control: control ?? false,
    deleteHorizon: false,
    producerId: producer?.producerId ?? -1,
    producerEpoch: producer?.epoch ?? -1,
    baseSequence: producer?.sequence ?? -1,
    schemaId: kind === 'records' ? 0 : topicSchemaId,
    firstTimestampMs,
    maxTimestampMs,
    group,
    durablePosition,
    bodyBytes: body.length,
    crc: 0,
  };
}

/** The schema of a topic has this id; records have none. */
const topicSchemaId = 1;
