import type { Clock } from '../../common/clock.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Engine, Notice, Session } from '../../engine/api.ts';
import { StatementRun } from '../../engine/session/statement-run.ts';
import { asSqlError, type Log } from '../error-text.ts';
import type { PostgresConnection } from './postgres-connection.ts';
import {
  bindMessage,
  closeMessage,
  describeMessage,
  executeMessage,
  parseMessage,
} from './session/extended-protocol.ts';
import { Portals } from './session/portals.ts';
import type { SessionContext } from './session/session-context.ts';
import { simpleQuery } from './session/simple-query.ts';
import {
  type CancelKey,
  readStart,
  type Start,
  takeStartup,
  writeParameterStatus,
  writeWelcome,
} from './session/start-session.ts';
import { WirePrepared } from './session/wire-prepared.ts';
import { ProtocolError } from './wire/body-reader.ts';
import { type ClientMessage, readClientMessage } from './wire/client-message.ts';
import { Inbox } from './wire/inbox.ts';
import { Outbox } from './wire/outbox.ts';
import { writeError, writeNotice } from './wire/report-message.ts';
import { placeIn } from './wire/text-place.ts';

/** A client says who it is within so long. */
const startMs = 10_000;

export type PostgresSessionOptions = {
  readonly connection: PostgresConnection;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Log;
  readonly key: CancelKey;
  /** Cancels the statement of another session. */
  readonly cancelOther: (key: CancelKey) => void;
};

/**
 * One connection's conversation in PostgreSQL's protocol 3.0. It knows the network only as a
 * `PostgresConnection`: whoever owns the socket calls `receive`, `finished` and `closed`.
 */
export class PostgresSession {
  readonly #options: PostgresSessionOptions;
  readonly #inbox: Inbox;
  readonly #outbox: Outbox;
  #context: SessionContext | null = null;
  #run: StatementRun | null = null;
  /** The text that is under way, for the places of errors. */
  #under = '';
  /** After an error in the extended protocol everything is skipped up to Sync. */
  #skips = false;
  /** Why the server ends the session; null while it does not. */
  #dismissal: SqlError | null = null;

  constructor(options: PostgresSessionOptions) {
    const { connection } = options;
    this.#options = options;
    this.#inbox = new Inbox(connection);
    this.#outbox = new Outbox(connection);
  }

  receive(bytes: Uint8Array): void {
    this.#inbox.add(bytes);
  }

  /** The client says nothing more: what it has said is still answered. */
  finished(): void {
    this.#inbox.finish();
  }

  /** The connection is gone: what runs for it is cancelled. */
  closed(): void {
    this.#inbox.end();
    this.#run?.cancel();
  }

  /** Cancels the statement under way, if there is one. */
  cancel(): void {
    this.#run?.cancel();
  }

  /** Ends the session because the server stops: it says so, and is closed. */
  dismiss(): void {
    this.#dismissal = new SqlError(sqlState.adminShutdown, 'the server is shutting down');
    this.closed();
  }

  /** Talks until the client leaves. Never rejects; the connection is closed then. */
  async run(): Promise<void> {
    const { connection } = this.#options;
    try {
      await this.#converse();
      if (this.#dismissal !== null) this.#fatal(this.#dismissal);
    } catch (error) {
      this.#fatal(asSqlError(error, this.#options.log));
    } finally {
      this.#context?.portals.closeAll();
      this.#context?.session.close();
      this.#inbox.end();
      connection.close();
    }
  }

  async #converse(): Promise<void> {
    const { clock, cancelOther, key, engine } = this.#options;
    const timer = clock.after(startMs, () => this.closed());
    let start: Start;
    try {
      start = await readStart(this.#inbox, () => this.#options.connection.send(noEncryption));
    } finally {
      timer.cancel();
    }
    if (start.kind === 'gone') return;
    if (start.kind === 'cancel') {
      cancelOther(start);
      return;
    }
    this.#inbox.startupIsOver();
    const session = engine.openSession({
      ...takeStartup(start),
      process: key.process,
      settingChanged: (name, value) => writeParameterStatus(this.#outbox.writer, name, value),
    });
    writeWelcome(this.#outbox.writer, start, session, key);
    const context = this.#contextOf(session);
    this.#context = context;
    await this.#ready(context);
    await this.#serve(context);
  }

  #contextOf(session: Session): SessionContext {
    const { engine, clock, log } = this.#options;
    return {
      engine,
      clock,
      log,
      session,
      prepared: new WirePrepared(session),
      portals: new Portals(),
      inbox: this.#inbox,
      outbox: this.#outbox,
      notify: (notices) => this.#notify(notices),
    };
  }

  #notify(notices: readonly Notice[]): void {
    for (const notice of notices) writeNotice(this.#outbox.writer, notice);
  }

  async #serve(context: SessionContext): Promise<void> {
    for (;;) {
      const frame = await this.#inbox.next();
      if (frame === null) return;
      try {
        const message = readClientMessage(frame);
        if (message.kind === 'terminate') return;
        await this.#obey(context, message);
      } catch (error) {
        if (error instanceof ProtocolError) throw error;
        await this.#failed(context, frame.type, error);
      }
    }
  }

  async #obey(context: SessionContext, message: ClientMessage): Promise<void> {
    switch (message.kind) {
      case 'query':
        this.#skips = false;
        await this.#query(context, message.sql);
        await this.#ready(context);
        return;
      case 'sync':
        this.#skips = false;
        if (context.session.status === 'I') context.portals.sync();
        await this.#ready(context);
        return;
      case 'copyData':
      case 'copyDone':
      case 'copyFail':
        // What is left of a COPY that has failed.
        return;
      default:
        if (!this.#skips) await this.#extended(context, message);
    }
  }

  async #extended(context: SessionContext, message: ClientMessage): Promise<void> {
    switch (message.kind) {
      case 'parse':
        this.#under = message.sql;
        parseMessage(context, message);
        return;
      case 'bind':
        this.#under = '';
        bindMessage(context, message);
        return;
      case 'describe':
        describeMessage(context, message);
        return;
      case 'close':
        closeMessage(context, message);
        return;
      case 'execute':
        await this.#execute(context, message.portal, message.rowsMax);
        return;
      case 'flush':
        await this.#outbox.flush();
        return;
      default:
        throw new SqlError(
          sqlState.featureNotSupported,
          message.kind === 'functionCall'
            ? 'function calls by OID are not supported'
            : 'there is nobody to take a password',
        );
    }
  }

  async #query(context: SessionContext, sql: string): Promise<void> {
    await this.#timed(context, async (run) => {
      context.portals.close('');
      this.#under = sql;
      await simpleQuery(context, sql, run);
    });
  }

  async #execute(context: SessionContext, portal: string, rowsMax: number): Promise<void> {
    const { analysis } = context.portals.get(portal);
    this.#under = analysis.kind === 'statement' ? analysis.statement.source : '';
    await this.#timed(context, (run) => executeMessage(context, portal, rowsMax, run));
  }

  /** Runs something that can be cancelled and may take only so long. */
  async #timed(
    { clock, session }: SessionContext,
    work: (run: StatementRun) => Promise<void>,
  ): Promise<void> {
    const run = new StatementRun(clock, session.statementTimeoutMs);
    this.#run = run;
    try {
      await work(run);
    } finally {
      run.end();
      this.#run = null;
    }
  }

  async #failed(context: SessionContext, type: string | null, error: unknown): Promise<void> {
    if (this.#dismissal !== null) return;
    const found = asSqlError(error, this.#options.log);
    const place = placeIn(this.#under, found.position);
    writeError(this.#outbox.writer, found, 'ERROR', place);
    context.session.fail();
    if (type === 'Q') await this.#ready(context);
    else {
      this.#skips = true;
      await this.#outbox.flush();
    }
  }

  async #ready({ session }: SessionContext): Promise<void> {
    this.#outbox.writer.begin('Z').int8(session.status.charCodeAt(0)).end();
    await this.#outbox.flush();
  }

  #fatal(error: SqlError): void {
    writeError(this.#outbox.writer, error, 'FATAL', null);
    this.#outbox.send();
  }
}

/** The answer to a client that asks for encryption: a single N. */
const noEncryption = Buffer.from('N');
