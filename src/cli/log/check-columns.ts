import { rowOffsetDeltas } from '../../data/body-rows.ts';
import { decodeColumn } from '../../data/column-decoder.ts';
import { readDirectory } from '../../data/column-directory.ts';
import { DictionaryPool } from '../../data/dictionary-pool.ts';

/** Whether a body of columns is one, with as many rows as its batch says; what is wrong, or null. */
export function checkColumns(body: Uint8Array, rows: number): string | null {
  const directory = readDirectory(body);
  if (directory.rows !== rows) return `the body has ${directory.rows} rows, its batch ${rows}`;
  const dictionaries = new DictionaryPool('check');
  for (const entry of directory.columns) {
    const range = body.subarray(entry.position, entry.position + entry.length);
    decodeColumn(directory, entry, range, dictionaries);
  }
  return ascending(rowOffsetDeltas(body)) ? null : 'the offsets of the rows do not ascend';
}

function ascending(deltas: Uint32Array | null): boolean {
  if (deltas === null) return true;
  for (let row = 1; row < deltas.length; row += 1) {
    if ((deltas[row] as number) <= (deltas[row - 1] as number)) return false;
  }
  return true;
}
