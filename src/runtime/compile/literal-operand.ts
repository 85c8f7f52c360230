import { type Datum, type SqlType, storageOf } from '../../data/sql-type.ts';
import type { CodeBlock } from './code-block.ts';
import type { KernelMode, KernelParts } from './kernel-source.ts';
import { numberSource, type Operand, placeholder, plainOperand } from './operand.ts';

/** A literal: numbers and truth values stand in the source, everything else among the constants. */
export function literalOperand(
  type: SqlType,
  datum: Datum,
  { mode, parts, block }: { mode: KernelMode; parts: KernelParts; block: CodeBlock },
): Operand {
  if (datum === null) {
    return { ...plainOperand(type, placeholder(type, mode), 'true'), literal: null };
  }
  if (typeof datum === 'string') return textOperand(type, datum, parts);
  return {
    ...plainOperand(type, machineValue(type, datum, mode, parts, block), null),
    literal: datum,
  };
}

function machineValue(
  type: SqlType,
  datum: Exclude<Datum, null>,
  mode: KernelMode,
  parts: KernelParts,
  block: CodeBlock,
): string {
  if (typeof datum === 'boolean') return String(datum);
  if (storageOf(type) === 'integer64') {
    const value = BigInt(datum as bigint | number);
    if (mode === 'exact') return numberSource(value);
    const asDouble = Number(value);
    if (!Number.isSafeInteger(asDouble)) block.line('if (true) return -1;');
    return numberSource(asDouble);
  }
  if (typeof datum === 'number' && Number.isFinite(datum)) return numberSource(datum);
  return parts.constant({ kind: 'value', value: datum });
}

function textOperand(type: SqlType, text: string, parts: KernelParts): Operand {
  let value: string | null = null;
  let bytes: string | null = null;
  return {
    type,
    isNull: null,
    literal: text,
    value: () => {
      value ??= parts.constant({ kind: 'value', value: text });
      return value;
    },
    bytes: () => {
      bytes ??= parts.constant({ kind: 'bytes', text });
      return { bytes, start: '0', end: `${bytes}.length` };
    },
  };
}
