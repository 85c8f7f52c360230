import type { Position } from '../common/sql-error.ts';

/**
 * The words on the live WebSocket (`/v1/live`, subprotocol `millrace.v1`): JSON text frames, one
 * object each, told apart by `t`. Rows are arrays of cells in column order.
 */

/** The subprotocol that both sides name in the upgrade. */
export const liveSubprotocol = 'millrace.v1';

/**
 * One value on the wire. BIGINT and NUMERIC are strings, NaN and infinities are strings,
 * TIMESTAMP is ISO 8601 without a zone (or integer microseconds by option), NULL is null.
 */
export type Cell =
  | null
  | boolean
  | number
  | string
  | readonly Cell[]
  | { readonly [key: string]: Cell };
export type Row = readonly Cell[];
/** A row with its weight in front: [1, …] inserts it, [-1, …] takes it back. */
export type WeightedRow = readonly [number, ...Cell[]];

/** A result column: its type as PostgreSQL names it ('bigint', 'timestamp without time zone'). */
export type Column = { readonly name: string; readonly type: string; readonly nullable: boolean };

export type SubscribeMessage = {
  readonly t: 'subscribe';
  readonly id: number;
  readonly sql?: string;
  readonly view?: string;
  readonly params?: readonly Cell[];
  readonly from?: 'snapshot' | 'latest' | { readonly resume: string } | { readonly asOf: string };
  readonly mode?: 'changes' | 'upsert' | 'append';
  readonly maxRate?: number;
  readonly conflate?: 'auto' | 'off';
  readonly progressMs?: number;
  readonly enc?: 'json' | 'arrow';
  readonly time?: 'iso' | 'us';
};

export type ClientMessage =
  | SubscribeMessage
  | { readonly t: 'unsubscribe'; readonly id: number }
  | {
      readonly t: 'query';
      readonly id: number;
      readonly sql: string;
      readonly params?: readonly Cell[];
    }
  | { readonly t: 'cancel'; readonly id: number }
  | { readonly t: 'ping'; readonly n: number };

/** An error on the wire: SQLSTATE, message and where it helps position, detail and hint. */
export type ErrorBody = {
  readonly code: string;
  readonly message: string;
  readonly position?: Position;
  readonly detail?: string;
  readonly hint?: string;
};

export type Notice = {
  readonly severity: 'NOTICE' | 'WARNING';
  readonly message: string;
  readonly hint?: string;
};

export type ServerMessage =
  | {
      readonly t: 'ready';
      readonly protocol: 1;
      readonly session: string;
      readonly limits: { readonly frameBytesMax: number };
    }
  | {
      readonly t: 'open';
      readonly id: number;
      readonly schema: readonly Column[];
      readonly key: readonly number[] | null;
      readonly history: string;
      readonly resumed: boolean;
      readonly notices?: readonly Notice[];
    }
  | {
      readonly t: 'snapshot';
      readonly id: number;
      readonly part: number;
      readonly rows: readonly Row[];
    }
  | {
      readonly t: 'snapshotEnd';
      readonly id: number;
      readonly epoch: string;
      readonly rows: number;
    }
  | {
      readonly t: 'changes';
      readonly id: number;
      readonly seq: number;
      readonly epoch: string;
      readonly d: readonly WeightedRow[];
      readonly last: boolean;
    }
  | {
      readonly t: 'progress';
      readonly id: number;
      readonly epoch: string;
      readonly watermark: string | null;
      readonly waitingFor?: string;
    }
  | {
      readonly t: 'lag';
      readonly id: number;
      readonly state: 'live' | 'conflating' | 'paused';
      readonly skipped: number;
    }
  | {
      readonly t: 'reset';
      readonly id: number;
      readonly reason: 'retention' | 'schema' | 'history' | 'slow';
    }
  | ({ readonly t: 'result'; readonly id: number } & StatementResult)
  | ({ readonly t: 'working'; readonly id: number } & WorkProgress)
  | ({ readonly t: 'error'; readonly id: number | null } & ErrorBody)
  | { readonly t: 'done'; readonly id: number }
  | { readonly t: 'pong'; readonly n: number }
  | { readonly t: 'bye'; readonly code: number; readonly retryMs: number };

/** WebSocket close codes of the protocol. */
export const closeCode = {
  badFrame: 4400,
  notAuthenticated: 4401,
  forbidden: 4403,
  authTimeout: 4408,
  duplicateId: 4409,
  tooLarge: 4413,
  rateLimited: 4429,
  slow: 4008,
  draining: 4503,
} as const;

/** How far a statement is that takes long; told a few times a second. */
export type WorkProgress = {
  readonly rowsRead: number;
  /** Rows that there are to read in all. */
  readonly rowsToRead: number;
  /** Memory that it holds: state and answer. */
  readonly bytesHeld: number;
  readonly elapsedMs: number;
};

/** What one statement answered over `POST /v1/sql`. Commands without rows have no columns. */
export type StatementResult = {
  /** PostgreSQL's command tag without the count: 'SELECT', 'CREATE STREAM', 'INSERT'. */
  readonly command: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  readonly rowCount: number;
  readonly notices: readonly Notice[];
};

export type SqlRequest = { readonly sql: string; readonly params?: readonly Cell[] };
export type SqlResponse = { readonly results: readonly StatementResult[] };

/** An RFC 9457 problem document, with the SQLSTATE and what was answered before the failure. */
export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly hint?: string;
  readonly position?: Position;
  /** Further syntax errors of the same text. */
  readonly others?: readonly ErrorBody[];
  readonly results?: readonly StatementResult[];
};

/** The answer of `POST /v1/streams/:name/records`, given after the rows are durable. */
export type RecordsResponse = {
  readonly accepted: number;
  readonly rejected: readonly {
    readonly index: number;
    readonly code: string;
    readonly message: string;
  }[];
  readonly offsets: readonly {
    readonly partition: number;
    readonly first: string;
    readonly last: string;
  }[];
};

/** One object of `GET /v1/streams`, `/v1/tables`, `/v1/views`. */
export type ObjectInfo = {
  readonly name: string;
  readonly kind: 'stream' | 'table' | 'view' | 'materialized view';
  readonly columns: readonly Column[];
  /** Column numbers of the key; null where there is none. */
  readonly key: readonly number[] | null;
  /** For streams: rows in the log. For tables and materialized views: rows now. */
  readonly rows: number;
  readonly sql: string;
  readonly connector?: string;
  /** 'running', 'catching up' with its progress in 0…1, 'failed'. */
  readonly status?: string;
  readonly progress?: number;
};
