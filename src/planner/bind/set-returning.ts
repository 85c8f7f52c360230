import { tableFunctionsByName } from '../../functions/table-functions/table-function-registry.ts';
import type { ExpressionNode } from '../../parser/ast.ts';

type CallNode = Extract<ExpressionNode, { kind: 'call' }>;

/** Whether an expression is a call of a function that answers rows. */
export function isSetReturning(node: ExpressionNode): node is CallNode {
  return node.kind === 'call' && tableFunctionsByName.has(calledName(node));
}

/** The name of the function that a call calls, without its schema. */
export function calledName({ name }: CallNode): string {
  return name.parts.at(-1) as string;
}
