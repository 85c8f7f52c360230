import type { Catalog } from '../catalog/catalog.ts';
import type {
  MaterializedViewDefinition,
  RelationDefinition,
  StreamDefinition,
  TableDefinition,
} from '../catalog/definition.ts';
import type { Clock } from '../common/clock.ts';
import { SqlError, sqlState } from '../common/sql-error.ts';
import { openSource } from '../connectors/connector.ts';
import { encodeSchema } from '../data/schema-codec.ts';
import type { Log, TopicSettings } from '../log/api.ts';
import { parseQuery } from '../parser/parse.ts';
import type { PhysicalPlan } from '../planner/physical/physical-plan.ts';
import { planQuery } from '../planner/plan-query.ts';
import type { QueryStarter } from './query-starter.ts';
import type { Rounds } from './rounds.ts';
import type { RunningQuery } from './running-query.ts';
import type { SourcePositions } from './source-positions.ts';
import { SourceRunner } from './source-runner.ts';
import { StoredRelation } from './stored-relation.ts';
import { tablePlan } from './table-plan.ts';

/** The query behind a table or materialized view, from the moment it is started. */
export type RelationQuery = {
  /** Null until it exists. */
  query: RunningQuery | null;
  /** Resolves when it has caught up or failed; rejects when it could not be started. */
  readonly live: Promise<RunningQuery>;
  isLive: boolean;
  /** Why it could not be started. */
  error: SqlError | null;
};

export type RelationsOptions = {
  readonly log: Log;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly rounds: Rounds;
  readonly starter: QueryStarter;
  readonly positions: SourcePositions;
  readonly filesDirectory: string;
  readonly report: (line: string) => void;
};

/** Everything that lives behind the names of the catalog: logs, sources and running queries. */
export class Relations {
  readonly #options: RelationsOptions;
  readonly #stores = new Map<string, StoredRelation>();
  readonly #queries = new Map<string, RelationQuery>();
  readonly #sources = new Map<string, SourceRunner>();

  constructor(options: RelationsOptions) {
    this.#options = options;
  }

  store(id: string): StoredRelation | null {
    return this.#stores.get(id) ?? null;
  }

  stores(): Iterable<StoredRelation> {
    return this.#stores.values();
  }

  query(id: string): RelationQuery | null {
    return this.#queries.get(id) ?? null;
  }

  source(id: string): SourceRunner | null {
    return this.#sources.get(id) ?? null;
  }

  /**
   * Opens all that the catalog knows, and removes topics of rows that it does not know. Topics of
   * records, and of other names than the catalog gives, are not the engine's.
   */
  async openAll(): Promise<void> {
    const { catalog, log } = this.#options;
    for (const topic of log.topics()) {
      if (!/^[a-z]\d+$/.test(topic.name) || catalog.get(topic.name) !== null) continue;
      if (topic.settings.schema.length === 0) continue;
      await log.deleteTopic(topic.name);
    }
    for (const { definition } of catalog.list()) {
      if (definition.kind === 'stream' || definition.kind === 'table') {
        await this.openStore(definition);
      }
    }
    for (const { definition } of catalog.list()) this.startQuery(definition);
    for (const { definition } of catalog.list()) {
      if (definition.kind === 'stream') await this.#tryStartSource(definition);
    }
  }

  /** One source that cannot be started keeps nobody else from answering. */
  async #tryStartSource(definition: StreamDefinition): Promise<void> {
    try {
      await this.startSource(definition);
    } catch (error) {
      const { message } = asError(error);
      this.#options.report(`the source of ${definition.name} could not be started: ${message}`);
    }
  }

  /** The log of a stream or table; its topic is made when it does not exist yet. */
  async openStore(definition: StreamDefinition | TableDefinition): Promise<StoredRelation> {
    const { log, clock, rounds } = this.#options;
    const partitions = definition.kind === 'stream' ? definition.partitions : 1;
    const topic =
      log.topic(definition.id) ??
      (await log.createTopic(definition.id, {
        partitions,
        durability: durabilityOf(definition),
        ...cleaningOf(definition),
        schema: encodeSchema(
          { fields: definition.fields },
          definition.kind === 'table' ? definition.primaryKey : [],
        ),
      }));
    const store = new StoredRelation(definition, topic, log, clock, () => rounds.touch());
    this.#stores.set(definition.id, store);
    return store;
  }

  /** Starts the query behind a table or materialized view; does nothing for other relations. */
  startQuery(
    definition: RelationDefinition,
    { plan, reads }: { readonly plan?: PhysicalPlan; readonly reads?: readonly string[] } = {},
  ): RelationQuery | null {
    const read = reads ?? this.#options.catalog.get(definition.id)?.reads ?? [];
    if (definition.kind === 'table') {
      return this.#start(definition, read, () => tablePlan(definition));
    }
    if (definition.kind !== 'materialized view') return null;
    return this.#start(definition, read, () => plan ?? this.#planOf(definition));
  }

  /**
   * Starts the queries behind relations anew, which have changed or read what has changed, in this
   * order. Resolves when they are on their way, not when they have caught up.
   */
  async restart(definitions: readonly RelationDefinition[]): Promise<void> {
    const { rounds } = this.#options;
    await rounds.between(() => {
      for (const { id } of definitions.toReversed()) this.#end(id);
    });
    for (const definition of definitions) this.startQuery(definition);
  }

  /** Tells what lives behind a relation that it, or its columns, go by other names. */
  redefine(definition: RelationDefinition): void {
    if (definition.kind !== 'stream' && definition.kind !== 'table') return;
    this.#stores.get(definition.id)?.redefine(definition);
  }

  /** Starts the source of a stream, where it has one. @throws SqlError as the connector does. */
  async startSource(definition: StreamDefinition): Promise<SourceRunner | null> {
    const { positions, clock, report, rounds, filesDirectory } = this.#options;
    const store = this.#stores.get(definition.id);
    if (definition.connector === null || store === undefined) return null;
    const saved = positions.get(definition.id);
    const startMicros = saved?.startMicros ?? clock.nowMicros();
    const reader = await openSource({
      connector: definition.connector,
      options: definition.options,
      fields: definition.fields,
      startMicros,
      filesDirectory,
    });
    if (saved === null) {
      const ends = store.visibleEnds;
      const position = { position: reader.position(), ends, ended: false, startMicros };
      await positions.save(store.id, position).catch((error: unknown) => {
        reader.close();
        throw error;
      });
    }
    const workedOff = (): readonly number[] => rounds.cut.ends.get(store.id) ?? [];
    const source = new SourceRunner({
      store,
      reader,
      positions,
      startMicros,
      clock,
      report,
      workedOff,
    });
    this.#sources.set(definition.id, source);
    return source;
  }

  /**
   * Stops what runs behind a relation and deletes its log. Never rejects for the disk's sake: files
   * that cannot be deleted are for the next start to remove.
   */
  async remove(id: string): Promise<void> {
    const store = this.#stores.get(id);
    store?.drop();
    await this.#sources.get(id)?.close();
    await this.#options.rounds.between(() => this.#forget(id));
    if (store !== undefined) await this.#deleteTopic(store);
  }

  /** Between rounds nobody is on the way who might still ask for it. */
  #forget(id: string): void {
    this.#sources.delete(id);
    this.#stores.delete(id);
    this.#options.positions.forget(id);
    this.#end(id);
  }

  #end(id: string): void {
    const query = this.#queries.get(id)?.query ?? null;
    this.#queries.delete(id);
    if (query === null) return;
    this.#options.rounds.remove(query);
    query.end();
  }

  async #deleteTopic({ id, definition }: StoredRelation): Promise<void> {
    const { log, report } = this.#options;
    try {
      await log.deleteTopic(id);
    } catch (error) {
      report(`the files of ${definition.name} could not be deleted: ${asError(error).message}`);
    }
  }

  /** Stops all sources and waits for what they have under way. */
  async closeSources(): Promise<void> {
    await Promise.all([...this.#sources.values()].map((source) => source.close()));
  }

  /** Closes all queries, and those that are only about to begin. */
  closeQueries(): void {
    for (const { query } of this.#queries.values()) query?.close();
    this.#queries.clear();
  }

  #start(
    definition: RelationDefinition,
    reads: readonly string[],
    plan: () => PhysicalPlan,
  ): RelationQuery {
    const { starter, rounds } = this.#options;
    const live = this.#upstreamsLive(reads).then(() =>
      starter.start({
        name: definition.name,
        plan: plan(),
        keep: true,
        from: 'start',
        made: (query) => {
          entry.query = query;
          if (!this.#queries.has(definition.id)) query.close();
        },
      }),
    );
    const entry: RelationQuery = { query: null, live, isLive: false, error: null };
    this.#queries.set(definition.id, entry);
    live.then(
      () => {
        entry.isLive = true;
        rounds.touch();
      },
      (error: unknown) => {
        entry.error = asError(error);
        if (entry.error.code === sqlState.adminShutdown) return;
        this.#options.report(`${definition.name} could not be started: ${entry.error.message}`);
      },
    );
    return entry;
  }

  /** A view reads others from the moment at which they have caught up. */
  async #upstreamsLive(reads: readonly string[]): Promise<void> {
    for (const upstream of reads) await this.#queries.get(upstream)?.live;
  }

  #planOf(definition: MaterializedViewDefinition): PhysicalPlan {
    const { fields, query, shapes } = definition;
    const { physical } = planQuery(parseQuery(query), {
      catalog: this.#options.catalog.reader,
      parameters: [],
      timeZone: definition.timeZone,
      mode: 'continuous',
      shapes,
    });
    return { ...physical, output: { ...physical.output, fields } };
  }
}

/** Of a row of a table only the last per key is kept; segments are small, so that they close and are cleaned. */
function cleaningOf(definition: StreamDefinition | TableDefinition): Partial<TopicSettings> {
  if (definition.kind === 'stream' || definition.primaryKey.length === 0) return {};
  return {
    compaction: { minAgeMs: 60_000, tombstoneMs: 86_400_000, dirtyRatioMin: 0.5 },
    segmentBytesMax: 16 * 1024 * 1024,
  };
}

function durabilityOf(definition: RelationDefinition): 'durable' | 'relaxed' {
  if (definition.kind !== 'stream') return 'durable';
  return definition.options['durability'] === 'relaxed' ? 'relaxed' : 'durable';
}

function asError(error: unknown): SqlError {
  return error instanceof SqlError
    ? error
    : new SqlError(sqlState.internalError, `internal error: ${String(error)}`);
}
