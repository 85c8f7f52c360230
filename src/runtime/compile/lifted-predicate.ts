import { childrenOf } from '../../planner/expression/children.ts';
import type { Expression } from '../../planner/expression/expression.ts';
import { mapColumns } from '../../planner/expression/map-columns.ts';
import { canFail, columnsOf, isImmutable } from '../../planner/expression/properties.ts';
import type { CodeBlock } from './code-block.ts';
import type { KernelInput, KernelParts } from './kernel-source.ts';
import { type Operand, plainOperand } from './operand.ts';

/**
 * A predicate that looks at one dictionary column alone and cannot fail is answered once per entry
 * of the dictionary: rows look the answer up by their code. Null for any other expression.
 */
export function liftedPredicate(
  expression: Expression,
  mayBeNull: (expression: Expression) => boolean,
  { inputs, parts }: { inputs: readonly KernelInput[]; parts: KernelParts },
  block: CodeBlock,
): Operand | null {
  if (expression.type.kind !== 'boolean' || !hasCall(expression)) return null;
  const columns = columnsOf(expression);
  const slot = inputs.findIndex(({ column }) => column === columns[0]);
  const input = inputs[slot];
  if (columns.length !== 1 || input?.kind !== 'dictionary') return null;
  if (canFail(expression) || !isImmutable(expression)) return null;
  const name = parts.lift({ input: slot, predicate: mapColumns(expression, () => 0) });
  const code = `v${slot}[i]`;
  const entry = input.nulls ? `n${slot}[i] === 1 ? ${name}.length - 1 : ${code}` : code;
  const answer = block.local(`${name}[${entry}]`);
  const isNull = mayBeNull(expression) ? block.local(`${answer} === 2`) : null;
  return plainOperand(expression.type, `(${answer} === 1)`, isNull);
}

/** Without a call there is nothing to spare. */
function hasCall(expression: Expression): boolean {
  return expression.kind === 'call' || childrenOf(expression).some(hasCall);
}
