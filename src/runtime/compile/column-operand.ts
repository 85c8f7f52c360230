import { assert } from '../../common/assert.ts';
import { type SqlType, storageOf } from '../../data/sql-type.ts';
import type { BytesOperand } from '../../functions/scalar-function.ts';
import { bytesOperand } from './bytes-operand.ts';
import type { CodeBlock } from './code-block.ts';
import type { KernelInput, KernelMode, KernelParts } from './kernel-source.ts';
import type { Operand } from './operand.ts';

/** The value of a column in the row `i`. Numbers are loaded at once; texts when they are asked for. */
export function columnOperand(
  type: SqlType,
  slot: number,
  input: KernelInput,
  { mode, parts, block }: { mode: KernelMode; parts: KernelParts; block: CodeBlock },
): Operand {
  const isNull = input.nulls ? block.keep(`n${slot}[i] === 1`) : null;
  if (input.kind === 'text' || input.kind === 'dictionary') {
    return bytesOperand(type, bytesAt(slot, input, block), isNull, parts);
  }
  const value = block.keep(loadSource(type, slot, input, isNull, mode));
  return { type, isNull, literal: undefined, bytes: null, value: () => value };
}

function bytesAt(slot: number, { kind }: KernelInput, block: CodeBlock): BytesOperand {
  const row = kind === 'dictionary' ? block.keep(`v${slot}[i]`) : 'i';
  return { bytes: `b${slot}`, start: `o${slot}[${row}]`, end: `o${slot}[${row} + 1]` };
}

function loadSource(
  type: SqlType,
  slot: number,
  { kind }: KernelInput,
  isNull: string | null,
  mode: KernelMode,
): string {
  const element = `v${slot}[i]`;
  switch (storageOf(type)) {
    case 'u8':
      return `${element} === 1`;
    case 'i32':
    case 'f64':
      return element;
    case 'integer64': {
      if (mode === 'double') {
        assert(kind === 'f64', 'doubles are computed with doubles');
        return element;
      }
      if (kind === 'i64') return element;
      return isNull === null ? `BigInt(${element})` : `${isNull} ? 0n : BigInt(${element})`;
    }
    case 'text':
      throw new Error('assertion failed: texts lie in vectors of texts');
  }
}
