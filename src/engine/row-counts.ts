import type { EngineContext } from './engine-context.ts';

/** How many rows a relation has at the moment, by its id, for the planner; null where that is not known. */
export function rowCounts({
  relations,
  liveQuery,
}: Pick<EngineContext, 'relations' | 'liveQuery'>): (relation: string) => number | null {
  return (relation) =>
    liveQuery(relation)?.result?.rows() ?? relations.store(relation)?.rows ?? null;
}
