import { Random } from '../../common/random.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import { type Batch, type Field, insertBatch, type Schema } from '../../data/batch.ts';
import type { SourceReader } from '../source-reader.ts';
import type { DatagenConfig } from './datagen-config.ts';
import { GeneratedColumn } from './generated-column.ts';

/** Rows of one batch at most. */
const batchRowsMax = 65_536;

/**
 * Rows of generated values. Row k, counted from 0, is due at start + k / rate; event times derive
 * from that, so that a reader that was restored goes on as if it had never stopped.
 */
export class DatagenReader implements SourceReader {
  readonly schema: Schema;
  readonly #config: DatagenConfig;
  readonly #columns: readonly GeneratedColumn[];
  #startMicros: number;
  #rows = 0;

  constructor(config: DatagenConfig, fields: readonly Field[], startMicros: number) {
    this.schema = { fields };
    this.#config = config;
    this.#startMicros = Math.floor(startMicros);
    const seeds = new Random(BigInt(config.seed));
    this.#columns = config.columns.map(
      (plan, column) => new GeneratedColumn(fields[column] as Field, plan, seeds.nextLong()),
    );
  }

  next(maxRows: number): Batch | null {
    const rows = Math.min(maxRows, batchRowsMax, this.#config.rows - this.#rows);
    if (rows <= 0) return null;
    const first = this.#rows;
    const due = new Float64Array(rows);
    for (let i = 0; i < rows; i += 1) due[i] = this.#dueMicros(first + i);
    const columns = this.#columns.map((column) => column.make(first, due));
    this.#rows += rows;
    return insertBatch(this.schema, rows, columns);
  }

  rowsRead(): number {
    return this.#rows;
  }

  rowsDue(nowMicros: number): number {
    const isOver = this.#rows >= this.#config.rows;
    if (!this.#config.paced || isOver) return Number.POSITIVE_INFINITY;
    const passed = nowMicros - this.#startMicros;
    if (passed < 0) return 0;
    return Math.min(Math.floor((passed * this.#config.rate) / 1e6) + 1, this.#config.rows);
  }

  position(): string {
    const states = this.#columns.map((column) => column.state());
    return [this.#rows, this.#startMicros, ...states].join(' ');
  }

  restore(position: string): void {
    const numbers = position.split(' ');
    const valid = numbers.length === this.#columns.length + 2;
    if (!valid || !numbers.every((number) => /^-?\d{1,20}$/.test(number))) {
      throw new SqlError(sqlState.invalidParameterValue, `invalid position: "${position}"`);
    }
    this.#rows = Number(numbers[0]);
    this.#startMicros = Number(numbers[1]);
    for (const [i, column] of this.#columns.entries()) column.restore(BigInt(numbers[i + 2] ?? 0));
  }

  close(): void {}

  #dueMicros(row: number): number {
    return this.#startMicros + Math.floor((row / this.#config.rate) * 1e6);
  }
}
