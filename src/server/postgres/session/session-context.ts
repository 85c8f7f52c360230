import type { Clock } from '../../../common/clock.ts';
import type { Engine, Notice, Session } from '../../../engine/api.ts';
import type { Log } from '../../error-text.ts';
import type { Inbox } from '../wire/inbox.ts';
import type { Outbox } from '../wire/outbox.ts';
import type { Portals } from './portals.ts';
import type { WirePrepared } from './wire-prepared.ts';

/** What the statements of one connection work with. */
export type SessionContext = {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Log;
  readonly session: Session;
  readonly prepared: WirePrepared;
  readonly portals: Portals;
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  /** Tells the user something at once. */
  readonly notify: (notices: readonly Notice[]) => void;
};
