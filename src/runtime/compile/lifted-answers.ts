import { assert } from '../../common/assert.ts';
import type { Dictionary, Vector } from '../../data/vector.ts';
import { envAt } from '../../functions/evaluation-env.ts';
import { instantiateKernel } from './instantiate-kernel.ts';
import { KernelRun } from './kernel-run.ts';
import type { KernelSource, LiftedPredicate } from './kernel-source.ts';
import { projectSource } from './write-kernel.ts';

/** Answers for more dictionaries than this are forgotten all at once. */
const dictionariesMax = 64;

/** Answers the lifted predicates of a kernel for the dictionaries that come along, each once. */
export class LiftedAnswers {
  readonly #lifted: readonly {
    readonly input: number;
    readonly predicate: LiftedPredicate['predicate'];
    readonly known: Map<string, Uint8Array>;
  }[];

  constructor(lifted: readonly LiftedPredicate[]) {
    this.#lifted = lifted.map(({ input, predicate }) => ({ input, predicate, known: new Map() }));
  }

  /** Per predicate one byte for each entry and a last one for NULL: 0 false, 1 true, 2 NULL. */
  of(columns: readonly Vector[]): Uint8Array[] {
    return this.#lifted.map(({ input, predicate, known }) => {
      const vector = columns[input];
      assert(vector?.kind === 'dictionary', 'lifted predicates look at dictionaries');
      const { dictionary } = vector;
      let answers = known.get(dictionary.id);
      if (answers === undefined) {
        if (known.size === dictionariesMax) known.clear();
        answers = answer(predicate, dictionary);
        known.set(dictionary.id, answers);
      }
      return answers;
    });
  }
}

function answer(predicate: LiftedPredicate['predicate'], dictionary: Dictionary): Uint8Array {
  const entries = dictionary.offsets.length - 1;
  const offsets = new Int32Array(entries + 2);
  offsets.set(dictionary.offsets);
  offsets[entries + 1] = dictionary.offsets[entries] as number;
  const nulls = new Uint8Array(entries + 1);
  nulls[entries] = 1;
  const column: Vector = { kind: 'text', offsets, bytes: dictionary.bytes, nulls };
  const outcome = runOver(column, entries + 1, (mode) =>
    projectSource([predicate], mode, [{ column: 0, kind: 'text', nulls: true }], false),
  );
  return outcome;
}

/** A 64-bit intermediate value may need `exact` mode, as everywhere. */
function runOver(
  column: Vector,
  rowCount: number,
  write: (mode: 'double' | 'exact') => KernelSource,
): Uint8Array {
  const values = new Uint8Array(rowCount);
  const nulls = new Uint8Array(rowCount);
  for (const mode of ['double', 'exact'] as const) {
    const run = new KernelRun(envAt(0), []);
    const kernel = instantiateKernel(write(mode));
    if (kernel(rowCount, [column], [], new Int32Array(0), [values], [nulls], run) >= 0) break;
  }
  return values.map((value, entry) => (nulls[entry] === 1 ? 2 : value));
}
