import { assert } from '../common/assert.ts';
import { type Batch, type Field, sliceBatch } from '../data/batch.ts';
import { gatherBatch } from '../data/gather.ts';
import { storageOf } from '../data/sql-type.ts';
import { formatDatum } from '../data/text-output.ts';
import type { Vector } from '../data/vector.ts';
import { datumAt } from '../data/vector-datum.ts';

/** The rows of a batch that belong to one partition. */
export type PartitionRows = { readonly partition: number; readonly batch: Batch };

/**
 * Splits a batch by the hash of its key columns, as Kafka's Java client does: murmur2 over the
 * serialized key (BIGINT 8 bytes big-endian, INTEGER 4, TEXT its UTF-8, several columns or other
 * types as a JSON array), so that the same key is in the same partition there and here. A row
 * whose key is NULL goes to partition 0.
 */
export function partitionByKey(
  batch: Batch,
  keys: readonly number[],
  partitions: number,
): readonly PartitionRows[] {
  const selections = Array.from({ length: partitions }, () => new Int32Array(batch.rowCount));
  const counts = new Int32Array(partitions);
  const keyBytes = keySerializer(batch, keys);
  for (let row = 0; row < batch.rowCount; row += 1) {
    const key = keyBytes(row);
    const partition = key === null ? 0 : (murmur2(key) & 0x7fffffff) % partitions;
    const count = counts[partition] as number;
    (selections[partition] as Int32Array)[count] = row;
    counts[partition] = count + 1;
  }
  return selections.flatMap((selection, partition) => {
    const count = counts[partition] as number;
    if (count === 0) return [];
    if (count === batch.rowCount) return [{ partition, batch }];
    return [{ partition, batch: gatherBatch(batch, selection.subarray(0, count), count) }];
  });
}

type KeySerializer = (row: number) => Uint8Array | null;

function keySerializer(batch: Batch, keys: readonly number[]): KeySerializer {
  const [only, ...others] = keys;
  assert(only !== undefined, 'a keyed stream has key columns');
  const field = batch.schema.fields[only] as Field;
  const vector = batch.columns[only] as Vector;
  if (others.length > 0) return jsonSerializer(batch, keys);
  switch (field.type.kind) {
    case 'smallint':
    case 'integer':
      return integerSerializer(vector, field, 4);
    case 'bigint':
      return integerSerializer(vector, field, 8);
    case 'text':
      return textSerializer(vector);
    default:
      return jsonSerializer(batch, keys);
  }
}

function integerSerializer(vector: Vector, field: Field, bytes: 4 | 8): KeySerializer {
  const buffer = new Uint8Array(bytes);
  const view = new DataView(buffer.buffer);
  return (row) => {
    const value = datumAt(vector, field.type, row);
    if (value === null) return null;
    if (bytes === 4) view.setInt32(0, Number(value));
    else view.setBigInt64(0, BigInt(value as bigint));
    return buffer;
  };
}

function textSerializer(vector: Vector): KeySerializer {
  if (vector.kind === 'text') {
    const { offsets, bytes, nulls } = vector;
    return (row) =>
      nulls !== null && nulls[row] === 1 ? null : bytes.subarray(offsets[row], offsets[row + 1]);
  }
  assert(vector.kind === 'dictionary', 'text is stored as text');
  const { codes, nulls } = vector;
  const { offsets, bytes } = vector.dictionary;
  return (row) => {
    if (nulls !== null && nulls[row] === 1) return null;
    const code = codes[row] as number;
    return bytes.subarray(offsets[code], offsets[code + 1]);
  };
}

function jsonSerializer(batch: Batch, keys: readonly number[]): KeySerializer {
  const encoder = new TextEncoder();
  return (row) => {
    const cells = keys.map((key) => {
      const { type } = batch.schema.fields[key] as Field;
      const value = datumAt(batch.columns[key] as Vector, type, row);
      if (value === null || typeof value === 'boolean') return value;
      return storageOf(type) === 'i32' && type.kind !== 'date' ? value : formatDatum(type, value);
    });
    return encoder.encode(JSON.stringify(cells));
  };
}

/** Austin Appleby's murmur2 with Kafka's seed (org.apache.kafka.common.utils.Utils.murmur2). */
export function murmur2(data: Uint8Array): number {
  const m = 0x5bd1e995;
  const { length } = data;
  let h = 0x9747b28c ^ length;
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    let k =
      (data[i] as number) |
      ((data[i + 1] as number) << 8) |
      ((data[i + 2] as number) << 16) |
      ((data[i + 3] as number) << 24);
    k = Math.imul(k, m);
    k ^= k >>> 24;
    h = Math.imul(h, m) ^ Math.imul(k, m);
  }
  const rest = length - i;
  if (rest === 3) h ^= (data[i + 2] as number) << 16;
  if (rest >= 2) h ^= (data[i + 1] as number) << 8;
  if (rest >= 1) h = Math.imul(h ^ (data[i] as number), m);
  h ^= h >>> 13;
  h = Math.imul(h, m);
  return h ^ (h >>> 15);
}

/** Neighbouring rows of a source without a key that go to the same partition. */
const stretchRows = 1024;

/** Splits rows of a source by their numbers: stretches go to the partitions in turn. */
export function partitionByRowNumber(
  batch: Batch,
  firstRow: number,
  partitions: number,
): readonly PartitionRows[] {
  const parts: PartitionRows[] = [];
  for (let row = 0; row < batch.rowCount; ) {
    const stretch = Math.floor((firstRow + row) / stretchRows);
    const end = Math.min((stretch + 1) * stretchRows - firstRow, batch.rowCount);
    parts.push({ partition: stretch % partitions, batch: sliceBatch(batch, row, end) });
    row = end;
  }
  return parts;
}
