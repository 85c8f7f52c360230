import type { Batch } from './batch.ts';
import { JsonBytes } from './json-bytes.ts';
import type { JsonCell, TimeFormat } from './json-cell.ts';
import { jsonCell } from './json-cells.ts';

import type { Vector } from './vector.ts';

const comma = 44;
const open = 91;
const close = 93;

/** What a cell takes in a text, more or less. */
const cellBytesExpected = 16;

/**
 * The rows [from, to) of a batch as JSON arrays with commas between, `[cell,…],[cell,…]`; where the
 * batch has weights each row's is its first cell. BOOLEAN, SMALLINT, INTEGER, REAL and DOUBLE are
 * JSON values, NaN and infinities strings; BIGINT, NUMERIC, DATE, INTERVAL and TEXT are strings in
 * PostgreSQL's text; JSON is itself; a TIMESTAMPTZ ends in Z. The text is one line.
 */
export function encodeRows(
  batch: Batch,
  from: number,
  to: number,
  options: { readonly time: TimeFormat },
): string {
  const cells = cellsOf(batch, options.time);
  const out = new JsonBytes((to - from) * (cells.length + 1) * cellBytesExpected);
  const { weights } = batch;
  for (let row = from; row < to; row += 1) {
    if (row > from) out.writeByte(comma);
    out.writeByte(open);
    if (weights !== null) {
      out.writeInteger(weights[row] as number);
      if (cells.length > 0) out.writeByte(comma);
    }
    writeCells(out, cells, row);
    out.writeByte(close);
  }
  return out.text();
}

function writeCells(out: JsonBytes, cells: readonly JsonCell[], row: number): void {
  for (let c = 0; c < cells.length; c += 1) {
    if (c > 0) out.writeByte(comma);
    const cell = cells[c] as JsonCell;
    if (cell.nulls !== null && cell.nulls[row] === 1) out.writeAscii('null');
    else cell.write(out, row);
  }
}

function cellsOf(batch: Batch, time: TimeFormat): readonly JsonCell[] {
  return batch.schema.fields.map(({ type }, c) => jsonCell(type, batch.columns[c] as Vector, time));
}
