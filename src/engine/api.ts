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
  /** Whose statement it is; without it a text of statements has a session of its own, which ends with it. */
  readonly session?: Session | undefined;
  /** Cancels with SqlError 57014. */
  readonly signal?: AbortSignal | undefined;
  /** Told from time to time how far a statement is that takes long. */
  readonly progress?: ((progress: StatementProgress) => void) | undefined;
};

/** How far a statement is. */
export type StatementProgress = {
  /** Rows read so far. */
  readonly rowsRead: number;
  /** Rows that there are to read in all. */
  readonly rowsToRead: number;
  /** Bytes that it holds: state and answer. */
  readonly bytesHeld: number;
  /** How long it has been running; milliseconds. */
  readonly elapsedMs: number;
};

/** As PostgreSQL tells it: idle, in a transaction, in one that has failed. */
export type TransactionStatus = 'I' | 'T' | 'E';

/**
 * What goes on between the statements of one user: settings, a transaction, prepared statements,
 * cursors. Made by `Engine.openSession`; one statement at a time.
 */
export type Session = {
  readonly user: string;
  readonly status: TransactionStatus;
  /** The value of a setting as SHOW prints it; null for one that there is not. */
  readonly setting: (name: string) => string | null;
  /** Settings that clients are told of, with their values. */
  readonly reportedSettings: () => readonly (readonly [name: string, value: string])[];
  /** How long a statement may run; 0 for as long as it likes. */
  readonly statementTimeoutMs: number;
  /** Keeps a statement under a name; the empty name is taken over and over. @throws SqlError 42P05, 53400 */
  readonly prepare: (name: string, prepared: PreparedStatement) => void;
  /** @throws SqlError 26000 */
  readonly prepared: (name: string) => PreparedStatement;
  /** Forgets a prepared statement, if there is one. */
  readonly deallocate: (name: string) => void;
  /** A statement has failed outside of the engine: a transaction goes on with nothing but its end. */
  readonly fail: () => void;
  /** Ends it: its transaction is rolled back, its cursors are closed. */
  readonly close: () => void;
};

export type SessionOptions = {
  /** `millrace` when left out. */
  readonly user?: string | undefined;
  /** The number that cancel requests name. */
  readonly process?: number | undefined;
  /** What it begins with, and what RESET goes back to. */
  readonly settings?: Iterable<readonly [name: string, value: string]> | undefined;
  /** Told of changes of settings that clients are told of. */
  readonly settingChanged?: ((name: string, value: string) => void) | undefined;
};

/** What a statement is, as far as whoever passes its answer on must know. */
export type StatementKind =
  /** A query that ends. */
  | 'query'
  /** A query that goes on, for `subscribe`; SUBSCRIBE too. */
  | 'continuous'
  | 'insert'
  /** EXECUTE: what it is depends on what was prepared; see `Engine.kindOf`. */
  | 'execute'
  /** COPY … FROM STDIN. */
  | 'copyIn'
  /** COPY … TO STDOUT: answers a text column, a row for each line. */
  | 'copyOut'
  /** FETCH and MOVE. */
  | 'fetch'
  /** COMMIT and ROLLBACK: what a failed transaction takes. */
  | 'end'
  | 'other';

/** One statement of a text, parsed; made by `Engine.parse`. Places of errors are those of the whole text. */
export type Statement = {
  readonly text: string;
  /** The whole text that it is part of. */
  readonly source: string;
  readonly kind: StatementKind;
};

/** A statement that waits for its parameters. */
export type PreparedStatement = {
  readonly statement: Statement;
  readonly description: StatementDescription;
};

export type DescribeOptions = Pick<ExecuteOptions, 'parameters' | 'parameterTypes' | 'session'>;

/** What a statement takes and answers. */
export type StatementDescription = {
  readonly kind: Exclude<StatementKind, 'execute'>;
  /** Of $1, $2, …; text where nothing tells. */
  readonly parameters: readonly SqlType[];
  /** The columns of the answer; null when it has none, or is not known before it runs. */
  readonly schema: Schema | null;
};

/** Data of COPY … FROM STDIN, and where it goes. */
export type CopyIn = {
  /** Columns that come in. */
  readonly columns: number;
  /** Reads all of it: cut anywhere. Answers the rows. @throws SqlError 22P04 and those of writes; nothing is kept then */
  readonly write: (pieces: AsyncIterable<Uint8Array>, signal?: AbortSignal) => Promise<number>;
};

/** Writes rows as COPY … TO does: lines with their ends. */
export type CopyLines = {
  /** The line of the columns' names; null when there is to be none. */
  readonly header: () => string | null;
  readonly row: (batch: Batch, row: number) => string;
};

/** The outcome of a text of statements: those that ran, and the error that stopped the rest. */
export type ExecuteOutcome = {
  readonly results: readonly StatementOutcome[];
  readonly error: SqlError | null;
};

export type SubscribeRequest = {
  /** A SELECT, with or without EMIT, or SUBSCRIBE. Exactly one of `sql`, `statement` and `view` is given. */
  readonly sql?: string | undefined;
  readonly statement?: Statement | undefined;
  /** Whose prepared statements and settings it goes by. */
  readonly session?: Session | undefined;
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
  /** Its number in pg_class; left out where nobody asks. */
  readonly oid?: number;
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
  /** A session of its own, outside of any transaction. @throws SqlError 22023, 42704 for settings that it cannot begin with */
  readonly openSession: (options?: SessionOptions) => Session;
  /** The statements of a text. @throws SqlError 42601 */
  readonly parse: (sql: string) => readonly Statement[];
  /** Runs one statement in a session. @throws SqlError what it raises */
  readonly run: (
    statement: Statement,
    options: ExecuteOptions & { readonly session: Session },
  ) => Promise<StatementOutcome>;
  /** What one statement takes and answers, without running it. @throws SqlError when it cannot be parsed or planned. */
  readonly describe: (
    statement: string | Statement,
    options?: DescribeOptions,
  ) => StatementDescription;
  /** Begins COPY … FROM STDIN. @throws SqlError 42P01, 42809, 42703, 25P02 */
  readonly copyIn: (statement: Statement, session: Session) => CopyIn;
  /** The query whose rows COPY … TO writes. */
  readonly copiedQuery: (statement: Statement) => Statement;
  /** How COPY … TO writes rows of these columns for a session. @throws SqlError 0A000, 22023 */
  readonly copyLines: (statement: Statement, schema: Schema, session?: Session) => CopyLines;
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
