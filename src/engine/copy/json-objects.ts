import type { Batch, Schema } from '../../data/batch.ts';
import { JsonBytes } from '../../data/json-bytes.ts';
import type { JsonCell } from '../../data/json-cell.ts';
import { jsonCell } from '../../data/json-cells.ts';
import type { Vector } from '../../data/vector.ts';

const lineBytesExpected = 256;

/** Writes rows as JSON objects, one a line; values are those of the wire. */
export class JsonObjects {
  readonly #schema: Schema;
  readonly #keys: readonly string[];
  #batch: Batch | null = null;
  #cells: readonly JsonCell[] = [];

  constructor(schema: Schema) {
    this.#schema = schema;
    this.#keys = schema.fields.map(
      ({ name }, i) => `${i === 0 ? '{' : ','}${JSON.stringify(name)}:`,
    );
  }

  /** The line of a row, with its end. */
  row(batch: Batch, row: number): string {
    if (batch !== this.#batch) {
      this.#batch = batch;
      this.#cells = this.#schema.fields.map(({ type }, c) =>
        jsonCell(type, batch.columns[c] as Vector, 'iso'),
      );
    }
    let line = '';
    for (const [c, cell] of this.#cells.entries())
      line += (this.#keys[c] as string) + text(cell, row);
    return line === '' ? '{}\n' : `${line}}\n`;
  }
}

function text(cell: JsonCell, row: number): string {
  if (cell.nulls !== null && cell.nulls[row] === 1) return 'null';
  const out = new JsonBytes(lineBytesExpected);
  cell.write(out, row);
  return out.text();
}
