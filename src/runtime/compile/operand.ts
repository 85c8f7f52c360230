import type { Datum, SqlType } from '../../data/sql-type.ts';
import { storageOf } from '../../data/sql-type.ts';
import { isReadFromText } from '../../data/vector-datum.ts';
import type { BytesOperand } from '../../functions/scalar-function.ts';
import type { CodeBlock } from './code-block.ts';
import type { KernelMode } from './kernel-source.ts';

/** A written expression: how statements that follow in the same row get at its value. */
export type Operand = {
  readonly type: SqlType;
  /** An expression of the machine value, cheap to repeat; may add statements to the block. */
  readonly value: (block: CodeBlock) => string;
  /** A name or word that is true where the value is NULL; null where it never is. */
  readonly isNull: string | null;
  /** Where the bytes of a text lie, for columns and literals. */
  readonly bytes: ((block: CodeBlock) => BytesOperand) | null;
  /** The value of a literal, else undefined. */
  readonly literal: Datum | undefined;
};

/** An operand that is a name or another expression cheap to repeat. */
export function plainOperand(type: SqlType, value: string, isNull: string | null): Operand {
  return { type, value: () => value, isNull, bytes: null, literal: undefined };
}

/** An expression that is true where a boolean operand is TRUE. */
export function truthOf(operand: Operand, block: CodeBlock): string {
  const value = operand.value(block);
  return operand.isNull === null ? value : `(!${operand.isNull} && ${value})`;
}

/** What stands in for the value where there is none. */
export function placeholder(type: SqlType, mode: KernelMode): string {
  if (isReadFromText(type)) return 'null';
  switch (storageOf(type)) {
    case 'u8':
      return 'false';
    case 'i32':
    case 'f64':
      return '0';
    case 'integer64':
      return mode === 'exact' ? '0n' : '0';
    case 'text':
      return "''";
  }
}

/** A number as source that is safe beside any operator. */
export function numberSource(value: number | bigint): string {
  const digits = typeof value === 'bigint' ? `${value}n` : String(value);
  if (Object.is(value, -0)) return '(-0)';
  return value < 0 ? `(${digits})` : digits;
}
