import type { Batch, Field } from '../../data/batch.ts';
import { gatherBatch } from '../../data/gather.ts';

/** Rows of one batch with the windows that they come out with. */
type Pairs = {
  readonly rows: number[];
  readonly starts: number[];
  readonly ends: number[];
  /** 1 inserts, −1 takes back. */
  readonly signs: number[];
  takesBack: boolean;
};

/** Pairs of row and window that are to come out, gathered by the batch that the rows lie in. */
export class WindowOutput {
  readonly #fields: readonly Field[];
  readonly #pairs = new Map<Batch, Pairs>();

  /** `fields` are those of the rows, then window_start and window_end. */
  constructor(fields: readonly Field[]) {
    this.#fields = fields;
  }

  add(batch: Batch, row: number, start: number, end: number, sign: 1 | -1): void {
    let pairs = this.#pairs.get(batch);
    if (pairs === undefined) {
      pairs = { rows: [], starts: [], ends: [], signs: [], takesBack: false };
      this.#pairs.set(batch, pairs);
    }
    pairs.rows.push(row);
    pairs.starts.push(start);
    pairs.ends.push(end);
    pairs.signs.push(sign);
    if (sign < 0) pairs.takesBack = true;
  }

  /** What was added, and no longer here; rows are judged already and carry no marks. */
  take(): readonly Batch[] {
    const batches = [...this.#pairs].map(([batch, pairs]) => this.#batch(batch, pairs));
    this.#pairs.clear();
    return batches;
  }

  #batch(batch: Batch, { rows, starts, ends, signs, takesBack }: Pairs): Batch {
    const gathered = gatherBatch(batch, Int32Array.from(rows), rows.length);
    const { weights } = gathered;
    return {
      schema: { fields: this.#fields },
      rowCount: rows.length,
      columns: [
        ...gathered.columns,
        { kind: 'f64', values: Float64Array.from(starts), nulls: null },
        { kind: 'f64', values: Float64Array.from(ends), nulls: null },
      ],
      weights:
        weights === null && !takesBack
          ? null
          : Int32Array.from(
              signs,
              (sign, i) => sign * (weights === null ? 1 : (weights[i] as number)),
            ),
      late: null,
    };
  }
}
