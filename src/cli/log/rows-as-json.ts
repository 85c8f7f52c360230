import type { Batch } from '../../data/batch.ts';
import { JsonBytes } from '../../data/json-bytes.ts';
import type { JsonCell } from '../../data/json-cell.ts';
import { jsonCell } from '../../data/json-cells.ts';
import type { Vector } from '../../data/vector.ts';

const [comma, open, close] = [44, 123, 125];

/**
 * The rows of a batch as JSON objects, one per row. Cells are written as the server writes them; a
 * row that takes back or counts more than once has its weight as `__weight`.
 */
export class RowsAsJson {
  readonly kind = 'columns';
  readonly #names: readonly Uint8Array[];
  readonly #cells: readonly JsonCell[];
  readonly #weights: Int32Array | null;

  constructor({ schema, columns, weights }: Batch) {
    this.#names = schema.fields.map(({ name }) => Buffer.from(`${JSON.stringify(name)}:`));
    this.#cells = schema.fields.map(({ type }, c) => jsonCell(type, columns[c] as Vector, 'iso'));
    this.#weights = weights;
  }

  /** The object of a row. */
  text(row: number): string {
    const out = new JsonBytes(0);
    out.writeByte(open);
    for (let c = 0; c < this.#cells.length; c += 1) {
      if (c > 0) out.writeByte(comma);
      const name = this.#names[c] as Uint8Array;
      out.writeJson(name, 0, name.length);
      const cell = this.#cells[c] as JsonCell;
      if (cell.nulls !== null && cell.nulls[row] === 1) out.writeAscii('null');
      else cell.write(out, row);
    }
    this.#writeWeight(out, row);
    out.writeByte(close);
    return out.text();
  }

  #writeWeight(out: JsonBytes, row: number): void {
    const weight = this.#weights?.[row] ?? 1;
    if (weight === 1) return;
    if (this.#cells.length > 0) out.writeByte(comma);
    out.writeAscii('"__weight":');
    out.writeInteger(weight);
  }
}
