import type { QueryNode, RelationNode, WindowClause } from '../../parser/ast.ts';
import { headOf, type Refusal } from './refusal.ts';

/** What cannot be planned yet about a query itself; null when it is only in its parts. */
export function unplannedQuery(query: QueryNode): Refusal | null {
  if (query.kind === 'select' && query.into !== undefined) {
    return { what: 'INTO in a query inside another', position: query.into.name.position };
  }
  const { emit } = query;
  return emit?.kind === 'every' ? { what: 'EMIT EVERY', position: emit.position } : null;
}

/** What cannot be planned yet about a relation itself; null when it is only in its parts. */
export function unplannedRelation(relation: RelationNode): Refusal | null {
  const { position } = relation;
  switch (relation.kind) {
    case 'table':
      if (relation.asOf !== null) {
        return { what: 'FOR SYSTEM_TIME', position: relation.asOf.position };
      }
      return relation.window === null ? null : unplannedWindow(relation.window);
    case 'subquery':
    case 'tableFunction':
      return null;
    case 'windowFunction': {
      const what = relation.function.toUpperCase();
      const isPlanned = relation.function === 'tumble' || relation.function === 'hop';
      return isPlanned ? null : { what, position: headOf(relation, what) };
    }
    case 'match':
      return { what: 'MATCH_RECOGNIZE', position };
    case 'windowed': {
      const what = 'a WINDOW clause behind anything but a table';
      const hint =
        'Write it in FROM, right behind the relation: FROM s WINDOW TUMBLING (SIZE 1 MINUTE).';
      return { what, position: relation.window.position, hint };
    }
    case 'join':
      return unplannedJoin(relation);
  }
}

function unplannedWindow({ kind, timeZone, position }: WindowClause): Refusal | null {
  if (kind !== 'tumbling' && kind !== 'hopping') {
    return { what: `WINDOW ${kind.toUpperCase()}`, position };
  }
  return timeZone === null ? null : { what: 'TIMEZONE in a WINDOW clause', position };
}

function unplannedJoin(join: Extract<RelationNode, { kind: 'join' }>): Refusal | null {
  const { position } = join;
  if (join.asof) return { what: 'ASOF', position };
  return join.within === null
    ? null
    : { what: 'a join with WITHIN', position: join.within.position };
}
