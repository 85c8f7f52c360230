import type { ExpressionNode } from '../../parser/ast.ts';
import type { Refusal } from './refusal.ts';

type Node<K extends ExpressionNode['kind']> = Extract<ExpressionNode, { kind: K }>;

/** What cannot be planned yet about an expression itself; null when it is only in its parts. */
export function unplannedExpression(node: ExpressionNode): Refusal | null {
  return node.kind === 'call' ? unplannedCall(node) : null;
}

function unplannedCall(node: Node<'call'>): Refusal | null {
  const { position } = node;
  if (node.name.parts.join('.') === 'current_time') {
    const hint = 'Use LOCALTIME, or CURRENT_TIMESTAMP.';
    return { what: 'a time of day with a zone', position, hint };
  }
  if (node.nulls !== null && node.over === null)
    return { what: `${node.nulls.toUpperCase()} NULLS`, position };
  return node.variadic ? { what: 'VARIADIC', position } : null;
}
