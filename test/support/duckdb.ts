import {
  DuckDBConnection,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { Batch } from '../../src/data/batch.ts';
import { formatDate, formatDatum, formatTimestamp } from '../../src/data/text-output.ts';
import { datumAt } from '../../src/data/vector-datum.ts';

/** A DuckDB in memory, the judge of answers. */
export class Judge {
  readonly #connection: DuckDBConnection;

  private constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  static async open(): Promise<Judge> {
    return new Judge(await DuckDBConnection.create());
  }

  async run(sql: string): Promise<void> {
    await this.#connection.run(sql);
  }

  /** The rows of an answer as lines that compare with those of `judgedLines`, in the order they came. */
  async lines(sql: string): Promise<readonly string[]> {
    const result = await this.#connection.runAndReadAll(sql);
    return result.getRows().map((row) => row.map(valueText).join(' | '));
  }

  close(): void {
    this.#connection.closeSync();
  }
}

/** The rows of our answer as lines in the judge's words: doubles to 12 digits, decimals without zeros behind. */
export function judgedLines(batches: readonly Batch[]): string[] {
  return batches.flatMap(({ schema, columns, rowCount }) =>
    Array.from({ length: rowCount }, (_, row) =>
      columns
        .map((vector, c) => {
          const type = schema.fields[c]?.type ?? { kind: 'text' };
          const datum = datumAt(vector, type, row);
          if (datum === null) return 'NULL';
          if (typeof datum === 'number' && type.kind === 'double') return doubleText(datum);
          const text = formatDatum(type, datum);
          return type.kind === 'numeric' ? decimalText(text) : text;
        })
        .join(' | '),
    ),
  );
}

function valueText(value: DuckDBValue): string {
  if (value === null) return 'NULL';
  if (typeof value === 'number') return doubleText(value);
  if (typeof value === 'boolean') return value ? 't' : 'f';
  if (value instanceof DuckDBDecimalValue) return decimalText(String(value));
  if (value instanceof DuckDBTimestampValue) return formatTimestamp(value.micros);
  if (value instanceof DuckDBDateValue) return formatDate(value.days);
  return String(value);
}

function doubleText(value: number): string {
  return String(Number(value.toPrecision(12)));
}

function decimalText(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
