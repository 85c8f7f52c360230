import type { Clock } from '../../../common/clock.ts';
import type { Engine, Notice, SessionFunctions } from '../../../engine/api.ts';
import type { SessionSettings } from '../../../engine/session/settings.ts';
import type { Log } from '../../error-text.ts';
import type { Inbox } from '../wire/inbox.ts';
import type { Outbox } from '../wire/outbox.ts';
import type { Cursors } from './cursors.ts';
import type { PreparedStatements } from './prepared-statements.ts';
import type { Transaction } from './transaction.ts';

/** What the statements of one session work with. */
export type SessionContext = {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Log;
  readonly user: string;
  readonly settings: SessionSettings;
  readonly functions: SessionFunctions;
  readonly transaction: Transaction;
  readonly prepared: PreparedStatements;
  readonly cursors: Cursors;
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  /** Tells the user something at once. */
  readonly notify: (notices: readonly Notice[]) => void;
  /** Tells where in the client's text the query begins that is under way; null when it is not in it. */
  readonly beginsAt: (start: number | null) => void;
};
