import type { ExpressionNode } from '../ast.ts';
import { quoteName } from './names.ts';
import type { Writer } from './writer.ts';

type Node<K extends ExpressionNode['kind']> = Extract<ExpressionNode, { kind: K }>;

/** `CASE a WHEN b THEN c ELSE d END`. */
export function caseText(node: Node<'case'>, { expression }: Writer): string {
  const operand = node.operand === null ? '' : ` ${expression(node.operand)}`;
  const branches = node.branches.map(
    (branch) => ` WHEN ${expression(branch.when)} THEN ${expression(branch.then)}`,
  );
  const otherwise = node.otherwise === null ? '' : ` ELSE ${expression(node.otherwise)}`;
  return `CASE${operand}${branches.join('')}${otherwise} END`;
}

/** `MAP[k, v]`. */
export function mapText({ entries }: Node<'map'>, { expression }: Writer): string {
  const list = entries.flatMap(({ key, value }) => [expression(key), expression(value)]);
  return `MAP[${list.join(', ')}]`;
}

/** `STRUCT(a AS x)`. */
export function structText({ fields }: Node<'struct'>, { expression }: Writer): string {
  const list = fields.map(({ name, value }) => `${expression(value)} AS ${quoteName(name.name)}`);
  return `STRUCT(${list.join(', ')})`;
}

/** `1:2`. */
export function sliceText({ low, high }: Node<'slice'>, { expression }: Writer): string {
  const [from, to] = [low, high].map((each) => (each === null ? '' : expression(each)));
  return `${from} : ${to}`.trim();
}
