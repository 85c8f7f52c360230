import type { Batch } from '../../src/data/batch.ts';

/** The sum of weighted rows, each row as a line of text. */
export class RowSum {
  readonly #print: (batch: Batch, row: number) => string;
  readonly #weights = new Map<string, number>();

  constructor(print: (batch: Batch, row: number) => string) {
    this.#print = print;
  }

  add(batch: Batch): void {
    for (let row = 0; row < batch.rowCount; row += 1) {
      const line = this.#print(batch, row);
      const weight = (this.#weights.get(line) ?? 0) + (batch.weights?.[row] ?? 1);
      if (weight === 0) this.#weights.delete(line);
      else this.#weights.set(line, weight);
    }
  }

  clear(): void {
    this.#weights.clear();
  }

  /** All rows sorted by their bytes, as often as they stand. @throws Error for a row taken back that never came. */
  lines(): readonly string[] {
    const lines = [...this.#weights].flatMap(([line, weight]) => {
      if (weight < 0) throw new Error(`weight ${weight}: ${line}`);
      return Array<string>(weight).fill(line);
    });
    return lines.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  }
}
