import type { Append, BodyFormat, LogRecord, StoredBatch } from '../../src/log/api.ts';
import { RecordReader } from '../../src/log/format/record-reader.ts';

/** A row with a key; without a value it is a tombstone. */
export type KeyedRow = {
  readonly key: string | null;
  readonly value: string | null;
  readonly timeMs: number;
};

/** The same where it stands in a partition. */
export type PlacedRow = KeyedRow & { readonly offset: number };

type Body = { readonly rows: readonly KeyedRow[]; readonly deltas?: readonly number[] };

/** Bodies that are JSON: rows, and how far they are from the base of their batch when some are missing. */
export const keyedBodies: BodyFormat = {
  merge: (bodies) => {
    const parts = bodies.map(parse);
    const rows = parts.flatMap((part) => part.rows);
    if (parts.every(({ deltas }) => deltas === undefined)) return encode({ rows });
    return encode({ rows, deltas: parts.flatMap(({ deltas }) => deltas ?? unplaced()) });
  },
  keys: (body) => {
    const { rows } = parse(body);
    return {
      key: (row) => {
        const key = rows[row]?.key ?? null;
        return key === null ? null : Buffer.from(key);
      },
      isTombstone: (row) => rows[row]?.value === null,
    };
  },
  select: (body, rows, deltas) => {
    const all = parse(body).rows;
    return encode({ rows: [...rows].map((row) => all[row] as KeyedRow), deltas: [...deltas] });
  },
  timestamps: (body) => Float64Array.from(parse(body).rows, ({ timeMs }) => timeMs),
  offsetDeltas: (body) => {
    const { deltas } = parse(body);
    return deltas === undefined ? null : Uint32Array.from(deltas);
  },
};

/** An append of such a body. */
export function keyedAppend(rows: readonly KeyedRow[]): Append {
  const times = rows.map(({ timeMs }) => timeMs);
  return {
    rows: rows.length,
    body: encode({ rows }),
    firstTimestampMs: times[0] ?? 0,
    maxTimestampMs: Math.max(...times),
  };
}

/** The same rows as records. */
export function keyedRecords(rows: readonly KeyedRow[]): readonly LogRecord[] {
  return rows.map(({ key, value, timeMs }) => ({
    key: key === null ? null : Buffer.from(key),
    value: value === null ? null : Buffer.from(value),
    headers: [{ key: 'h', value: Buffer.from(`${value}!`) }],
    timestampMs: timeMs,
  }));
}

/** The rows of a batch of either kind. */
export async function rowsOf(batch: StoredBatch): Promise<readonly PlacedRow[]> {
  const body = await batch.body();
  return batch.kind === 'records' ? recordsOf(batch, body) : columnsOf(batch, body);
}

function columnsOf({ baseOffset, rows: count }: StoredBatch, body: Uint8Array): PlacedRow[] {
  const { rows, deltas } = parse(body);
  if (rows.length !== count) throw new Error('the head says another number of rows');
  return rows.map((row, index) => ({ ...row, offset: baseOffset + (deltas?.[index] ?? index) }));
}

function recordsOf(batch: StoredBatch, body: Uint8Array): PlacedRow[] {
  const reader = new RecordReader(body, batch.rows);
  const rows: PlacedRow[] = [];
  while (reader.next()) {
    const [key, value] = [textOf(reader.key()), textOf(reader.value())];
    const [header] = reader.headers();
    if (textOf(header?.value ?? null) !== `${value}!`) throw new Error('another header');
    const timeMs = batch.firstTimestampMs + reader.timestampDelta;
    rows.push({ key, value, timeMs, offset: batch.baseOffset + reader.offsetDelta });
  }
  return rows;
}

function textOf(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Buffer.from(bytes).toString();
}

function parse(body: Uint8Array): Body {
  return JSON.parse(Buffer.from(body).toString().trimEnd());
}

/** Spaces up to a multiple of 8. */
function encode(body: Body): Uint8Array {
  const text = JSON.stringify(body);
  return new Uint8Array(Buffer.from(text.padEnd(Math.ceil(text.length / 8) * 8)));
}

function unplaced(): never {
  throw new Error('offsets of some rows only');
}
