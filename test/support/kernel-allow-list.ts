import { parse } from 'acorn';
import { kernelLibrary } from '../../src/functions/kernel-library.ts';

type Node = { readonly type: string } & { readonly [key: string]: unknown };

const nodeTypes = new Set([
  'Program',
  'ExpressionStatement',
  'VariableDeclaration',
  'VariableDeclarator',
  'ForStatement',
  'IfStatement',
  'BlockStatement',
  'ReturnStatement',
  'ContinueStatement',
  'BreakStatement',
  'EmptyStatement',
  'AssignmentExpression',
  'UpdateExpression',
  'BinaryExpression',
  'LogicalExpression',
  'UnaryExpression',
  'ConditionalExpression',
  'CallExpression',
  'MemberExpression',
  'Identifier',
  'Literal',
]);

/** What kernels are given, what they are made of, and the parts of JavaScript that they use. */
const words = new Set([
  ...'rowCount columns lifted selection outputs nullMasks run constants library scratch'.split(' '),
  ...'start out table count slots hashes masks state mask limit'.split(' '),
  ...'i k g h s z'.split(' '),
  ...'undefined Math BigInt Number'.split(' '),
  ...Object.keys(kernelLibrary),
]);
const numbered = /^[a-z]\d+$/;

/** Names that may follow a dot: of vectors, of the run, of tables, and of Math, BigInt and Number. */
const members = new Set([
  ...'values nulls offsets bytes codes dictionary length'.split(' '),
  ...'fail gaveUp nowMicros scratch appendBytes appendNull'.split(' '),
  ...'slots hashes nullMasks state keys'.split(' '),
  ...'trunc abs fround sqrt floor ceil round sign min max imul'.split(' '),
  ...'asIntN isNaN isFinite isInteger isSafeInteger'.split(' '),
  ...Object.keys(kernelLibrary),
]);

/** What in the text of a kernel is not on the list of what kernels may be made of. */
export function strangersIn(source: string): string[] {
  const program = parse(source, {
    ecmaVersion: 2022,
    allowReturnOutsideFunction: true,
  }) as unknown as Node;
  const strangers: string[] = [];
  visit(program, strangers);
  return strangers;
}

function visit(node: Node, strangers: string[]): void {
  if (!nodeTypes.has(node.type)) strangers.push(node.type);
  if (node.type === 'Identifier' && !isKnown(String(node['name']))) {
    strangers.push(`identifier ${String(node['name'])}`);
  }
  if (node.type === 'Literal' && !isPlain(node['value'])) {
    strangers.push(`literal ${String(node['raw'])}`);
  }
  if (node.type === 'MemberExpression' && node['computed'] === false) {
    visit(node['object'] as Node, strangers);
    const { name } = node['property'] as { name: string };
    if (!members.has(name)) strangers.push(`member ${name}`);
    return;
  }
  for (const child of Object.values(node).flat()) if (isNode(child)) visit(child, strangers);
}

function isKnown(name: string): boolean {
  return words.has(name) || numbered.test(name);
}

/** Numbers, truth values, null, and the empty text that stands for a missing one. */
function isPlain(value: unknown): boolean {
  if (typeof value === 'object') return value === null;
  return typeof value !== 'string' || value === '';
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}
