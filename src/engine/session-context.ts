import { plainNames } from '../catalog/object-names.ts';
import type { EngineContext } from './engine-context.ts';
import type { EngineSession } from './session/session.ts';

/** What statements of a session work with: the catalog as it sees it. */
export function contextFor(base: EngineContext, session: EngineSession | undefined): EngineContext {
  if (session === undefined) return base;
  const { block, schemas } = session;
  const isPlain = schemas.names === plainNames && block.definitions?.isChanged !== true;
  return isPlain ? base : { ...base, catalog: session.catalog };
}
