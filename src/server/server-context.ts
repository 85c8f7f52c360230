import type { Clock } from '../common/clock.ts';
import type { Engine } from '../engine/api.ts';
import type { Log } from './error-text.ts';
import type { OriginRules } from './origin-guard.ts';
import type { RowTexts } from './row-texts.ts';

/** What every route works with. */
export type ServerContext = {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Log;
  readonly texts: RowTexts;
  readonly rules: OriginRules;
  /** Ends of answers that go on until the client leaves: called when the server stops. */
  readonly openAnswers: Set<() => void>;
  /** Whether the server is stopping. */
  readonly isDraining: () => boolean;
};
