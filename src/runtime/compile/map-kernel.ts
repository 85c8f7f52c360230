import type { Batch, Field, Schema } from '../../data/batch.ts';
import { gatherBatch, gatherVector } from '../../data/gather.ts';
import type { Vector } from '../../data/vector.ts';
import type { Expression } from '../../planner/expression/expression.ts';
import { columnsOf } from '../../planner/expression/properties.ts';
import { KernelFamily } from './kernel-family.ts';
import type { RowError } from './kernel-run.ts';
import { MapOutputs } from './map-outputs.ts';
import { filterSource, projectSource } from './write-kernel.ts';

/** What a map kernel is made for: a filter, a projection, or both. */
export type MapShape = {
  readonly predicate: Expression | null;
  readonly projections: readonly Expression[];
  readonly fields: readonly Field[];
};

/** Rows that passed, and the rows (of the input) that failed; null for none. */
export type MapResult = {
  readonly batch: Batch | null;
  readonly errors: readonly RowError[] | null;
};

/** A compiled filter and projection. */
export type MapKernel = {
  readonly run: (batch: Batch, env: { readonly nowMicros: number }) => MapResult;
};

/**
 * Compiles a filter and projection. Rows whose predicate is not true are dropped; a row that fails
 * is left out and reported. A projection that is a bare column is never looked into: it is shared,
 * or gathered where rows are missing. Column types of batches must be those of the expressions.
 */
export function buildMapKernel(shape: MapShape): MapKernel {
  return new CompiledMap(shape);
}

class CompiledMap implements MapKernel {
  readonly #schema: Schema;
  readonly #projections: readonly Expression[];
  readonly #computed: readonly Expression[];
  readonly #filter: KernelFamily | null;
  readonly #project: KernelFamily | null;
  #selection = new Int32Array(0);

  constructor({ predicate, projections, fields }: MapShape) {
    this.#schema = { fields };
    this.#projections = projections;
    const computed = projections.filter(({ kind }) => kind !== 'column');
    this.#computed = computed;
    this.#filter =
      predicate === null
        ? null
        : new KernelFamily(columnsOf(predicate), (mode, inputs) =>
            filterSource(predicate, mode, inputs),
          );
    this.#project =
      computed.length === 0
        ? null
        : new KernelFamily(
            [...new Set(computed.flatMap((each) => columnsOf(each)))],
            (mode, inputs, selected) => projectSource(computed, mode, inputs, selected),
          );
  }

  run(batch: Batch, { nowMicros }: { readonly nowMicros: number }): MapResult {
    const errors: RowError[] = [];
    const passed = this.#runFilter(batch, nowMicros, errors);
    const some = passed < batch.rowCount;
    if (passed === 0) return { batch: null, errors: errors.length === 0 ? null : errors };
    let selection: Int32Array | null = some ? this.#selection.subarray(0, passed) : null;
    let columns: readonly Vector[] = [];
    if (this.#project !== null) {
      const outputs = new MapOutputs(this.#computed, passed);
      const outcome = this.#project.run(batch, {
        rowCount: passed,
        selection: this.#selection,
        selected: some,
        nowMicros,
        outputs: (mode) => outputs.allocate(mode),
      });
      columns = outputs.vectors();
      if (outcome.errors.length > 0) {
        errors.push(...outcome.errors);
        const kept = withoutFailed(selection, passed, outcome.errors);
        columns = columns.map((column) => gatherVector(column, kept.positions, kept.rows.length));
        selection = kept.rows;
      }
    }
    return {
      batch: selection?.length === 0 ? null : this.#assemble(batch, selection, columns),
      errors: errors.length === 0 ? null : errors,
    };
  }

  /** How many rows pass; which ones, when not all do, is in the selection. */
  #runFilter(batch: Batch, nowMicros: number, errors: RowError[]): number {
    if (this.#filter === null) return batch.rowCount;
    if (this.#selection.length < batch.rowCount) this.#selection = new Int32Array(batch.rowCount);
    const outcome = this.#filter.run(batch, {
      rowCount: batch.rowCount,
      selection: this.#selection,
      selected: false,
      nowMicros,
      outputs: () => ({ values: [], nullMasks: [] }),
    });
    errors.push(...outcome.errors);
    return outcome.count;
  }

  #assemble(batch: Batch, selection: Int32Array | null, computed: readonly Vector[]): Batch {
    const bare = this.#projections.flatMap((projection) =>
      projection.kind === 'column' ? [batch.columns[projection.index] as Vector] : [],
    );
    const shared = { ...batch, schema: this.#schema, columns: bare };
    const kept = selection === null ? shared : gatherBatch(shared, selection, selection.length);
    const next = { bare: 0, computed: 0 };
    const columns = this.#projections.map((projection) => {
      if (projection.kind === 'column') return kept.columns[next.bare++] as Vector;
      return computed[next.computed++] as Vector;
    });
    return { ...kept, columns };
  }
}

/** The positions that did not fail, and the rows there. `errors` are in the order of the positions. */
function withoutFailed(
  selection: Int32Array | null,
  rowCount: number,
  errors: readonly RowError[],
): { readonly positions: Int32Array; readonly rows: Int32Array } {
  const positions = new Int32Array(rowCount - errors.length);
  let failed = 0;
  let kept = 0;
  for (let k = 0; k < rowCount; k += 1) {
    const row = selection === null ? k : (selection[k] as number);
    if (errors[failed]?.row === row) failed += 1;
    else positions[kept++] = k;
  }
  const rows = selection === null ? positions : positions.map((k) => selection[k] as number);
  return { positions, rows };
}
