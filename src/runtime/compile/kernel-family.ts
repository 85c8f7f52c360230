import type { Batch } from '../../data/batch.ts';
import type { Vector } from '../../data/vector.ts';
import type { EvaluationEnv } from '../../functions/scalar-function.ts';
import {
  inputVectors,
  instantiateKernel,
  type Kernel,
  type OutputArray,
} from './instantiate-kernel.ts';
import { KernelRun, type RowError } from './kernel-run.ts';
import type { KernelInput, KernelMode, KernelSource } from './kernel-source.ts';
import { LiftedAnswers } from './lifted-answers.ts';

/** More variants than this are forgotten all at once: a bound on memory, not on use. */
const variantsMax = 64;

/** Writes the source of one variant. */
export type VariantWriter = (
  mode: KernelMode,
  inputs: readonly KernelInput[],
  selected: boolean,
  zoned: boolean,
) => KernelSource;

type Variant = {
  readonly source: KernelSource;
  readonly kernel: Kernel;
  readonly lifted: LiftedAnswers;
};

/** What the kernel of a variant is given besides its batch. */
export type KernelTask = {
  readonly rowCount: number;
  readonly selection: Int32Array;
  readonly selected: boolean;
  readonly env: EvaluationEnv;
  readonly outputs: (mode: KernelMode) => {
    readonly values: readonly OutputArray[];
    readonly nullMasks: readonly (Uint8Array | null)[];
  };
};

/** What came of it: the kernel's answer, and the rows that failed. */
export type KernelOutcome = {
  readonly count: number;
  readonly mode: KernelMode;
  readonly errors: readonly RowError[];
};

/**
 * One kernel in as many variants as its batches need: by the kinds of their vectors, by whether
 * there are NULLs, and by mode. A batch that `double` mode gives up is run again in `exact` mode.
 */
export class KernelFamily {
  readonly #columns: readonly number[];
  readonly #write: VariantWriter;
  readonly #variants = new Map<string, Variant>();

  /** `columns` are the columns that the kernel looks into. */
  constructor(columns: readonly number[], write: VariantWriter) {
    this.#columns = columns;
    this.#write = write;
  }

  run(batch: Batch, task: KernelTask): KernelOutcome {
    const wide = this.#columns.some((column) => batch.columns[column]?.kind === 'i64');
    if (!wide) {
      const outcome = this.#runIn('double', batch, task);
      if (outcome.count >= 0) return outcome;
    }
    return this.#runIn('exact', batch, task);
  }

  #runIn(mode: KernelMode, batch: Batch, task: KernelTask): KernelOutcome {
    const { source, kernel, lifted } = this.#variant(mode, batch, task);
    const columns = inputVectors(source, batch);
    const run = new KernelRun(task.env, source.codes);
    const { values, nullMasks } = task.outputs(mode);
    const answers = lifted.of(columns);
    const count = kernel(task.rowCount, columns, answers, task.selection, values, nullMasks, run);
    return { count, mode, errors: run.errors };
  }

  #variant(mode: KernelMode, batch: Batch, { selected, env }: KernelTask): Variant {
    const zoned = env.timeZone !== 'UTC';
    const inputs = this.#columns.map((column) => inputOf(column, batch.columns[column] as Vector));
    const key = `${mode};${selected};${zoned};${inputs.map(({ kind, nulls }) => kind + nulls).join()}`;
    let variant = this.#variants.get(key);
    if (variant === undefined) {
      if (this.#variants.size === variantsMax) this.#variants.clear();
      const source = this.#write(mode, inputs, selected, zoned);
      const lifted = new LiftedAnswers(source.lifted);
      variant = { source, kernel: instantiateKernel(source), lifted };
      this.#variants.set(key, variant);
    }
    return variant;
  }
}

function inputOf(column: number, vector: Vector): KernelInput {
  return { column, kind: vector.kind, nulls: vector.nulls !== null };
}
