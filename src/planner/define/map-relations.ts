import type { Name, QueryNode, RelationNode } from '../../parser/ast.ts';

type TableNode = Extract<RelationNode, { kind: 'table' }>;

/** What a reference to a relation becomes; itself where it stays. */
type ChangeTable = (node: TableNode) => TableNode;

/** A query with other references to relations: names of WITH queries, which are none, stay. */
export function mapRelations(query: QueryNode, change: ChangeTable): QueryNode {
  return mapped(query, change, new Set()) as QueryNode;
}

function mapped(node: unknown, change: ChangeTable, hidden: ReadonlySet<string>): unknown {
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return mappedList(node, change, hidden);
  if (isQuery(node)) return mappedQuery(node, change, hidden);
  if (isTable(node) && !isHidden(node.name, hidden)) return withParts(change(node), change, hidden);
  return withParts(node, change, hidden);
}

function mappedList(
  list: readonly unknown[],
  change: ChangeTable,
  hidden: ReadonlySet<string>,
): readonly unknown[] {
  const items = list.map((item) => mapped(item, change, hidden));
  return items.some((item, i) => item !== list[i]) ? items : list;
}

function withParts<Node extends object>(
  node: Node,
  change: ChangeTable,
  hidden: ReadonlySet<string>,
): Node {
  const parts = Object.entries(node).map(
    ([key, part]) => [key, mapped(part, change, hidden), part] as const,
  );
  if (parts.every(([, now, before]) => now === before)) return node;
  return Object.fromEntries(parts) as Node;
}

/** A WITH query sees those before it, with RECURSIVE itself and those behind it too. */
function mappedQuery(query: QueryNode, change: ChangeTable, outer: ReadonlySet<string>): QueryNode {
  const hidden = new Set(outer);
  if (query.recursive) for (const { name } of query.with) hidden.add(name.name);
  const tables = query.with.map((table) => {
    const next = withParts(table, change, new Set(hidden));
    hidden.add(table.name.name);
    return next;
  });
  const isSame = tables.every((table, i) => table === query.with[i]);
  const { with: before, ...rest } = query;
  const body = withParts(rest, change, hidden);
  return body === rest && isSame
    ? query
    : ({ ...body, with: isSame ? before : tables } as QueryNode);
}

function isQuery(node: object): node is QueryNode {
  return 'with' in node && 'recursive' in node;
}

function isTable(node: object): node is TableNode {
  return 'kind' in node && node.kind === 'table' && 'name' in node && 'alias' in node;
}

function isHidden({ parts }: Name, hidden: ReadonlySet<string>): boolean {
  return parts.length === 1 && hidden.has(parts[0] ?? '');
}
