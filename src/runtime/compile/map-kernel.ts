import type { Batch, Field, Schema } from '../../data/batch.ts';
import { gatherBatch, gatherVector } from '../../data/gather.ts';
import type { Vector } from '../../data/vector.ts';
import type { EvaluationEnv } from '../../functions/scalar-function.ts';
import type { Expression } from '../../planner/expression/expression.ts';
import { FewRows, fewRowsMax, interpretMap, readColumns } from './few-rows.ts';
import { FilterKernel } from './filter-kernel.ts';
import { KernelFamily } from './kernel-family.ts';
import type { RowError } from './kernel-run.ts';
import { MapOutputs } from './map-outputs.ts';
import { projectSource } from './write-kernel.ts';

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
  readonly run: (batch: Batch, env: EvaluationEnv) => MapResult;
};

/**
 * Compiles a filter and projection. Rows whose predicate is not true are dropped; a row that fails
 * is left out and reported. A projection that is a bare column is never looked into: it is shared,
 * or gathered where rows are missing. Column types of batches must be those of the expressions.
 * The first `interpretedMax` rows are interpreted: for few rows nothing is compiled.
 */
export function buildMapKernel(shape: MapShape, interpretedMax = fewRowsMax): MapKernel {
  return new CompiledMap(shape, interpretedMax);
}

class CompiledMap implements MapKernel {
  readonly #schema: Schema;
  readonly #projections: readonly Expression[];
  readonly #computed: readonly Expression[];
  readonly #filter: FilterKernel | null;
  readonly #project: KernelFamily | null;
  readonly #columns: ReturnType<typeof readColumns>;
  readonly #few: FewRows;

  constructor({ predicate, projections, fields }: MapShape, interpretedMax: number) {
    this.#schema = { fields };
    this.#projections = projections;
    const computed = projections.filter(({ kind }) => kind !== 'column');
    this.#computed = computed;
    this.#columns = readColumns(computed);
    this.#few = new FewRows(interpretedMax);
    this.#filter = predicate === null ? null : new FilterKernel(predicate, interpretedMax);
    this.#project =
      computed.length === 0
        ? null
        : new KernelFamily(
            this.#columns.map(({ index }) => index),
            (mode, inputs, selected, zoned) =>
              projectSource(computed, mode, inputs, selected, zoned),
          );
  }

  run(batch: Batch, env: EvaluationEnv): MapResult {
    const passed = this.#filter?.run(batch, env) ?? null;
    const count = passed?.count ?? batch.rowCount;
    const selection = passed?.selection ?? null;
    const errors = passed?.errors ?? [];
    if (count === 0) return { batch: null, errors: orNull(errors) };
    if (this.#project === null) {
      return { batch: this.#assemble(batch, selection, []), errors: orNull(errors) };
    }
    const { columns, errors: failed } = this.#few.take(count)
      ? interpretMap(this.#computed, this.#columns, batch, selection, env)
      : this.#compute(this.#project, batch, selection, env);
    if (failed.length === 0) {
      return { batch: this.#assemble(batch, selection, columns), errors: orNull(errors) };
    }
    return {
      batch: this.#assembleWithout(failed, batch, selection, count, columns),
      errors: [...errors, ...failed],
    };
  }

  #compute(
    project: KernelFamily,
    batch: Batch,
    selection: Int32Array | null,
    env: EvaluationEnv,
  ): { readonly columns: readonly Vector[]; readonly errors: readonly RowError[] } {
    const count = selection?.length ?? batch.rowCount;
    const outputs = new MapOutputs(this.#computed, count);
    const { errors } = project.run(batch, {
      rowCount: count,
      selection: selection ?? noSelection,
      selected: selection !== null,
      env,
      outputs: (mode) => outputs.allocate(mode),
    });
    return { columns: outputs.vectors(), errors };
  }

  /** The output without the rows that failed; null when none is left. */
  #assembleWithout(
    errors: readonly RowError[],
    batch: Batch,
    selection: Int32Array | null,
    count: number,
    computed: readonly Vector[],
  ): Batch | null {
    if (errors.length === count) return null;
    const { positions, rows } = withoutFailed(selection, count, errors);
    const kept = computed.map((column) => gatherVector(column, positions, positions.length));
    return this.#assemble(batch, rows, kept);
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

const noSelection = new Int32Array(0);

function orNull(errors: readonly RowError[]): readonly RowError[] | null {
  return errors.length === 0 ? null : errors;
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
