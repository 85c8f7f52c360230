import type { Datum, SqlType } from '../../data/sql-type.ts';
import type { VectorKind } from '../../data/vector.ts';
import type { KernelLibrary } from '../../functions/kernel-library.ts';
import type { CallTypes } from '../../functions/scalar-function.ts';
import type { Expression } from '../../planner/expression/expression.ts';

/** `double`: 64-bit integers are numbers within ±2^53, and the kernel gives up beyond; `exact`: BigInts. */
export type KernelMode = 'double' | 'exact';

/** A column that a kernel looks into, and how it comes in the batches that the kernel is made for. */
export type KernelInput = {
  readonly column: number;
  readonly kind: VectorKind;
  readonly nulls: boolean;
};

/**
 * A kernel as plain data: what any thread needs to make it. The text of `source` is built from
 * fixed words and numbers alone; everything else is among the constants.
 */
export type KernelSource = {
  readonly source: string;
  readonly mode: KernelMode;
  readonly inputs: readonly KernelInput[];
  readonly constants: readonly KernelConstant[];
  /** The SQLSTATEs that the source knows by number. */
  readonly codes: readonly string[];
  /** Predicates over one dictionary column, answered once per entry. */
  readonly lifted: readonly LiftedPredicate[];
};

export type KernelConstant =
  /** A value as the kernel computes with it. */
  | { readonly kind: 'value'; readonly value: Datum }
  /** The type of values that are read from their text. */
  | { readonly kind: 'type'; readonly type: SqlType }
  /** The UTF-8 bytes of a text. */
  | { readonly kind: 'bytes'; readonly text: string }
  /** A registered function called by its `evaluate`. */
  | { readonly kind: 'call'; readonly function: string; readonly types: CallTypes };

/** A predicate over column 0 of a batch of one column, and the input it stands for. */
export type LiftedPredicate = { readonly input: number; readonly predicate: Expression };

/** Collects what a source refers to by number. */
export class KernelParts {
  readonly constants: KernelConstant[] = [];
  readonly codes: string[] = [];
  readonly lifted: LiftedPredicate[] = [];
  readonly #library = new Set<keyof KernelLibrary>();
  #usesScratch = false;

  /** The name of a constant. */
  constant(constant: KernelConstant): string {
    this.constants.push(constant);
    return `c${this.constants.length - 1}`;
  }

  /** The number of a SQLSTATE. */
  code(code: string): number {
    const known = this.codes.indexOf(code);
    return known >= 0 ? known : this.codes.push(code) - 1;
  }

  /** The name of a function of the library. */
  library(name: keyof KernelLibrary): string {
    this.#library.add(name);
    return name;
  }

  /** The name of the answers of a lifted predicate: per entry, and last for NULL: 0 false, 1 true, 2 NULL. */
  lift(predicate: LiftedPredicate): string {
    this.lifted.push(predicate);
    return `d${this.lifted.length - 1}`;
  }

  /** The name of the row's scratch. */
  scratch(): string {
    this.#usesScratch = true;
    return 'scratch';
  }

  /** The lines that a row begins with. */
  get rowHead(): string {
    return this.#usesScratch ? 'scratch.length = 0;\n' : '';
  }

  /** The statements that bind the names of all parts. */
  prologue(inputs: readonly KernelInput[]): string {
    return [
      ...inputs.flatMap(inputLines),
      ...this.constants.map((_, c) => `const c${c} = constants[${c}];`),
      ...this.lifted.map((_, d) => `const d${d} = lifted[${d}];`),
      ...[...this.#library].map((name) => `const ${name} = library.${name};`),
      ...(this.#usesScratch ? ['const scratch = run.scratch;'] : []),
    ].join('\n');
  }
}

function inputLines({ kind, nulls }: KernelInput, slot: number): string[] {
  const lines = nulls ? [`const n${slot} = columns[${slot}].nulls;`] : [];
  if (kind === 'text') {
    lines.push(`const o${slot} = columns[${slot}].offsets, b${slot} = columns[${slot}].bytes;`);
  } else if (kind === 'dictionary') {
    lines.push(`const v${slot} = columns[${slot}].codes, e${slot} = columns[${slot}].dictionary;`);
    lines.push(`const o${slot} = e${slot}.offsets, b${slot} = e${slot}.bytes;`);
  } else {
    lines.push(`const v${slot} = columns[${slot}].values;`);
  }
  return lines;
}
