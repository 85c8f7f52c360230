import type { Batch, Schema } from '../../../data/batch.ts';
import type { Vector } from '../../../data/vector.ts';
import type { TimeZone } from '../../../data/zones/time-zone.ts';
import { formatAt } from '../wire/client-message.ts';
import type { MessageWriter } from '../wire/message-writer.ts';
import { type CellWriter, cellWriter } from './cell-writers.ts';
import { wireTypeOf } from './type-oids.ts';

/** Writes the RowDescription of an answer; `formats` as Bind has them. */
export function writeRowDescription(
  writer: MessageWriter,
  { fields }: Schema,
  formats: readonly number[],
): void {
  writer.begin('T').count(fields.length);
  for (const [index, { name, type }] of fields.entries()) {
    const { oid, size, modifier } = wireTypeOf(type);
    // No table and no column of one: results are not tied to relations.
    writer.text(name).int32(0).int16(0);
    writer.int32(oid).int16(size).int32(modifier).int16(formatAt(formats, index));
  }
  writer.end();
}

/** Writes rows of one schema as DataRow messages. */
export class DataRows {
  readonly #cells: readonly CellWriter[];

  /** `zone` is what moments are shown in, where they are text; UTC without one. */
  constructor({ fields }: Schema, formats: readonly number[], zone: TimeZone | null = null) {
    this.#cells = fields.map(({ type }, index) => cellWriter(type, formatAt(formats, index), zone));
  }

  write(writer: MessageWriter, { columns }: Batch, row: number): void {
    const cells = this.#cells;
    writer.begin('D').count(cells.length);
    for (let i = 0; i < cells.length; i += 1) {
      (cells[i] as CellWriter)(writer, columns[i] as Vector, row);
    }
    writer.end();
  }
}
