import Database from 'better-sqlite3';
import type { Batch } from '../../../src/data/batch.ts';
import type { SqlType } from '../../../src/data/sql-type.ts';
import { formatDatum } from '../../../src/data/text-output.ts';
import { datumAt } from '../../../src/data/vector-datum.ts';

/** SQLite as the judge of what queries answer. */
export class SqliteJudge {
  readonly #database = new Database(':memory:');

  run(sql: string): void {
    this.#database.exec(sql);
  }

  /** Rows of cells: null, numbers and texts. */
  rows(sql: string): readonly (readonly unknown[])[] {
    return this.#database.prepare(sql).raw().all() as unknown[][];
  }

  close(): void {
    this.#database.close();
  }
}

/** A row as a line: numbers to three places, as the corpus prints them. */
export function rowLine(cells: readonly unknown[]): string {
  return cells.map(cellText).join(' | ');
}

function cellText(cell: unknown): string {
  if (cell === null) return 'NULL';
  return typeof cell === 'number'
    ? (cell + 0).toFixed(3).replace(/^-(0\.0+)$/, '$1')
    : String(cell);
}

/** The rows of our answer as cells that `rowLine` prints like the judge's. */
export function answeredRows(batches: readonly Batch[]): (readonly unknown[])[] {
  return batches.flatMap(({ schema, columns, rowCount }) =>
    Array.from({ length: rowCount }, (_, row) =>
      columns.map((vector, c) => {
        const type: SqlType = schema.fields[c]?.type ?? { kind: 'text' };
        const datum = datumAt(vector, type, row);
        if (datum === null) return null;
        if (typeof datum === 'boolean') return Number(datum);
        return type.kind === 'text' ? datum : Number(formatDatum(type, datum));
      }),
    ),
  );
}
