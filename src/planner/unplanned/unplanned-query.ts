import type { QueryNode, RelationNode } from '../../parser/ast.ts';
import type { Refusal } from './refusal.ts';

/** What cannot be planned yet about a query itself; null when it is only in its parts. */
export function unplannedQuery(query: QueryNode): Refusal | null {
  if (query.kind === 'select' && query.into !== undefined) {
    return { what: 'INTO in a query inside another', position: query.into.name.position };
  }
  return null;
}

/** What cannot be planned yet about a relation itself; null when it is only in its parts. */
export function unplannedRelation(relation: RelationNode): Refusal | null {
  const { position } = relation;
  switch (relation.kind) {
    case 'table':
      return null;
    case 'subquery': {
      const { emit } = relation.query;
      const hint = 'EMIT stands at the end of the whole statement.';
      // EMIT EVERY has an error of its own.
      return emit === null || emit.kind === 'every'
        ? null
        : { what: 'EMIT in a subquery', position: emit.position, hint };
    }
    case 'tableFunction':
    case 'windowFunction':
    case 'windowed':
    case 'join':
      return null;
    case 'match':
      return { what: 'MATCH_RECOGNIZE', position };
  }
}
