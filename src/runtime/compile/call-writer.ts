import { assert } from '../../common/assert.ts';
import { functionById } from '../../functions/function-registry.ts';
import type { CallTypes, EmitContext, ScalarFunction } from '../../functions/scalar-function.ts';
import type { Expression } from '../../planner/expression/expression.ts';
import { BytesVariable, bytesOperand } from './bytes-operand.ts';
import type { CodeBlock } from './code-block.ts';
import type { KernelMode, KernelParts } from './kernel-source.ts';
import { type Operand, placeholder, plainOperand } from './operand.ts';

type Call = Extract<Expression, { kind: 'call' }>;

/** What the writer of a call must know of its kernel. */
export type CallPlace = {
  readonly mode: KernelMode;
  readonly parts: KernelParts;
  /** Whether the session's time zone is another than UTC. */
  readonly zoned: boolean;
};

/** Whether a call can answer NULL, given which of its arguments can be. */
export function callMayBeNull(call: Call, mayBeNull: (argument: Expression) => boolean): boolean {
  const { nulls } = functionById(call.function);
  return nulls === 'own' || (nulls === 'strict' && call.arguments.some(mayBeNull));
}

/** Writes a call whose arguments have been written: by the function's own emitter, or through `evaluate`. */
export function writeCall(
  call: Call,
  written: readonly Operand[],
  place: CallPlace,
  block: CodeBlock,
): Operand {
  const operands = written.map((operand) => named(operand, block));
  const called = functionById(call.function);
  const types = {
    argumentTypes: call.arguments.map(({ type }) => type),
    resultType: call.type,
  };
  if (called.nulls === 'own') return writeOwn(called, types, operands, place, block);
  const write = (at: CodeBlock): string =>
    emitted(called, types, operands, place, at) ?? evaluated(called, types, operands, place, at);
  const isNull = called.nulls === 'strict' ? anyNull(operands, block) : null;
  const spanned =
    isNull === 'true' ? null : writeBytes(called, types, operands, place, isNull, block);
  if (spanned !== null) return spanned;
  if (isNull === null) return plainOperand(call.type, write(block), null);
  if (isNull === 'true') return plainOperand(call.type, placeholder(call.type, place.mode), isNull);
  const inner = block.inner();
  const value = write(inner);
  if (inner.isEmpty) return plainOperand(call.type, value, isNull);
  const result = block.variable(placeholder(call.type, place.mode));
  inner.line(`${result} = ${value};`);
  block.when(`!${isNull}`, inner);
  return plainOperand(call.type, result, isNull);
}

/** A text whose bytes the function finds or makes itself; null when it does not for these arguments. */
function writeBytes(
  { emitBytes, nulls }: ScalarFunction,
  types: CallTypes,
  operands: readonly Operand[],
  place: CallPlace,
  isNull: string | null,
  block: CodeBlock,
): Operand | null {
  if (emitBytes === null || nulls !== 'strict') return null;
  const inner = block.inner();
  const range = emitBytes(emitContext(types, operands, place, inner));
  if (range === null) return null;
  if (isNull === null) {
    block.absorb(inner);
    return bytesOperand(types.resultType, range, null, place.parts);
  }
  const found = new BytesVariable(block, place.parts);
  found.set(range, inner);
  block.when(`!${isNull}`, inner);
  return bytesOperand(types.resultType, found.range, isNull, place.parts);
}

/** Emitters may repeat their arguments: what is neither a name nor a number gets a name. */
function named(operand: Operand, block: CodeBlock): Operand {
  if (operand.bytes !== null || operand.literal !== undefined) return operand;
  const value = operand.value(block);
  if (/^\w+$/.test(value)) return operand;
  return plainOperand(operand.type, block.local(value), operand.isNull);
}

/** The function's own JavaScript; null when it has none for these arguments. */
function emitted(
  { emit }: ScalarFunction,
  types: CallTypes,
  operands: readonly Operand[],
  place: CallPlace,
  block: CodeBlock,
): string | null {
  if (emit === null) return null;
  const inner = block.inner();
  const source = emit(emitContext(types, operands, place, inner));
  if (source === null) return null;
  block.absorb(inner);
  return source;
}

function emitContext(
  types: CallTypes,
  operands: readonly Operand[],
  { mode, parts, zoned }: CallPlace,
  block: CodeBlock,
): EmitContext {
  const operand = (index: number): Operand => {
    const found = operands[index];
    assert(found, 'a function asks for arguments that it has');
    return found;
  };
  return {
    ...types,
    mode,
    argument: (index) => operand(index).value(block),
    argumentIsNull: (index) => operand(index).isNull,
    literal: (index) => operand(index).literal,
    bytes: (index) => operand(index).bytes?.(block) ?? null,
    constantBytes: (text) => parts.constant({ kind: 'bytes', text }),
    constantText: (text) => parts.constant({ kind: 'value', value: text }),
    scratch: () => parts.scratch(),
    local: (source) => block.local(source),
    failIf: (condition, code) =>
      block.line(`if (${condition}) { run.fail(i, ${parts.code(code)}); continue; }`),
    bailIf: (condition) => block.line(`if (${condition}) return -1;`),
    library: (name) => parts.library(name),
    now: () => (mode === 'exact' ? 'BigInt(run.nowMicros)' : 'run.nowMicros'),
    zone: () => (zoned ? 'run.zone' : null),
  };
}

/** A call of `evaluate`, for values that are there. A strict function has no NULL to answer. */
function evaluated(
  called: ScalarFunction,
  types: CallTypes,
  operands: readonly Operand[],
  place: CallPlace,
  block: CodeBlock,
): string {
  const strict = called.nulls === 'strict';
  const args = operands.map((operand) => {
    const value = operand.value(block);
    return strict || operand.isNull === null ? value : `${operand.isNull} ? null : ${value}`;
  });
  const name = place.parts.constant({ kind: 'call', function: called.id, types });
  const result = block.local(`${name}(${['run', ...args].join(', ')})`);
  block.line(`if (${result} === undefined) { if (run.gaveUp(i)) return -1; continue; }`);
  return result;
}

/** A function with a null rule of its own is always called by `evaluate`, which says NULL itself. */
function writeOwn(
  called: ScalarFunction,
  types: CallTypes,
  operands: readonly Operand[],
  place: CallPlace,
  block: CodeBlock,
): Operand {
  const result = evaluated(called, types, operands, place, block);
  const isNull = block.local(`${result} === null`);
  const value = block.local(`${isNull} ? ${placeholder(types.resultType, place.mode)} : ${result}`);
  return plainOperand(types.resultType, value, isNull);
}

/** A name or word that is true where some operand is NULL; null where none ever is. */
function anyNull(operands: readonly Operand[], block: CodeBlock): string | null {
  const nulls = [...new Set(operands.map(({ isNull }) => isNull))].filter((name) => name !== null);
  if (nulls.includes('true')) return 'true';
  if (nulls.length <= 1) return nulls[0] ?? null;
  return block.local(nulls.join(' || '));
}
