import type { Append, BodyFormat } from '../api.ts';
import {
  type BatchDescription,
  type BatchHead,
  batchBytes,
  encodeHead,
  headBytes,
} from '../format/batch-head.ts';

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
  return batches.reduce((sum, batch) => sum + batchBytes(batch.body.length), 0);
}

/** Lays out the batches of a group one after the other. */
export function encodeGroup(batches: readonly BatchPlan[], place: GroupPlace): EncodedGroup {
  const headsBytes = new Uint8Array(batches.length * headBytes);
  const heads: BatchHead[] = [];
  const buffers: Uint8Array[] = [];
  let baseOffset = place.firstOffset;
  batches.forEach((batch, index) => {
    const { body } = batch;
    const target = headsBytes.subarray(index * headBytes, (index + 1) * headBytes);
    const description = describe(batch, baseOffset, place);
    const crc = encodeHead(target, description, body, place.salt);
    heads.push({ ...description, crc, bodyBytes: body.length });
    buffers.push(target, body);
    const padding = batchBytes(body.length) - headBytes - body.length;
    if (padding > 0) buffers.push(zeros.subarray(0, padding));
    baseOffset = description.endOffset;
  });
  const bodies = batches.map((batch) => batch.body);
  return { heads, bodies, buffers, bytes: groupBytes(batches) };
}

function describe(
  { rows, kind, producer, control, firstTimestampMs, maxTimestampMs }: BatchPlan,
  baseOffset: number,
  { group, durablePosition }: GroupPlace,
): BatchDescription {
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
  };
}

/** The schema of a topic has this id; records have none. */
const topicSchemaId = 1;
const zeros = new Uint8Array(8);
