import type { Batch } from '../../data/batch.ts';
import { type Datum, type SqlType, storageOf } from '../../data/sql-type.ts';
import type { TextBuilder } from '../../data/text-builder.ts';
import { encodeText } from '../../data/text-bytes.ts';
import type { Vector } from '../../data/vector.ts';
import { functionById } from '../../functions/function-registry.ts';
import { type KernelLibrary, kernelLibrary } from '../../functions/kernel-library.ts';
import type { KernelRun } from './kernel-run.ts';
import type { KernelConstant, KernelMode, KernelSource } from './kernel-source.ts';

/** Where a kernel writes the values of one projection: intervals and nested values as datums. */
export type OutputArray =
  | Uint8Array
  | Int32Array
  | Float64Array
  | BigInt64Array
  | TextBuilder
  | Datum[];

/** Runs over one batch; −1 when it gave up `double` mode. */
export type Kernel = (
  rowCount: number,
  columns: readonly Vector[],
  lifted: readonly Uint8Array[],
  selection: Int32Array,
  outputs: readonly OutputArray[],
  nullMasks: readonly (Uint8Array | null)[],
  run: KernelRun,
) => number;

type Text = (
  ...args: [...Parameters<Kernel>, constants: readonly unknown[], library: KernelLibrary]
) => number;

const parameters =
  'rowCount columns lifted selection outputs nullMasks run constants library'.split(' ');

/** Functions that are kept at most, for the next kernel of the same source. */
const textsMax = 1000;

/** By source: what differs between kernels alike is in their constants. */
const texts = new Map<string, Text>();

/** The function of a kernel's source; in a worker the same source makes the same function. */
export function instantiateKernel(source: KernelSource): Kernel {
  const text = textOf(source.source);
  const constants = source.constants.map((constant) => constantValue(constant, source.mode));
  return (...args) => text(...args, constants, kernelLibrary);
}

function textOf(source: string): Text {
  const known = texts.get(source);
  if (known !== undefined) return known;
  const made = new Function(...parameters, `'use strict';\n${source}`) as Text;
  if (texts.size >= textsMax) texts.clear();
  texts.set(source, made);
  return made;
}

/** The vectors of a kernel's inputs. */
export function inputVectors(source: KernelSource, batch: Batch): Vector[] {
  return source.inputs.map(({ column }) => batch.columns[column] as Vector);
}

function constantValue(constant: KernelConstant, mode: KernelMode): unknown {
  switch (constant.kind) {
    case 'value':
      return constant.value;
    case 'type':
      return constant.type;
    case 'bytes':
      return encodeText(constant.text);
    case 'call':
      return callable(constant, mode);
  }
}

/** A machine value or NULL; undefined where there is none: the run knows why. */
type Callable = (run: KernelRun, ...args: (Datum | null)[]) => Datum | undefined;

function callable(constant: Extract<KernelConstant, { kind: 'call' }>, mode: KernelMode): Callable {
  const { evaluate } = functionById(constant.function);
  const { types } = constant;
  const toDatums = types.argumentTypes.map((type) => datumOf(type, mode));
  const toMachine = machineOf(types.resultType, mode);
  return (run, ...args) => {
    try {
      const datums = args.map((arg, index) =>
        arg === null ? null : (toDatums[index]?.(arg) ?? arg),
      );
      return toMachine(evaluate(datums, types, run.env));
    } catch (error) {
      run.caught(error);
      return undefined;
    }
  };
}

/** In `double` mode 64-bit integers are numbers here and BigInts as datums; nothing else differs. */
function datumOf(type: SqlType, mode: KernelMode): (value: Datum) => Datum {
  const wide = mode === 'double' && storageOf(type) === 'integer64';
  return wide ? (value) => BigInt(value as number) : (value) => value;
}

function machineOf(type: SqlType, mode: KernelMode): (datum: Datum) => Datum | undefined {
  if (mode === 'exact' || storageOf(type) !== 'integer64') return (datum) => datum;
  return (datum) => {
    if (datum === null) return null;
    const value = Number(datum);
    return Number.isSafeInteger(value) ? value : undefined;
  };
}
