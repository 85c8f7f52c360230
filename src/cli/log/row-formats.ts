import type { DecodedRows, RecordRows } from './decode-rows.ts';
import type { Output } from './output.ts';

/** How rows are printed: a line each. */
export const rowFormats = ['value', 'key-value', 'json', 'hex'] as const;
export type RowFormat = (typeof rowFormats)[number];

/** Where a row is from. */
export type RowOrigin = { readonly topic: string; readonly partition: number };

const [newline, tab] = [10, 9];

/** Adds the line of a row to an output. */
export function printRow(
  out: Output,
  format: RowFormat,
  rows: DecodedRows,
  row: number,
  origin: RowOrigin,
): void {
  if (format === 'json') out.addText(jsonLine(rows, row, origin));
  else if (rows.content.kind === 'columns') out.addText(rows.content.text(row));
  else addRecord(out, format, rows.content, row);
  out.addByte(newline);
}

function addRecord(
  out: Output,
  format: RowFormat,
  { keys, values }: RecordRows,
  row: number,
): void {
  const [key, value] = [keys[row] ?? null, values[row] ?? null];
  if (format === 'hex') {
    out.addText(`${hex(key)}\t${hex(value)}`);
    return;
  }
  if (format === 'key-value') {
    if (key !== null) out.add(key);
    out.addByte(tab);
  }
  if (value !== null) out.add(value);
}

function hex(bytes: Uint8Array | null): string {
  return bytes === null ? '-' : Buffer.from(bytes).toString('hex');
}

/** A record or row with all that is known about it. */
export function jsonLine(
  { content, offset, timestampMs }: DecodedRows,
  row: number,
  { topic, partition }: RowOrigin,
): string {
  const place = { topic, partition, offset: offset(row), timestamp: timestampMs(row) };
  const front = JSON.stringify(place).slice(0, -1);
  if (content.kind === 'columns') return `${front},"value":${content.text(row)}}`;
  const headers = (content.headers[row] ?? []).map(({ key, value }) => ({
    key,
    ...bytesMember('value', value),
  }));
  const rest = {
    ...bytesMember('key', content.keys[row] ?? null),
    ...bytesMember('value', content.values[row] ?? null),
    ...(headers.length > 0 ? { headers } : {}),
  };
  return `${front},${JSON.stringify(rest).slice(1)}`;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes as a member of JSON: text where they are UTF-8, else base64 under another name. */
function bytesMember(name: string, bytes: Uint8Array | null): Record<string, string | null> {
  if (bytes === null) return { [name]: null };
  try {
    return { [name]: utf8.decode(bytes) };
  } catch {
    return { [`${name}Base64`]: Buffer.from(bytes).toString('base64') };
  }
}
