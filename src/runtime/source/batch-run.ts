import { reservedColumn } from '../../data/column-directory.ts';
import { type BodyView, joinColumn, viewBody } from '../../data/join-column.ts';
import type { SqlType } from '../../data/sql-type.ts';
import type { Vector } from '../../data/vector.ts';
import { builderFor } from '../../data/vector-builder.ts';
import type { StoredBatch } from '../../log/api.ts';

/** Batches of more rows are worth vectors of their own. */
const smallRowsMax = 64;

/** Whether a stored batch may be part of a run: small, no rows removed, in memory, its checksum compared. */
export function isSmall({ baseOffset, endOffset, rows, checked }: StoredBatch): boolean {
  return rows <= smallRowsMax && endOffset - baseOffset === rows && checked === true;
}

/** Neighbouring small batches, decoded as if they were one. */
export class BatchRun {
  readonly baseOffset: number;
  readonly endOffset: number;
  readonly rows: number;
  readonly #batches: readonly StoredBatch[];
  #bodies: readonly BodyView[] | null = null;

  constructor(batches: readonly StoredBatch[]) {
    this.#batches = batches;
    this.baseOffset = batches[0]?.baseOffset ?? 0;
    this.endOffset = batches.at(-1)?.endOffset ?? 0;
    this.rows = batches.reduce((sum, { rows }) => sum + rows, 0);
  }

  /** The vector of a stored column; null when no batch has it. */
  join(id: number, type: SqlType): Vector | null {
    this.#bodies ??= this.#batches.flatMap((batch) => {
      const body = batch.inMemory();
      return body === null ? [] : [viewBody(body)];
    });
    // A batch of inserts alone has no weights.
    const missing = id === reservedColumn.weight ? 1 : null;
    return joinColumn(this.#bodies, id, builderFor(type), missing);
  }
}
