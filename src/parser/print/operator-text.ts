import type { ExpressionNode } from '../ast.ts';
import { leftShare } from '../grammar/balance.ts';
import { operatorStrength, strength } from './strength.ts';
import type { Writer } from './writer.ts';

type Node<K extends ExpressionNode['kind']> = Extract<ExpressionNode, { kind: K }>;
type Binary = Node<'binary'>;

/** Two operands and their operator, in parentheses where they must be. */
export function binaryText(node: Binary, writer: Writer): string {
  const { operator } = node;
  if (operator === 'and' || operator === 'or') return logicalText(node, operator, writer);
  const own = operatorStrength(operator);
  const before = leftText(node.left, own, writer);
  const escaped = escapeOf(node);
  if (escaped !== null) {
    const [pattern, mark] = escaped.map((each) => writer.expression(each, own + 1));
    return `${before} ${operator.toUpperCase()} ${pattern} ESCAPE ${mark}`;
  }
  // What stands behind IS DISTINCT FROM is no comparison.
  const right = own === strength.is ? strength.member : own + 1;
  return `${before} ${operator.toUpperCase()} ${writer.expression(node.right, right)}`;
}

/** Sums and products group from the left; a comparison does not take another as operand. */
function leftText(node: ExpressionNode, own: number, { expression }: Writer): string {
  return expression(node, own >= strength.other ? own : own + 1);
}

/** The pattern and the mark of `LIKE … ESCAPE …`; null where nothing escapes. */
function escapeOf({ operator, right }: Binary): readonly ExpressionNode[] | null {
  if (right.kind !== 'call' || right.name.parts.length > 1) return null;
  const wanted = operator.endsWith('similar to') ? 'similar_to_escape' : 'like_escape';
  if (!/like$|similar to$/.test(operator) || right.name.parts[0] !== wanted) return null;
  const isPlain =
    !right.distinct &&
    !right.variadic &&
    right.orderBy.length === 0 &&
    right.withinGroup.length === 0 &&
    right.filter === null &&
    right.nulls === null &&
    right.over === null;
  const isValue = ({ kind }: ExpressionNode): boolean =>
    kind !== 'star' && kind !== 'namedArgument';
  const args = right.arguments;
  return isPlain && args.length === 2 && args.every(isValue) ? args : null;
}

/** A chain is read as a balanced tree; what is not such a tree needs its parentheses. */
function logicalText(node: Binary, operator: 'and' | 'or', { expression }: Writer): string {
  const chain = chainOf(node, operator);
  const own = operatorStrength(operator);
  const operands = chain ?? [node.left, node.right];
  return operands.map((each) => expression(each, own + 1)).join(` ${operator.toUpperCase()} `);
}

/** The operands of a chain in order, if it is the tree that the parser makes of them. */
function chainOf(node: ExpressionNode, operator: 'and' | 'or'): readonly ExpressionNode[] | null {
  if (node.kind !== 'binary' || node.operator !== operator) return [node];
  const left = chainOf(node.left, operator);
  const right = chainOf(node.right, operator);
  if (left === null || right === null) return null;
  return left.length === leftShare(left.length + right.length) ? [...left, ...right] : null;
}

/** `a = ANY (…)`. */
export function quantifiedText(node: Node<'quantified'>, writer: Writer): string {
  const { operator, quantifier, operand, over } = node;
  const before = leftText(operand, operatorStrength(operator), writer);
  const isQuery = over.kind === 'select' || over.kind === 'setOperation' || over.kind === 'values';
  const behind = isQuery ? writer.query(over) : writer.expression(over);
  return `${before} ${operator.toUpperCase()} ${quantifier.toUpperCase()} (${behind})`;
}

/** `a IS JSON OBJECT WITH UNIQUE KEYS`. */
export function isJsonText(node: Node<'isJson'>, { expression }: Writer): string {
  const not = node.negated ? 'NOT ' : '';
  const test = node.test === 'value' ? '' : ` ${node.test.toUpperCase()}`;
  const keys = node.uniqueKeys ? ' WITH UNIQUE KEYS' : '';
  return `${expression(node.operand, strength.is + 1)} IS ${not}JSON${test}${keys}`;
}
