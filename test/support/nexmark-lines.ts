import type { Batch } from '../../src/data/batch.ts';
import type { Vector } from '../../src/data/vector.ts';

/** The keys of the golden file's lines, in its order, by event type. */
const keys: readonly (readonly string[])[] = [
  ['id', 'name', 'emailAddress', 'creditCard', 'city', 'state', 'dateTime', 'extra'],
  [
    'id',
    'itemName',
    'description',
    'initialBid',
    'reserve',
    'dateTime',
    'expires',
    'seller',
    'category',
    'extra',
  ],
  ['auction', 'bidder', 'price', 'channel', 'url', 'dateTime', 'extra'],
];

/** The lines of the golden nexmark files for a batch of all kinds of events: flat JSON, times in milliseconds. */
export function nexmarkLines(batch: Batch): string {
  const columns = new Map(
    batch.schema.fields.map(({ name }, index) => [name, batch.columns[index]]),
  );
  const lines = Array.from({ length: batch.rowCount }, (_, row) => {
    const type = Number(cell(columns.get('event_type'), row));
    const cells = (keys[type] ?? []).map((key) => {
      const value = cell(columns.get(key.toLowerCase()), row);
      const time = key === 'dateTime' || key === 'expires';
      return [key, time ? Number(value) / 1000 : value];
    });
    return `${JSON.stringify({ event_type: type, ...Object.fromEntries(cells) })}\n`;
  });
  return lines.join('');
}

function cell(vector: Vector | undefined, row: number): string | number | null {
  if (vector === undefined || vector.nulls?.[row] === 1) return null;
  if (vector.kind === 'text') return text(vector.bytes, vector.offsets, row);
  if (vector.kind !== 'dictionary') return Number(vector.values[row]);
  return text(vector.dictionary.bytes, vector.dictionary.offsets, vector.codes[row] ?? 0);
}

function text(bytes: Uint8Array, offsets: Int32Array, index: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset).toString(
    'utf8',
    offsets[index],
    offsets[index + 1],
  );
}
