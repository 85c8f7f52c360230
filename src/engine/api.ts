import type { SqlError } from '../common/sql-error.ts';
import type { Batch, Schema } from '../data/batch.ts';
import type { Datum, SqlType } from '../data/sql-type.ts';

/** Something to tell the user that is not an error. */
export type Notice = {
  readonly severity: 'NOTICE' | 'WARNING';
  readonly message: string;
  readonly hint?: string | undefined;
};

/** What one statement answered: rows in batches, or just a command tag. */
export type StatementOutcome = {
  /** PostgreSQL's command tag without the count: 'SELECT', 'CREATE STREAM', 'INSERT'. */
  readonly command: string;
  /** The columns of the answer; null for commands without rows. */
  readonly schema: Schema | null;
  readonly batches: readonly Batch[];
  /** Rows answered or written. */
  readonly rowCount: number;
  readonly notices: readonly Notice[];
};

export type ExecuteOptions = {
  readonly parameters?: readonly Datum[] | undefined;
  /** Types of the parameters where they are known; null where the place of one decides. */
  readonly parameterTypes?: readonly (SqlType | null)[] | undefined;
  /** Functions that belong to the session of the caller. */
  readonly session?: SessionFunctions | undefined;
  /** The session's BEGIN … COMMIT; without it a text of statements has one of its own. */
  readonly block?: TransactionBlock | undefined;
  /** Cancels with SqlError 57014. */
  readonly signal?: AbortSignal | undefined;
};

/** As PostgreSQL tells it: idle, in a transaction, in one that has failed. */
export type TransactionStatus = 'I' | 'T' | 'E';

/** BEGIN … COMMIT of a session, one transaction after the other; made by `Engine.transactionBlock`. */
export type TransactionBlock = {
  readonly status: TransactionStatus;
  readonly begin: () => void;
  /** A statement has failed: a transaction goes on with nothing but its end. */
  readonly fail: () => void;
  /**
   * Ends it; what was changed is durable and visible when this resolves. Answers whether it was
   * committed: one that had failed is not. @throws SqlError 40001 and those of writes; nothing is kept then
   */
  readonly commit: (signal?: AbortSignal) => Promise<boolean>;
  /** Ends it and forgets what was changed. */
  readonly rollback: () => void;
};

/** The value of a session's function, such as current_user, called with constants; undefined for others. */
export type SessionFunctions = (name: string, args: readonly Datum[]) => Datum | undefined;

export type DescribeOptions = Pick<ExecuteOptions, 'parameterTypes' | 'session'> & {
  /** Only whether it can be parsed is asked: nothing else is found out. */
  readonly syntaxOnly?: boolean | undefined;
};

/** What a statement takes and answers. */
export type StatementDescription = {
  readonly kind: 'query' | 'continuous' | 'insert' | 'other';
  /** Of $1, $2, …; text where nothing tells. */
  readonly parameters: readonly SqlType[];
  /** The columns of the answer; null when it has none, or is not known before it runs. */
  readonly schema: Schema | null;
};

/** The outcome of a text of statements: those that ran, and the error that stopped the rest. */
export type ExecuteOutcome = {
  readonly results: readonly StatementOutcome[];
  readonly error: SqlError | null;
};

export type SubscribeRequest = {
  /** A SELECT, with or without EMIT. Exactly one of `sql` and `view` is given. */
  readonly sql?: string | undefined;
  /** The name of a view, materialized view, table or stream. */
  readonly view?: string | undefined;
  readonly parameters?: readonly Datum[] | undefined;
  /** Types of the parameters where they are known; null where the place of one decides. */
  readonly parameterTypes?: readonly (SqlType | null)[] | undefined;
  readonly from: 'snapshot' | 'latest';
  readonly mode: 'changes' | 'append';
  /** How often `progress` is told at least; milliseconds. */
  readonly progressMs: number;
};

/**
 * Where a subscription's results go. Calls come in this order: open, snapshot…, snapshotEnd, then
 * changes and progress until done or error. A batch handed to several sinks is the same object, so
 * that its text can be made once.
 */
export type SubscriptionSink = {
  readonly open: (info: {
    readonly schema: Schema;
    readonly key: readonly number[] | null;
    readonly notices: readonly Notice[];
  }) => void;
  readonly snapshot: (batch: Batch) => void;
  readonly snapshotEnd: (epoch: number, rows: number) => void;
  /**
   * The net change of an epoch: weights are never null. It comes whole unless `last` is false: then
   * more of it follows, and none of it may be shown before the last part is there.
   */
  readonly changes: (epoch: number, batch: Batch, last?: boolean) => void;
  /** Nothing more comes before this epoch; `waitingFor` says in words what holds results back, if anything does. */
  readonly progress: (
    epoch: number,
    watermarkMicros: number | null,
    waitingFor: string | null,
  ) => void;
  /** The state was lost to slowness: a fresh snapshot follows. */
  readonly reset: (reason: 'slow') => void;
  readonly lag: (state: 'live' | 'conflating', skipped: number) => void;
  readonly error: (error: SqlError) => void;
  /** The query is over: a bounded input has ended, or the object was dropped. */
  readonly done: () => void;
  /** Whether more can be taken now; when it cannot, changes are merged until `drained` is called. */
  readonly accepts: () => boolean;
};

export type Subscription = {
  /** Tells that the sink accepts again. */
  readonly drained: () => void;
  /** Ends the subscription; nothing is called afterwards. */
  readonly close: () => void;
};

export type IngestFormat = 'json' | 'ndjson' | 'csv';

/** What became of a request of records: rows are durable when this is told. */
export type IngestOutcome = {
  readonly accepted: number;
  readonly rejected: readonly {
    readonly index: number;
    readonly code: string;
    readonly message: string;
  }[];
  readonly offsets: readonly {
    readonly partition: number;
    readonly first: number;
    readonly last: number;
  }[];
};

/** A relation as lists show it. */
export type RelationSummary = {
  readonly name: string;
  readonly kind: 'stream' | 'table' | 'view' | 'materialized view';
  readonly schema: Schema;
  readonly key: readonly number[] | null;
  /** Streams: rows retained in the log. Tables and materialized views: rows now. Views: 0. */
  readonly rows: number;
  readonly sql: string;
  readonly connector: string | null;
  readonly status: 'running' | 'catching up' | 'failed' | 'finished' | null;
  /** 0 … 1 while catching up, else null. */
  readonly progress: number | null;
  readonly watermarkMicros: number | null;
};

export type Readiness = {
  readonly ready: boolean;
  /** In words, what is still to come. */
  readonly waitingFor: readonly string[];
};

/** A text of records: whole, or in pieces that are cut anywhere and are not changed afterwards. */
export type RecordsBody = Uint8Array | AsyncIterable<Uint8Array>;

/** The one door to everything below the server. */
export type Engine = {
  /** Runs one or many statements in order; stops at the first that fails. Never throws an SqlError. */
  readonly execute: (sql: string, options?: ExecuteOptions) => Promise<ExecuteOutcome>;
  /** BEGIN … COMMIT of a session, outside of any transaction yet. */
  readonly transactionBlock: () => TransactionBlock;
  /** What one statement takes and answers, without running it. @throws SqlError when it cannot be parsed or planned. */
  readonly describe: (sql: string, options?: DescribeOptions) => StatementDescription;
  /** @throws SqlError when the query cannot be planned; later failures reach the sink. */
  readonly subscribe: (request: SubscribeRequest, sink: SubscriptionSink) => Promise<Subscription>;
  /**
   * Writes records to a stream or table; with `whole`, all of them or none.
   * @throws SqlError 42P01, or 22P02/22P04 for an unreadable body; with `whole`, what is wrong with the first bad record
   */
  readonly ingest: (
    relation: string,
    body: RecordsBody,
    format: IngestFormat,
    options?: { readonly whole?: boolean },
  ) => Promise<IngestOutcome>;
  readonly relations: () => readonly RelationSummary[];
  readonly readiness: () => Readiness;
  /** Stops readers and steps, makes everything acknowledged durable and releases the directory. */
  readonly close: () => Promise<void>;
};
