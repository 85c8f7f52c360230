/** A tree of nodes with others in the place of some: what `change` answers, null where a node stays. */
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
