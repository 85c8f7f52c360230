import { type SqlType, storageOf } from '../../data/sql-type.ts';
import type { BytesOperand } from '../../functions/scalar-function.ts';
import type { Expression } from '../../planner/expression/expression.ts';
import { bytesOf, isKeptAsBytes } from './bytes-operand.ts';
import { CodeBlock } from './code-block.ts';
import { ExpressionWriter } from './expression-writer.ts';
import {
  type KernelInput,
  type KernelMode,
  KernelParts,
  type KernelSource,
} from './kernel-source.ts';
import type { Operand } from './operand.ts';

/**
 * The kernel of a filter: writes the rows for which the predicate is true to `selection` and
 * answers how many there are. `zoned`: the session's time zone is another than UTC.
 */
export function filterSource(
  predicate: Expression,
  mode: KernelMode,
  inputs: readonly KernelInput[],
  zoned = false,
): KernelSource {
  const parts = new KernelParts();
  const block = new CodeBlock();
  const truth = new ExpressionWriter(mode, inputs, parts, zoned).writeTruth(predicate, block);
  block.line(`if (${truth}) { selection[count] = i; count += 1; }`);
  const source = `${parts.prologue(inputs)}
let count = 0;
for (let i = 0; i < rowCount; i += 1) {
${parts.rowHead}${block.text}
}
return count;`;
  return {
    source,
    mode,
    inputs,
    constants: parts.constants,
    codes: parts.codes,
    lifted: parts.lifted,
  };
}

/**
 * The kernel of projections: writes the value of output c for the k-th row to outputs[c][k] (and
 * nullMasks[c][k]) and answers 0. With `selected` the k-th row is selection[k], else k itself.
 */
export function projectSource(
  projections: readonly Expression[],
  mode: KernelMode,
  inputs: readonly KernelInput[],
  selected: boolean,
  zoned = false,
): KernelSource {
  const parts = new KernelParts();
  const block = new CodeBlock();
  const writer = new ExpressionWriter(mode, inputs, parts, zoned);
  // All are computed before any is stored: a row that fails leaves nothing behind.
  const operands = projections.map((projection) => {
    const operand = writer.write(projection, block);
    const bytes = isKeptAsBytes(operand.type) ? bytesOf(operand, block, parts) : null;
    return { operand, bytes, value: bytes === null ? operand.value(block) : '' };
  });
  const at = selected ? 'k' : 'i';
  operands.forEach(({ operand, bytes, value }, c) => {
    block.line(
      bytes === null ? storeSource(operand, value, c, at, mode) : appendSource(operand, bytes, c),
    );
  });
  const texts = operands.flatMap(({ bytes }, c) => (bytes === null ? [] : [c]));
  const source = `${parts.prologue(inputs)}
${projections.map((_, c) => `const r${c} = outputs[${c}], m${c} = nullMasks[${c}];`).join('\n')}
for (let ${at} = 0; ${at} < rowCount; ${at} += 1) {
${selected ? 'const i = selection[k];\n' : ''}${parts.rowHead}${texts.map((c) => fillSource(c, at)).join('')}${block.text}
}
return 0;`;
  return {
    source,
    mode,
    inputs,
    constants: parts.constants,
    codes: parts.codes,
    lifted: parts.lifted,
  };
}

/** Appends a text to the rows so far. */
function appendSource({ isNull }: Operand, range: BytesOperand, c: number): string {
  const append = `r${c}.appendBytes(${range.bytes}, ${range.start}, ${range.end});`;
  if (isNull === null) return append;
  return isNull === 'true'
    ? `r${c}.appendNull();`
    : `if (${isNull}) r${c}.appendNull(); else ${append}`;
}

/** A line that puts something in the place of the row before, if it failed. */
function fillSource(c: number, at: string): string {
  return `if (r${c}.length < ${at}) r${c}.appendNull();\n`;
}

function storeSource(
  { type, isNull }: Operand,
  value: string,
  c: number,
  at: string,
  mode: KernelMode,
): string {
  const stored = storage(type, value, isNull, mode);
  const mask = isNull === null ? '' : ` m${c}[${at}] = ${isNull} ? 1 : 0;`;
  return `r${c}[${at}] = ${stored};${mask}`;
}

function storage(type: SqlType, value: string, isNull: string | null, mode: KernelMode): string {
  switch (storageOf(type)) {
    case 'u8':
      return `${value} ? 1 : 0`;
    case 'i32':
    case 'f64':
      return value;
    case 'integer64':
      // Under a NULL lies an integer, too: whoever reads the column as BigInts may trust in that.
      return isNull === null || mode === 'exact' ? value : `${isNull} ? 0 : ${value}`;
    case 'text':
      return isNull === null ? value : `${isNull} ? null : ${value}`;
  }
}
