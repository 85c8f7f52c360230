import { type SqlType, storageOf } from '../../data/sql-type.ts';
import { isReadFromText } from '../../data/vector-datum.ts';
import type { BytesOperand } from '../../functions/scalar-function.ts';
import type { CodeBlock } from './code-block.ts';
import type { KernelParts } from './kernel-source.ts';
import type { Operand } from './operand.ts';

/** An operand whose UTF-8 bytes are known: a string is made of them only when one is asked for. */
export function bytesOperand(
  type: SqlType,
  bytes: BytesOperand,
  isNull: string | null,
  parts: KernelParts,
): Operand {
  return {
    type,
    isNull,
    literal: undefined,
    bytes: () => bytes,
    value: (at) => at.keep(textSource(type, bytes, isNull, parts)),
  };
}

function textSource(
  type: SqlType,
  { bytes, start, end }: BytesOperand,
  isNull: string | null,
  parts: KernelParts,
): string {
  const text = `${parts.library('decodeText')}(${bytes}, ${start}, ${end})`;
  if (!isReadFromText(type)) return text;
  const read =
    type.kind === 'interval'
      ? `${parts.library('parseInterval')}(${text})`
      : `${parts.library('datumFromText')}(${parts.constant({ kind: 'type', type })}, ${text})`;
  // What stands in place of a NULL need not be a value of the type.
  return isNull === null ? read : `${isNull} ? null : ${read}`;
}

/** Where the bytes of a text lie that an operand stands for; those of a string are made now. */
export function bytesOf(operand: Operand, block: CodeBlock, parts: KernelParts): BytesOperand {
  if (operand.bytes !== null) return operand.bytes(block);
  const bytes = block.local(`${parts.library('encodeText')}(${operand.value(block)})`);
  return { bytes, start: '0', end: `${bytes}.length` };
}

/** Whether kernels keep values of the type as the bytes of their text. */
export function isKeptAsBytes(type: SqlType): boolean {
  return storageOf(type) === 'text' && !isReadFromText(type);
}

/** Where the bytes of a text lie that inner blocks decide on; an empty text until one has. */
export class BytesVariable {
  readonly range: BytesOperand;

  constructor(block: CodeBlock, parts: KernelParts) {
    this.range = {
      bytes: block.variable(parts.constant({ kind: 'bytes', text: '' })),
      start: block.variable('0'),
      end: block.variable('0'),
    };
  }

  set({ bytes, start, end }: BytesOperand, block: CodeBlock): void {
    const { range } = this;
    block.line(`${range.bytes} = ${bytes}; ${range.start} = ${start}; ${range.end} = ${end};`);
  }
}
