import type { EngineContext } from '../engine-context.ts';
import type { DefinitionWork } from './definition-work.ts';

/** Stops what lives behind relations that are no more, in this order, and removes their logs. */
export async function discardRelations(
  { rounds, subscriptions, relations }: EngineContext,
  ids: readonly string[],
): Promise<void> {
  await rounds.between(() => subscriptions.dropped(ids));
  for (const id of ids) await relations.remove(id);
}

/** Takes a relation away again, unless somebody uses it already. */
export function takeBack({ context, changes }: DefinitionWork, id: string): void {
  const { catalog } = context;
  if (catalog.object(id) === null || catalog.readers(id).length > 0) return;
  changes.remove(id);
  changes.afterwards(() => discardRelations(context, [id]));
}
