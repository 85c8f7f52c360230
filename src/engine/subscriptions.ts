import type { Clock } from '../common/clock.ts';
import { SqlError, sqlState } from '../common/sql-error.ts';
import type { Batch } from '../data/batch.ts';
import { typeName } from '../data/sql-type.ts';
import type { QueryNode } from '../parser/ast.ts';
import { printQuery } from '../parser/print.ts';
import type { PlannedQuery } from '../planner/api.ts';
import type { Notice, SubscribeRequest, Subscription, SubscriptionSink } from './api.ts';
import { droppedRelation } from './dropped-relation.ts';
import { shuttingDown } from './ended.ts';
import { LiveSubscription, type LiveSubscriptionOptions } from './live-subscription.ts';
import type { Part, QueryStarter } from './query-starter.ts';
import type { Rounds } from './rounds.ts';
import type { RunningQuery } from './running-query.ts';

/** A query that several subscriptions share. */
type SharedQuery = {
  query: RunningQuery | null;
  readonly live: Promise<RunningQuery>;
  users: number;
};

/** What is subscribed to: a relation's own query, or a query of the subscription. */
export type SubscriptionTarget =
  | { readonly kind: 'relation'; readonly live: Promise<RunningQuery> }
  | { readonly kind: 'query'; readonly query: QueryNode; readonly planned: PlannedQuery };

/** How a subscription follows its query. */
type Following = {
  /** Ids of the relations that a query of its own reads: it ends with them. */
  readonly reads: readonly string[];
  readonly ended: () => void;
  readonly pace?: LiveSubscriptionOptions['pace'];
};

export type SubscriptionsOptions = {
  readonly clock: Clock;
  readonly rounds: Rounds;
  readonly starter: QueryStarter;
  /** Whether there is a relation of an id. */
  readonly exists: (id: string) => boolean;
};

/**
 * All live readers. Equal queries whose result can change share one dataflow and one result;
 * a query that only appends runs for its reader alone and keeps nothing.
 */
export class Subscriptions {
  readonly #options: SubscriptionsOptions;
  readonly #shared = new Map<string, SharedQuery>();
  /** Each with the ids of the relations that it reads. */
  readonly #open = new Map<LiveSubscription, readonly string[]>();
  /** Queries that run for subscriptions alone, with their text. */
  readonly #queries = new Map<RunningQuery, string>();
  readonly #weighted = new WeakMap<Batch, Batch>();
  #closed = false;

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
  }

  /** Queries that run for subscriptions alone. */
  queries(): readonly { readonly sql: string; readonly query: RunningQuery }[] {
    return [...this.#queries].map(([query, sql]) => ({ sql, query }));
  }

  /**
   * Opens the sink and lets it follow the target; what fails later is told to the sink.
   * @throws SqlError 0A000 for mode append of what can change, 42P01 for what is gone, 57P01 when closed.
   */
  async subscribe(
    target: SubscriptionTarget,
    request: SubscribeRequest,
    sink: SubscriptionSink,
  ): Promise<Subscription> {
    if (target.kind === 'relation') return await this.#followRelation(target.live, request, sink);
    this.#refuseWhenClosed();
    const { planned } = target;
    this.#refuseDropped(planned);
    const { output } = planned.physical;
    if (request.mode === 'append' && output.mode !== 'append') throw canRetract();
    const notices = planned.notices.map(noticeOf);
    sink.open({ schema: { fields: output.fields }, key: output.key, notices });
    const sql = printQuery(target.query);
    return output.mode === 'append'
      ? this.#followOwn(sql, planned, request, sink)
      : this.#followShared(sql, planned, request, sink);
  }

  /** Tells every reader that the server stops. */
  close(): void {
    this.#closed = true;
    for (const subscription of [...this.#open.keys()]) subscription.failed(shuttingDown());
  }

  /** Ends the subscriptions that read relations which are dropped; to be called between rounds. */
  dropped(ids: readonly string[]): void {
    for (const [subscription, reads] of [...this.#open]) {
      if (reads.some((id) => ids.includes(id))) subscription.finished();
    }
  }

  #refuseWhenClosed(): void {
    if (this.#closed) throw shuttingDown();
  }

  /** What is dropped from now on ends the subscription; what was dropped since it was planned cannot. */
  #refuseDropped({ reads, physical }: PlannedQuery): void {
    const gone = reads.find((id) => !this.#options.exists(id));
    if (gone === undefined) return;
    const scan = physical.nodes.find((node) => node.kind === 'scan' && node.relation === gone);
    throw droppedRelation(scan?.kind === 'scan' ? scan.relationName : gone);
  }

  async #followRelation(
    live: Promise<RunningQuery>,
    request: SubscribeRequest,
    sink: SubscriptionSink,
  ): Promise<Subscription> {
    const query = await live;
    this.#refuseWhenClosed();
    const { output } = query.plan;
    if (request.mode === 'append' && output.mode !== 'append') throw canRetract();
    sink.open({ schema: query.schema, key: output.key, notices: [] });
    const subscription = this.#make(request, sink, { reads: [], ended: () => undefined });
    this.#attach(subscription, query, request.from);
    return subscription;
  }

  #followOwn(
    sql: string,
    planned: PlannedQuery,
    request: SubscribeRequest,
    sink: SubscriptionSink,
  ): Subscription {
    const { rounds, starter } = this.#options;
    let query: RunningQuery | null = null;
    const ended = (): void => {
      if (query !== null) this.#stop(query);
    };
    const pace = {
      pause: (): void => {
        if (query !== null) rounds.remove(query);
      },
      resume: (part: Part): void => {
        const paused = query;
        if (paused !== null) this.#guard(subscription, () => starter.resume(paused, part));
      },
    };
    const subscription = this.#make(request, sink, { reads: planned.reads, ended, pace });
    this.#guard(subscription, async () => {
      await starter.start({
        name: 'query',
        plan: planned.physical,
        keep: false,
        from: request.from === 'latest' ? 'now' : 'start',
        past: (changes) => subscription.past(changes),
        made: (made) => {
          query = made;
          this.#queries.set(made, sql);
          if (subscription.isClosed) this.#stop(made);
          else subscription.followFromStart(made);
        },
      });
    });
    return subscription;
  }

  #followShared(
    sql: string,
    planned: PlannedQuery,
    request: SubscribeRequest,
    sink: SubscriptionSink,
  ): Subscription {
    const { timeZone = 'UTC' } = planned.physical;
    const key = [...planned.reads, sql, timeZone, ...parameterTexts(request)].join(' ');
    const shared = this.#shared.get(key) ?? this.#startShared(key, sql, planned);
    shared.users += 1;
    const ended = (): void => this.#leave(key, shared);
    const subscription = this.#make(request, sink, { reads: planned.reads, ended });
    this.#guard(subscription, async () => {
      const query = await shared.live;
      this.#attach(subscription, query, request.from);
    });
    return subscription;
  }

  #startShared(key: string, sql: string, planned: PlannedQuery): SharedQuery {
    const live = this.#options.starter.start({
      name: 'query',
      plan: planned.physical,
      keep: true,
      from: 'start',
      made: (query) => {
        shared.query = query;
        this.#queries.set(query, sql);
        if (shared.users === 0) this.#stop(query);
      },
    });
    live.catch(() => undefined);
    const shared: SharedQuery = { query: null, live, users: 0 };
    this.#shared.set(key, shared);
    return shared;
  }

  /** The last reader takes the query with it. */
  #leave(key: string, shared: SharedQuery): void {
    shared.users -= 1;
    if (shared.users > 0) return;
    if (this.#shared.get(key) === shared) this.#shared.delete(key);
    if (shared.query !== null) this.#stop(shared.query);
  }

  #stop(query: RunningQuery): void {
    this.#queries.delete(query);
    this.#options.rounds.remove(query);
    query.close();
  }

  /** One that has been dropped meanwhile is over at once. */
  #attach(
    subscription: LiveSubscription,
    query: RunningQuery,
    from: SubscribeRequest['from'],
  ): void {
    if (query.error !== null) subscription.failed(query.error);
    else if (query.isClosed) subscription.finished();
    else subscription.follow(query, from);
  }

  #make(
    request: SubscribeRequest,
    sink: SubscriptionSink,
    { reads, ended, pace = null }: Following,
  ): LiveSubscription {
    const subscription = new LiveSubscription({
      sink,
      clock: this.#options.clock,
      progressMs: request.progressMs,
      weighted: (changes) => this.#withWeights(changes),
      pace,
      ended: () => {
        this.#open.delete(subscription);
        ended();
      },
    });
    this.#open.set(subscription, reads);
    return subscription;
  }

  /** Runs in the background; what fails is told to the subscription. */
  #guard(subscription: LiveSubscription, work: () => Promise<void>): void {
    work().catch((error: unknown) => {
      subscription.failed(
        error instanceof SqlError
          ? error
          : new SqlError(sqlState.internalError, `internal error: ${String(error)}`),
      );
    });
  }

  #withWeights(changes: Batch): Batch {
    if (changes.weights !== null) return changes;
    let weighted = this.#weighted.get(changes);
    if (weighted === undefined) {
      weighted = { ...changes, weights: new Int32Array(changes.rowCount).fill(1) };
      this.#weighted.set(changes, weighted);
    }
    return weighted;
  }
}

function noticeOf({ severity, message, hint }: Notice): Notice {
  return { severity, message, hint };
}

/** The parameters, told apart by their types too: '5' may be a text or a number. */
function parameterTexts({
  parameters = [],
  parameterTypes = [],
}: SubscribeRequest): readonly string[] {
  return parameters.map((value, i) => {
    const type = parameterTypes[i] ?? null;
    const shown = type === null ? typeof value : typeName(type);
    return `${shown} ${JSON.stringify(value, bigintText)}`;
  });
}

function bigintText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

function canRetract(): SqlError {
  return new SqlError(
    sqlState.featureNotSupported,
    'rows of this query can change, so it cannot be subscribed to with mode append',
    { hint: 'Use mode changes, or add EMIT FINAL to a windowed query.' },
  );
}
