import type { DiskFile } from '../../common/disk.ts';
import { aligned, decodeFront, encodeFront, frontLength } from '../format/file-front.ts';

const probeBytes = 4 * 1024;

/** What the front of a segment says beside its schemas. */
export type SegmentFrontFacts = {
  readonly baseOffset: number;
  /** When the file was made, milliseconds since 1970; 0 in format 1, which does not say. */
  readonly createdMs: number;
  /** Of a rewritten segment: the offset after its range, and the bytes of the whole file. */
  readonly rewritten: { readonly endOffset: number; readonly fileBytes: number } | null;
};

/** A front that was read, and where the batches behind it begin. */
export type SegmentFront = SegmentFrontFacts & {
  readonly bytes: number;
  readonly schemas: readonly Uint8Array[];
};

/**
 * The front of a segment. Payload, little-endian: f64 base offset, u32 number of schemas, u32 zero,
 * then per schema u32 id, u32 length, the bytes, zeros up to a multiple of 8; then, from format 2
 * on, f64 time of making, f64 end of the range and f64 bytes of the file (both 0 unless rewritten).
 */
export function encodeSegmentFront(
  { baseOffset, createdMs, rewritten }: SegmentFrontFacts,
  schemas: readonly Uint8Array[],
): Uint8Array {
  const schemasEnd = schemas.reduce((sum, schema) => sum + 8 + aligned(schema.length), 16);
  const payload = new Uint8Array(schemasEnd + trailerBytes);
  const view = new DataView(payload.buffer);
  view.setFloat64(0, baseOffset, true);
  view.setUint32(8, schemas.length, true);
  let at = 16;
  schemas.forEach((schema, index) => {
    view.setUint32(at, index + 1, true);
    view.setUint32(at + 4, schema.length, true);
    payload.set(schema, at + 8);
    at += 8 + aligned(schema.length);
  });
  view.setFloat64(at, createdMs, true);
  view.setFloat64(at + 8, rewritten?.endOffset ?? 0, true);
  view.setFloat64(at + 16, rewritten?.fileBytes ?? 0, true);
  return encodeFront('segment', payload);
}

const trailerBytes = 24;

/**
 * What the front of a segment says; null when it is damaged.
 * @throws SqlError 55000 when the file is of a newer format.
 */
export async function readSegmentFront(file: DiskFile, path: string): Promise<SegmentFront | null> {
  const probe = new Uint8Array(probeBytes);
  const got = probe.subarray(0, await file.read(probe, 0));
  const length = frontLength(got);
  if (length === null) return null;
  if (length <= got.length) return decode(got, path);
  const whole = new Uint8Array(length);
  await file.read(whole, 0);
  return decode(whole, path);
}

function decode(bytes: Uint8Array, path: string): SegmentFront | null {
  const front = decodeFront('segment', bytes, path);
  if (front === null) return null;
  const { payload } = front;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const { schemas, end: at } = schemasIn(payload, view);
  const plain = { bytes: front.bytes, baseOffset: view.getFloat64(0, true), schemas };
  if (at + trailerBytes > payload.length) return { ...plain, createdMs: 0, rewritten: null };
  const endOffset = view.getFloat64(at + 8, true);
  const fileBytes = view.getFloat64(at + 16, true);
  const rewritten = fileBytes === 0 ? null : { endOffset, fileBytes };
  return { ...plain, createdMs: view.getFloat64(at, true), rewritten };
}

function schemasIn(
  payload: Uint8Array,
  view: DataView,
): { readonly schemas: readonly Uint8Array[]; readonly end: number } {
  const schemas: Uint8Array[] = [];
  let at = 16;
  for (let left = view.getUint32(8, true); left > 0 && at + 8 <= view.byteLength; left -= 1) {
    const length = view.getUint32(at + 4, true);
    schemas.push(payload.slice(at + 8, at + 8 + length));
    at += 8 + aligned(length);
  }
  return { schemas, end: at };
}
