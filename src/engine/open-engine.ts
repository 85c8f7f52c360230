import { join } from 'node:path';
import { type Catalog, openCatalog } from '../catalog/catalog.ts';
import { BlockPool } from '../common/block-pool.ts';
import { type Clock, within } from '../common/clock.ts';
import type { Disk } from '../common/disk.ts';
import { SqlError, sqlState } from '../common/sql-error.ts';
import type { Log } from '../log/api.ts';
import { openLog } from '../log/open-log.ts';
import { parse, parseQuery } from '../parser/parse.ts';
import { printIdentifier } from '../parser/print.ts';
import { withInputs } from '../planner/bind/statement-inputs.ts';
import { planQuery } from '../planner/plan-query.ts';
import type {
  DescribeOptions,
  Engine,
  ExecuteOptions,
  ExecuteOutcome,
  IngestFormat,
  IngestOutcome,
  Readiness,
  RecordsBody,
  RelationSummary,
  StatementDescription,
  SubscribeRequest,
  Subscription,
  SubscriptionSink,
  TransactionBlock,
} from './api.ts';
import { columnarBodies } from './columnar-bodies.ts';
import { shuttingDown } from './ended.ts';
import type { EngineContext } from './engine-context.ts';
import { EpochLog } from './epoch-log.ts';
import { Executor } from './execute.ts';
import { Ingest } from './ingest.ts';
import { QueryStarter } from './query-starter.ts';
import { summaryOf } from './relation-summary.ts';
import { Relations } from './relations.ts';
import { Rounds } from './rounds.ts';
import { SourceCache } from './source-cache.ts';
import { SourcePositions } from './source-positions.ts';
import { describeStatement } from './statements/describe-statement.ts';
import { settleMs } from './statements/select.ts';
import { undefinedRelation } from './statements/undefined-relation.ts';
import { findSystemRelation } from './system/system-tables.ts';
import { Subscriptions, type SubscriptionTarget } from './subscriptions.ts';
import { EngineBlock } from './transaction-block.ts';

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
    this.#executor = new Executor(context, report);
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
      catalog,
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

  transactionBlock(): TransactionBlock {
    return new EngineBlock(this.#context);
  }

  describe(sql: string, options: DescribeOptions = {}): StatementDescription {
    if (this.#closed) throw shuttingDown();
    return describeStatement(this.#context, sql, options);
  }

  async subscribe(request: SubscribeRequest, sink: SubscriptionSink): Promise<Subscription> {
    if (this.#closed) throw shuttingDown();
    const target = this.#targetOf(request);
    await this.#awaitStarted(target);
    await this.#context.rounds.settled(settleMs);
    return await this.#context.subscriptions.subscribe(target, request, sink);
  }

  ingest(
    relation: string,
    body: RecordsBody,
    format: IngestFormat,
    { whole = false }: { readonly whole?: boolean } = {},
  ): Promise<IngestOutcome> {
    if (this.#closed) return Promise.reject(shuttingDown());
    return this.#untilClosed(this.#ingest.write(relation, body, format, whole));
  }

  relations(): readonly RelationSummary[] {
    const { catalog } = this.#context;
    return catalog.list().map(({ definition }) => summaryOf(this.#context, definition));
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
    const { subscriptions, relations, rounds, catalog, clock } = this.#context;
    subscriptions.close();
    await this.#executor.close();
    // A body that still comes in piece by piece is not waited for.
    await within(clock, writesWaitMs, Promise.allSettled(this.#writes));
    await stop(relations, rounds);
    catalog.close();
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

  #targetOf(request: SubscribeRequest): SubscriptionTarget {
    const { catalog, relations } = this.#context;
    const { sql, view, parameters: values = [], parameterTypes: types } = request;
    const parameters =
      types === undefined
        ? values
        : withInputs(values, { types, session: () => undefined, asked: null });
    if (view !== undefined) {
      const parts = view.split('.');
      const definition = catalog.reader.find(parts);
      if (definition === null) {
        throw undefinedRelation(catalog, {
          parts,
          position: { line: 1, column: 1, length: view.length },
        });
      }
      const entry = relations.query(definition.id);
      if (entry !== null) return { kind: 'relation', live: entry.live };
      return this.#planned(`SELECT * FROM ${printIdentifier(definition.name)}`, []);
    }
    return this.#planned(queryTextOf(sql ?? ''), parameters);
  }

  #planned(sql: string, parameters: SubscribeRequest['parameters'] = []): SubscriptionTarget {
    const query = parseQuery(sql);
    const context = {
      catalog: this.#context.catalog.reader,
      parameters,
      mode: 'continuous',
    } as const;
    return { kind: 'query', query, planned: planQuery(query, context) };
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

/** The one query of a text. @throws SqlError 0A000 when it is something else. */
function queryTextOf(sql: string): string {
  const [first, ...others] = parse(sql);
  if (first === undefined || others.length > 0 || first.statement.kind !== 'query') {
    throw new SqlError(sqlState.featureNotSupported, 'only one SELECT can be subscribed to', {
      position: others[0]?.statement.position ?? first?.statement.position,
      hint: 'Run other statements first, with {"t":"query"} or POST /v1/sql.',
    });
  }
  return sql.slice(first.start, first.end);
}
