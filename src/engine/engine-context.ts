import type { Catalog } from '../catalog/catalog.ts';
import type { CatalogView } from '../catalog/catalog-view.ts';
import type { Clock } from '../common/clock.ts';
import type { DefinitionTurn } from './definition-turn.ts';
import type { Relations } from './relations.ts';
import type { Rounds } from './rounds.ts';
import type { RunningQuery } from './running-query.ts';
import type { Sequences } from './sequences.ts';
import type { SourceCache } from './source-cache.ts';
import type { Subscriptions } from './subscriptions.ts';

/** What every statement works with. */
export type EngineContext = {
  /** The catalog as whoever asks sees it: by the search path of a session, with what its transaction has changed. */
  readonly catalog: CatalogView;
  /** What is true for everybody. */
  readonly committed: Catalog;
  readonly definitions: DefinitionTurn;
  readonly sequences: Sequences;
  readonly clock: Clock;
  /** When the engine was opened, microseconds since 1970. */
  readonly startedMicros: number;
  readonly rounds: Rounds;
  readonly relations: Relations;
  readonly sources: SourceCache;
  readonly subscriptions: Subscriptions;
  /** Files of CREATE STREAM … FROM lie below it. */
  readonly filesDirectory: string;
  /** The running query behind a relation that is live; null for streams, and for those that still catch up. */
  readonly liveQuery: (id: string) => RunningQuery | null;
};
