import { SqlError } from '../../src/common/sql-error.ts';
import { type Datum, type SqlType, storageOf } from '../../src/data/sql-type.ts';
import { encodeText } from '../../src/data/text-bytes.ts';
import { TextScratch } from '../../src/data/text-scratch.ts';
import { type KernelLibrary, kernelLibrary } from '../../src/functions/kernel-library.ts';
import type {
  BytesOperand,
  CallTypes,
  EmitContext,
  ScalarFunction,
} from '../../src/functions/scalar-function.ts';

/** One call of a function as a kernel would make it. */
export type EmittedCall = {
  readonly fn: ScalarFunction;
  readonly types: CallTypes;
  readonly mode: 'double' | 'exact';
  /** Which arguments are written into the kernel as literals. */
  readonly literals: readonly boolean[];
  readonly args: readonly Datum[];
  readonly nowMicros: number;
};

/** What came out: a value, the SQLSTATE of a failed row, or that the kernel gave its mode up. */
export type Outcome =
  | { readonly value: Datum }
  | { readonly failed: string }
  | 'bailed'
  | 'not emitted';

class Bail extends Error {}

/** Writes the call as JavaScript with a context of its own, runs it once and answers what came out. */
export function runEmitted(call: EmittedCall): Outcome {
  const statements: string[] = [];
  const range = call.fn.emitBytes?.(contextOf(call, statements)) ?? null;
  const source =
    range === null
      ? (call.fn.emit?.(contextOf(call, statements)) ?? null)
      : `library.decodeText(${range.bytes}, ${range.start}, ${range.end})`;
  if (source === null) return 'not emitted';
  const body = `"use strict";\n${statements.join('\n')}\nreturn ${source};`;
  const run = new Function('a', 'bytes', 'constants', 'library', 'scratch', 'fail', 'bail', body);
  const machine = call.args.map((arg, i) => machineValue(arg, typeAt(call, i), call.mode));
  const bytes = call.args.map((arg) => (typeof arg === 'string' ? padded(arg) : null));
  try {
    const constants = constantsOf(call);
    const scratch = new TextScratch();
    const value = run(machine, bytes, constants, kernelLibrary, scratch, fail, bail) as unknown;
    return { value: datumOf(value, call.types.resultType, call.mode) };
  } catch (error) {
    if (error instanceof SqlError) return { failed: error.code };
    if (error instanceof Bail) return 'bailed';
    throw new Error(`${call.fn.id}: ${body}`, { cause: error });
  }
}

/** Texts stand in the middle of other bytes, as in a vector. */
const before = 3;

function padded(text: string): Uint8Array {
  return encodeText(`###${text}##`);
}

const constants = new WeakMap<EmittedCall, Uint8Array[]>();

function constantsOf(call: EmittedCall): Uint8Array[] {
  const list = constants.get(call) ?? [];
  constants.set(call, list);
  return list;
}

function contextOf(call: EmittedCall, statements: string[]): EmitContext {
  let locals = 0;
  const literal = (index: number): Datum | undefined =>
    call.literals[index] === true ? (call.args[index] as Datum) : undefined;
  return {
    ...call.types,
    mode: call.mode,
    argument: (index) => `a[${index}]`,
    argumentIsNull: (index) => {
      if (literal(index) === undefined) return `(a[${index}] === null)`;
      return literal(index) === null ? 'true' : null;
    },
    literal,
    bytes: (index) => bytesOperand(call, index),
    constantText: (text) => JSON.stringify(text),
    scratch: () => 'scratch',
    constantBytes: (text) => `constants[${constantsOf(call).push(encodeText(text)) - 1}]`,
    local: (source) => {
      locals += 1;
      statements.push(`const t${locals} = ${source};`);
      return `t${locals}`;
    },
    failIf: (condition, code) => statements.push(`if (${condition}) fail('${code}');`),
    bailIf: (condition) => statements.push(`if (${condition}) bail();`),
    library: (name: keyof KernelLibrary) => `library.${name}`,
    zone: () => null,
    now: () => (call.mode === 'exact' ? `${call.nowMicros}n` : String(call.nowMicros)),
  };
}

function bytesOperand(call: EmittedCall, index: number): BytesOperand | null {
  if (typeAt(call, index).kind !== 'text') return null;
  const length = encodeText((call.args[index] ?? '') as string).length;
  return { bytes: `bytes[${index}]`, start: String(before), end: String(before + length) };
}

function typeAt(call: EmittedCall, index: number): SqlType {
  return call.types.argumentTypes[index] ?? { kind: 'text' };
}

function fail(code: string): never {
  throw new SqlError(code, 'row failed');
}

function bail(): never {
  throw new Bail();
}

function machineValue(datum: Datum, type: SqlType, mode: 'double' | 'exact'): unknown {
  return mode === 'double' && storageOf(type) === 'integer64' && datum !== null
    ? Number(datum)
    : datum;
}

function datumOf(value: unknown, type: SqlType, mode: 'double' | 'exact'): Datum {
  if (storageOf(type) !== 'integer64' || value === null) return value as Datum;
  if (mode === 'exact') {
    if (typeof value !== 'bigint') throw new Error(`${String(value)} is no BigInt`);
    return value;
  }
  if (!Number.isSafeInteger(value)) throw new Error(`${String(value)} is no safe integer`);
  if (Object.is(value, -0)) throw new Error('an integer is −0');
  return BigInt(value as number);
}
