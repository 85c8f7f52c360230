import type { BodyFormat } from '../api.ts';
import type { BatchHead } from '../format/batch-head.ts';
import { RecordReader } from '../format/record-reader.ts';

/** Told of each row: its index in the body, its offset, its key, whether it is a tombstone; false ends the walk. */
export type RowVisitor = (
  row: number,
  offset: number,
  key: Uint8Array | null,
  isTombstone: boolean,
) => boolean;

/** What must be known to see keys in bodies. */
export type KeyFormat = { readonly bodies: BodyFormat; readonly schema: Uint8Array };

/**
 * Walks the rows of a body that is not compressed, in order. False when its rows have no keys: such a
 * topic cannot be compacted. @throws SqlError XX001 when the body is damaged
 */
export function visitRows(
  head: BatchHead,
  body: Uint8Array,
  format: KeyFormat,
  visit: RowVisitor,
): boolean {
  if (head.kind === 'records') {
    visitRecords(head, body, visit);
    return true;
  }
  const keys = format.bodies.keys(body, format.schema);
  if (keys === null) return false;
  const deltas = format.bodies.offsetDeltas(body);
  for (let row = 0; row < head.rows; row += 1) {
    const offset = head.baseOffset + (deltas === null ? row : (deltas[row] as number));
    if (!visit(row, offset, keys.key(row), keys.isTombstone(row))) return true;
  }
  return true;
}

function visitRecords(head: BatchHead, body: Uint8Array, visit: RowVisitor): void {
  const reader = new RecordReader(body, head.rows);
  for (let row = 0; reader.next(); row += 1) {
    const isTombstone = reader.value() === null;
    if (!visit(row, head.baseOffset + reader.offsetDelta, reader.key(), isTombstone)) return;
  }
}
