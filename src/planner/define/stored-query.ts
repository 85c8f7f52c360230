import { schemaOf } from '../../catalog/object-names.ts';
import type { QueryNode } from '../../parser/ast.ts';
import type { PlanContext } from '../api.ts';
import { mapRelations } from './map-relations.ts';

/**
 * A query as the catalog is to keep it: what its names mean must not depend on who reads it, so
 * relations that are not found in `public` are named with their schemas.
 */
export function storedQuery(
  query: QueryNode,
  { catalog }: Pick<PlanContext, 'catalog'>,
): QueryNode {
  const { stored = catalog } = catalog;
  return mapRelations(query, (node) => {
    const { name } = node;
    const found = catalog.find(name.parts);
    if (found === null || stored.find(name.parts)?.id === found.id) return node;
    return { ...node, name: { ...name, parts: [schemaOf(found), found.name] } };
  });
}
