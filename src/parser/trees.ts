import type { QueryNode } from './ast.ts';

/** What comes after a node: its parts, what stands behind them, or nothing more. */
export type Step = 'into' | 'past' | 'stop';

/** Visits the nodes of a syntax tree, or of several, in the order of the text: each before its parts. */
export function visitNodes(root: unknown, visit: (node: object) => Step): void {
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== 'object' || next === null) continue;
    const step = Array.isArray(next) ? 'into' : visit(next);
    if (step === 'stop') return;
    if (step === 'past') continue;
    const parts: readonly unknown[] = Object.values(next);
    for (let i = parts.length - 1; i >= 0; i -= 1) waiting.push(parts[i]);
  }
}

/** Whether a node of a syntax tree, or of several, is of a kind. */
export function someNode(root: unknown, holds: (node: object) => boolean): boolean {
  let isFound = false;
  visitNodes(root, (node) => {
    isFound = holds(node);
    return isFound ? 'stop' : 'into';
  });
  return isFound;
}

/**
 * A syntax tree with others in the place of some nodes: what `change` answers, which is not looked
 * into; null where a node stays and its parts may change. What has not changed is the same object.
 */
export function mapNodes<Node>(root: Node, change: (node: object) => object | null): Node {
  return mapped(root, change) as Node;
}

function mapped(node: unknown, change: (node: object) => object | null): unknown {
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) {
    const items = node.map((item) => mapped(item, change));
    return items.some((item, i) => item !== node[i]) ? items : node;
  }
  const other = change(node);
  if (other !== null) return other;
  const parts = Object.entries(node).map(
    ([key, part]) => [key, mapped(part, change), part] as const,
  );
  if (parts.every(([, now, before]) => now === before)) return node;
  return Object.fromEntries(parts.map(([key, now]) => [key, now]));
}

/** Whether a node of a syntax tree is a query. */
export function isQueryNode(node: object): node is QueryNode {
  return 'limit' in node && 'withTies' in node;
}
