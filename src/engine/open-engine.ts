import { join } from 'node:path';
import { type Catalog, openCatalog } from '../catalog/catalog.ts';
import { isTemporary, schemaOf } from '../catalog/object-names.ts';
import { assert } from '../common/assert.ts';
import { BlockPool } from '../common/block-pool.ts';
import { type Clock, within } from '../common/clock.ts';
import type { Disk } from '../common/disk.ts';
import { SqlError, sqlState } from '../common/sql-error.ts';
import type { Schema } from '../data/batch.ts';
import type { Log } from '../log/api.ts';
import { openLog } from '../log/open-log.ts';
import type {
  CopyIn,
  CopyLines,
  DescribeOptions,
  Engine,
  ExecuteOptions,
  ExecuteOutcome,
  IngestFormat,
  IngestOutcome,
  Readiness,
  RecordsBody,
  RelationSummary,
  Session,
  SessionOptions,
  Statement,
  StatementDescription,
  StatementOutcome,
  SubscribeRequest,
  Subscription,
  SubscriptionSink,
} from './api.ts';
import { columnarBodies } from './columnar-bodies.ts';
import { copyFormat } from './copy/copy-format.ts';
import { copyIn } from './copy/copy-in.ts';
import { copiedQuery } from './copy/copy-out.ts';
import { CopyWriter } from './copy/copy-writer.ts';
import { DefinitionTurn } from './definition-turn.ts';
import { shuttingDown } from './ended.ts';
import type { EngineContext } from './engine-context.ts';
import { asEngineStatement, type EngineStatement } from './engine-statement.ts';
import { EpochLog } from './epoch-log.ts';
import { Executor } from './execute.ts';
import { Ingest } from './ingest.ts';
import { QueryStarter } from './query-starter.ts';
import { summaryOf } from './relation-summary.ts';
import { Relations } from './relations.ts';
import { Rounds } from './rounds.ts';
import { Sequences } from './sequences.ts';
import { type CursorRows, FollowedRows } from './session/cursor-rows.ts';
import { LiveRows } from './session/live-rows.ts';
import { asEngineSession, type EngineSession } from './session/session.ts';
import { sessionZone } from './session/zone-setting.ts';
import { contextFor } from './session-context.ts';
import { SourceCache } from './source-cache.ts';
import { SourcePositions } from './source-positions.ts';
import { settleMs } from './statements/select.ts';
import { targetOf } from './subscription-target.ts';
import { Subscriptions, type SubscriptionTarget } from './subscriptions.ts';
import { findSystemRelation } from './system/system-tables.ts';

/** Memory kept for reading logs: what is lent beyond it is ordinary memory. */
const memoryBytesMax = 128 * 1024 * 1024;

/** Closing waits so long for records that are on their way. */
const writesWaitMs = 5000;

export type EngineOptions = {
  /** Everything durable lies below it; made when missing. */
  readonly dataDirectory: string;
  /** Files of CREATE STREAM … FROM lie below it. */
  readonly filesDirectory: string;
  readonly disk: Disk;
  readonly clock: Clock;
  /** Where the operator is told what should be known, a line at a time. */
  readonly report: (line: string) => void;
};

/**
 * Opens the engine on a data directory: recovers the log, starts sources and queries. Views are
 * rebuilt from the log in the background; `readiness` tells when they answer.
 * @throws SqlError 55006 when another process has the directory, XX001, 55000 as log and catalog do.
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { dataDirectory, disk, clock, report } = options;
  await disk.makeDirectory(dataDirectory);
  const memory = new BlockPool(memoryBytesMax);
  const log = await openLog({
    disk,
    clock,
    directory: join(dataDirectory, 'log'),
    bodies: columnarBodies,
    report,
    memory,
  });
  let catalog: Catalog | null = null;
  try {
    catalog = openCatalog(join(dataDirectory, 'catalog.sqlite'), findSystemRelation);
    return await MillraceEngine.open({ ...options, memory }, log, catalog);
  } catch (error) {
    catalog?.close();
    await log.close();
    throw error;
  }
}

class MillraceEngine implements Engine {
  readonly #context: EngineContext;
  readonly #executor: Executor;
  readonly #ingest: Ingest;
  readonly #log: Log;
  /** Records on their way into the log. */
  readonly #writes = new Set<Promise<IngestOutcome>>();
  #closed = false;

  private constructor(context: EngineContext, log: Log, report: (line: string) => void) {
    this.#context = context;
    this.#executor = new Executor(context, report, {
      follow: (statement, session) => this.#follow(statement, session),
      copyIn: (statement, session) => this.copyIn(statement, session),
    });
    this.#ingest = new Ingest(context);
    this.#log = log;
  }

  static async open(
    options: EngineOptions & { readonly memory: BlockPool },
    log: Log,
    catalog: Catalog,
  ): Promise<MillraceEngine> {
    const { clock, report, filesDirectory, memory } = options;
    const epochLog = await EpochLog.open(log, clock);
    const positions = await SourcePositions.open(log, clock, (id) => catalog.get(id) !== null);
    const rounds = new Rounds({ clock, epochLog, stores: () => relations.stores(), report });
    const sources = new SourceCache(memory);
    const liveQuery: EngineContext['liveQuery'] = (id) => {
      const entry = relations.query(id);
      return entry?.isLive === true ? entry.query : null;
    };
    const starter = new QueryStarter({
      clock,
      rounds,
      sources,
      report,
      store: (id) => relations.store(id),
      relation: liveQuery,
    });
    const relations: Relations = new Relations({
      log,
      catalog,
      clock,
      rounds,
      starter,
      positions,
      filesDirectory,
      report,
    });
    const exists = (id: string): boolean => catalog.get(id) !== null;
    const subscriptions = new Subscriptions({ clock, rounds, starter, exists });
    rounds.start();
    try {
      await relations.openAll();
    } catch (error) {
      await stop(relations, rounds);
      throw error;
    }
    rounds.touch();
    const context: EngineContext = {
      catalog: catalog.view,
      committed: catalog,
      definitions: new DefinitionTurn(report),
      sequences: new Sequences(catalog),
      clock,
      startedMicros: clock.nowMicros(),
      rounds,
      relations,
      sources,
      subscriptions,
      filesDirectory,
      liveQuery,
    };
    return new MillraceEngine(context, log, report);
  }

  execute(sql: string, options: ExecuteOptions = {}): Promise<ExecuteOutcome> {
    if (this.#closed) return Promise.resolve({ results: [], error: shuttingDown() });
    return this.#executor.execute(sql, options);
  }

  openSession(options?: SessionOptions): Session {
    return this.#executor.openSession(options);
  }

  parse(sql: string): readonly Statement[] {
    return this.#executor.parse(sql);
  }

  run(
    statement: Statement,
    options: ExecuteOptions & { readonly session: Session },
  ): Promise<StatementOutcome> {
    if (this.#closed) return Promise.reject(shuttingDown());
    const session = asEngineSession(options.session);
    return this.#executor.run(asEngineStatement(statement), { ...options, session });
  }

  describe(statement: string | Statement, options: DescribeOptions = {}): StatementDescription {
    if (this.#closed) throw shuttingDown();
    const { session = this.openSession() } = options;
    const own =
      typeof statement === 'string'
        ? theOne(this.#executor.parse(statement))
        : asEngineStatement(statement);
    return this.#executor.describe(own, { ...options, session });
  }

  copyIn(statement: Statement, session: Session): CopyIn {
    if (this.#closed) throw shuttingDown();
    const { node } = asEngineStatement(statement);
    assert(node.kind === 'copy', 'COPY is what copies');
    const own = asEngineSession(session);
    return copyIn(contextFor(this.#context, own), this.#ingest, node, own);
  }

  copiedQuery(statement: Statement): Statement {
    const { node } = asEngineStatement(statement);
    assert(node.kind === 'copy', 'COPY is what copies');
    return copiedQuery(node);
  }

  copyLines(statement: Statement, schema: Schema, session?: Session): CopyLines {
    const { node } = asEngineStatement(statement);
    assert(node.kind === 'copy', 'COPY is what copies');
    return new CopyWriter(schema, copyFormat(node.options), sessionZone(session));
  }

  async subscribe(request: SubscribeRequest, sink: SubscriptionSink): Promise<Subscription> {
    if (this.#closed) throw shuttingDown();
    const asked = await this.#resolved(request);
    const { session } = request;
    const own = session === undefined ? undefined : asEngineSession(session);
    const target = targetOf(contextFor(this.#context, own), asked);
    await this.#awaitStarted(target);
    await this.#context.rounds.settled(settleMs);
    return await this.#context.subscriptions.subscribe(target, asked, sink);
  }

  ingest(
    relation: string,
    body: RecordsBody,
    format: IngestFormat,
    { whole = false }: { readonly whole?: boolean } = {},
  ): Promise<IngestOutcome> {
    if (this.#closed) return Promise.reject(shuttingDown());
    return this.#untilClosed(this.#ingest.write(relation, body, format, { whole }));
  }

  relations(): readonly RelationSummary[] {
    const { catalog } = this.#context;
    return catalog
      .list()
      .filter(({ definition }) => !isTemporary(schemaOf(definition)))
      .map(({ definition }) => summaryOf(this.#context, definition));
  }

  readiness(): Readiness {
    const { catalog, relations, rounds } = this.#context;
    const catchingUp = catalog.list().flatMap(({ definition: { id, name, kind } }) => {
      const entry = relations.query(id);
      if (entry === null || entry.isLive || entry.error !== null) return [];
      const percent = Math.floor((entry.query?.progress ?? 0) * 100);
      return [`${kind} ${name} is catching up (${percent} %)`];
    });
    const stuck = [...relations.stores()].flatMap(({ definition: { kind, name }, trouble }) =>
      trouble === null ? [] : [`${kind} ${name} takes no rows: ${trouble.message}`],
    );
    const trouble = rounds.trouble === null ? [] : [rounds.trouble.message];
    const waitingFor = [...trouble, ...stuck, ...catchingUp];
    return { ready: waitingFor.length === 0, waitingFor };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const { subscriptions, relations, rounds, committed, definitions, clock } = this.#context;
    subscriptions.close();
    await this.#executor.close();
    // A body that still comes in piece by piece is not waited for.
    await within(clock, writesWaitMs, Promise.allSettled(this.#writes));
    await definitions.idle();
    await stop(relations, rounds);
    committed.close();
    await this.#log.close();
  }

  /** Closing waits for it. */
  async #untilClosed(write: Promise<IngestOutcome>): Promise<IngestOutcome> {
    this.#writes.add(write);
    try {
      return await write;
    } finally {
      this.#writes.delete(write);
    }
  }

  /** What is subscribed to: EXECUTE stands for what was prepared, SUBSCRIBE for what it says. */
  async #resolved(request: SubscribeRequest): Promise<SubscribeRequest> {
    const { sql, session } = request;
    const statement = sql === undefined ? request.statement : theOne(this.#executor.parse(sql));
    if (statement === undefined) return request;
    const { node } = asEngineStatement(statement);
    if (node.kind !== 'execute') return { ...request, statement };
    const own = asEngineSession(session ?? this.openSession());
    const found = await this.#executor.resolve(node, { session: own });
    return { ...request, ...found };
  }

  async #follow(statement: EngineStatement, session: EngineSession): Promise<CursorRows> {
    const { schema } = this.#executor.describe(statement, { session });
    const rows = new LiveRows(schema ?? { fields: [] }, () => undefined);
    const request = {
      statement,
      session,
      from: 'snapshot',
      mode: 'changes',
      progressMs: 1000,
    } as const;
    rows.attach(await this.subscribe(request, rows));
    return new FollowedRows(rows);
  }

  /** A query reads relations from the moment at which they have caught up. */
  async #awaitStarted(target: SubscriptionTarget): Promise<void> {
    if (target.kind === 'relation') return;
    const { relations } = this.#context;
    for (const id of target.planned.reads) await relations.query(id)?.live;
  }
}

async function stop(relations: Relations, rounds: Rounds): Promise<void> {
  await relations.closeSources();
  relations.closeQueries();
  await rounds.close();
}

/** The one statement of a text. @throws SqlError 42601 */
function theOne(statements: readonly EngineStatement[]): EngineStatement {
  const [first, second] = statements;
  if (first !== undefined && second === undefined) return first;
  throw new SqlError(
    sqlState.syntaxError,
    'cannot insert multiple commands into a prepared statement',
    { position: second?.node.position },
  );
}
