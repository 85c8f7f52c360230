import { assert } from '../../common/assert.ts';
import type { BodyFormat } from '../api.ts';
import type { BatchHead } from '../format/batch-head.ts';
import { compressLz4 } from '../format/lz4.ts';
import { RecordBatchBuilder } from '../format/record-batch-builder.ts';
import { RecordReader } from '../format/record-reader.ts';
import type { RewrittenBatch } from '../segment/segment-file-writer.ts';

/** A batch, or what is kept of one, that becomes a part of a rewritten batch. */
export type BatchPart = {
  /** As the batch was stored. */
  readonly head: BatchHead;
  /** Not compressed. */
  readonly body: Uint8Array;
  /** Indexes of the rows that are kept, ascending; null for all. */
  readonly kept: Uint32Array | null;
  /** Whether it still names its producer. */
  readonly isStamped: boolean;
  /** Whether its rows are of a transaction that may yet be told from others. */
  readonly isTransactional: boolean;
  /** When tombstones in it may go, milliseconds since 1970; null without any. */
  readonly horizonMs: number | null;
};

export type EncodeOptions = {
  readonly bodies: BodyFormat;
  /** Pack records. */
  readonly lz4: boolean;
};

/** A rewritten batch and its body. */
export type EncodedBatch = { readonly batch: RewrittenBatch; readonly body: Uint8Array };

/** Compressed by less, a body is stored as it is. */
const gainMin = 0.9;

/** Rows of a part that are kept. */
export function keptRows({ head, kept }: BatchPart): number {
  return kept === null ? head.rows : kept.length;
}

/** One batch of the rows of several parts, in order; the offsets and times of the rows stay. */
export function encodeParts(parts: readonly BatchPart[], options: EncodeOptions): EncodedBatch {
  const [first, last] = [parts[0], parts.at(-1)];
  assert(first && last, 'a batch of something');
  const rows = parts.reduce((sum, part) => sum + keptRows(part), 0);
  const horizonMs =
    first.horizonMs ?? parts.find((part) => part.horizonMs !== null)?.horizonMs ?? null;
  const place = {
    baseOffset: first.head.baseOffset,
    endOffset: last.head.endOffset,
    group: last.head.group,
    rows,
    transactional: first.isTransactional,
    control: false,
    deleteHorizon: horizonMs !== null,
    producerId: first.isStamped ? first.head.producerId : -1,
    producerEpoch: first.isStamped ? first.head.producerEpoch : -1,
    baseSequence: first.isStamped ? first.head.baseSequence : -1,
  };
  // What has no rows has no schema either: any reader can pass over it.
  if (rows === 0) return { batch: { ...place, ...emptyBatch }, body: new Uint8Array(0) };
  if (first.head.kind === 'records') return encodeRecords(parts, place, horizonMs, options);
  return encodeColumns(parts, place, horizonMs, options.bodies);
}

type Place = Omit<
  RewrittenBatch,
  'kind' | 'compression' | 'schemaId' | 'firstTimestampMs' | 'maxTimestampMs'
>;

const emptyBatch = {
  kind: 'records',
  compression: 'none',
  schemaId: 0,
  firstTimestampMs: -1,
  maxTimestampMs: -1,
} as const;

function encodeRecords(
  parts: readonly BatchPart[],
  place: Place,
  horizonMs: number | null,
  { lz4 }: EncodeOptions,
): EncodedBatch {
  const { body: plain, ...times } =
    sameRecords(parts, horizonMs) ?? mergedRecords(parts, place, horizonMs);
  const wasPacked = parts.some(({ head }) => head.compression === 'lz4');
  const packed = lz4 || wasPacked ? compressLz4(plain) : plain;
  const isPacked = packed.length < plain.length * gainMin;
  const compression = isPacked ? 'lz4' : 'none';
  const batch: RewrittenBatch = { ...place, ...times, kind: 'records', compression, schemaId: 0 };
  return { batch, body: isPacked ? packed : plain };
}

type Records = {
  readonly body: Uint8Array;
  readonly firstTimestampMs: number;
  readonly maxTimestampMs: number;
};

/** One part of which nothing changes need not be read record by record. */
function sameRecords(parts: readonly BatchPart[], horizonMs: number | null): Records | null {
  const { head, body, kept } = parts[0] as BatchPart;
  const { firstTimestampMs, maxTimestampMs, deleteHorizon } = head;
  const before = deleteHorizon ? firstTimestampMs : null;
  if (parts.length > 1 || kept !== null || before !== horizonMs) return null;
  return { body, firstTimestampMs, maxTimestampMs };
}

function mergedRecords(
  parts: readonly BatchPart[],
  { baseOffset }: Place,
  horizonMs: number | null,
): Records {
  const first = parts[0] as BatchPart;
  const firstTimestampMs = horizonMs ?? firstRecordMs(first);
  const bytes = parts.reduce((sum, part) => sum + part.body.length, 64);
  const builder = new RecordBatchBuilder(firstTimestampMs, bytes);
  for (const part of parts) addRecords(builder, part, baseOffset);
  return { body: builder.body(), firstTimestampMs, maxTimestampMs: builder.maxTimestampMs };
}

function firstRecordMs({ head, body, kept }: BatchPart): number {
  const reader = new RecordReader(body, head.rows);
  for (let left = (kept?.[0] ?? 0) + 1; left > 0; left -= 1) reader.next();
  return head.firstTimestampMs + reader.timestampDelta;
}

function addRecords(builder: RecordBatchBuilder, part: BatchPart, baseOffset: number): void {
  const { head, body, kept } = part;
  const reader = new RecordReader(body, head.rows);
  const shift = head.baseOffset - baseOffset;
  let next = 0;
  for (let row = 0; reader.next(); row += 1) {
    if (kept !== null && kept[next] !== row) continue;
    next += 1;
    const timestampMs = head.firstTimestampMs + reader.timestampDelta;
    builder.addRest(reader.rest(), shift + reader.offsetDelta, timestampMs);
  }
}

function encodeColumns(
  parts: readonly BatchPart[],
  place: Place,
  horizonMs: number | null,
  bodies: BodyFormat,
): EncodedBatch {
  const first = parts[0] as BatchPart;
  const body = columnsBody(parts, place.baseOffset, bodies);
  const isWhole = parts.every(({ kept, head }) => kept === null && !head.deleteHorizon);
  const times = isWhole ? null : bodies.timestamps(body);
  const batch: RewrittenBatch = {
    ...place,
    kind: 'columns',
    compression: 'none',
    schemaId: first.head.schemaId,
    firstTimestampMs: horizonMs ?? times?.[0] ?? first.head.firstTimestampMs,
    maxTimestampMs:
      times === null
        ? parts.reduce(
            (max, { head }) => Math.max(max, head.maxTimestampMs),
            first.head.maxTimestampMs,
          )
        : times.reduce((max, ms) => Math.max(max, ms), Number.NEGATIVE_INFINITY),
  };
  return { batch, body };
}

function columnsBody(
  parts: readonly BatchPart[],
  baseOffset: number,
  bodies: BodyFormat,
): Uint8Array {
  const withRows = parts.filter((part) => keptRows(part) > 0);
  const only = withRows[0] as BatchPart;
  const isSame = withRows.length === 1 && only.kept === null && only.head.baseOffset === baseOffset;
  if (isSame) return only.body;
  const deltas = withRows.map(({ head, body }) =>
    head.rows === head.endOffset - head.baseOffset ? null : bodies.offsetDeltas(body),
  );
  if (isDense(withRows, deltas, baseOffset)) return bodies.merge(withRows.map(({ body }) => body));
  const selected = withRows.map((part, index) =>
    selectRows(part, deltas[index] ?? null, baseOffset, bodies),
  );
  return selected.length === 1 ? (selected[0] as Uint8Array) : bodies.merge(selected);
}

/** Whether the rows have the offsets 0, 1, 2, … from the base on. */
function isDense(
  parts: readonly BatchPart[],
  deltas: readonly (Uint32Array | null)[],
  baseOffset: number,
): boolean {
  let next = baseOffset;
  return parts.every(({ head, kept }, index) => {
    if (kept !== null || deltas[index] !== null || head.baseOffset !== next) return false;
    next += head.rows;
    return true;
  });
}

function selectRows(
  { head, body, kept }: BatchPart,
  deltas: Uint32Array | null,
  baseOffset: number,
  bodies: BodyFormat,
): Uint8Array {
  const rows = kept ?? Uint32Array.from({ length: head.rows }, (_, row) => row);
  const shift = head.baseOffset - baseOffset;
  const offsets = rows.map((row) => shift + (deltas === null ? row : (deltas[row] as number)));
  return bodies.select(body, rows, offsets);
}
