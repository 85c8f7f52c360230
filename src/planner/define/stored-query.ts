import type { CatalogReader } from '../../catalog/definition.ts';
import { schemaOf } from '../../catalog/object-names.ts';
import type { Name, QueryNode } from '../../parser/ast.ts';
import { mapNodes, visitNodes } from '../../parser/trees.ts';
import type { PlanContext } from '../api.ts';
import { mapRelations } from './map-relations.ts';

/**
 * A query as the catalog is to keep it: what its names mean must not depend on who reads it, so
 * relations and functions that are not found in `public` are named with their schemas.
 */
export function storedQuery(
  query: QueryNode,
  { catalog }: Pick<PlanContext, 'catalog'>,
): QueryNode {
  const { stored = catalog } = catalog;
  const known = mapRelations(query, (node) => {
    const { name } = node;
    const found = catalog.find(name.parts);
    if (found === null || stored.find(name.parts)?.id === found.id) return node;
    return { ...node, name: { ...name, parts: [schemaOf(found), found.name] } };
  });
  return withFunctions(known, catalog, stored);
}

/** The body of a function, whose names mean the same wherever it is called. */
export function storedBody(query: QueryNode, { catalog }: Pick<PlanContext, 'catalog'>): QueryNode {
  const { stored = catalog } = catalog;
  const known = mapRelations(query, (node) => {
    const found = catalog.find(node.name.parts);
    if (found === null) return node;
    return { ...node, name: { ...node.name, parts: [schemaOf(found), found.name] } };
  });
  return withFunctions(known, catalog, stored);
}

/** The names of calls are changed in place of the calls: arguments are calls too. */
function withFunctions(query: QueryNode, catalog: CatalogReader, stored: CatalogReader): QueryNode {
  const functions = catalog.functions ?? (() => []);
  const plain = stored.functions ?? functions;
  const called = new Set<Name>();
  visitNodes(query, (node) => {
    if ('kind' in node && node.kind === 'call' && 'name' in node) called.add(node.name as Name);
    return 'into';
  });
  return mapNodes(query, (node) => {
    if (!called.has(node as Name)) return null;
    const name = node as Name;
    const [found] = functions(name.parts);
    if (found === undefined || plain(name.parts)[0]?.id === found.id) return null;
    return { ...name, parts: [schemaOf(found), found.name] };
  });
}
