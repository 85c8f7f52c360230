import type { SqlError } from '../../src/common/sql-error.ts';
import type { Batch, Field } from '../../src/data/batch.ts';
import type { Datum } from '../../src/data/sql-type.ts';
import { vectorFromDatums } from '../../src/data/vector-datum.ts';
import type {
  Engine,
  ExecuteOptions,
  ExecuteOutcome,
  IngestFormat,
  IngestOutcome,
  Readiness,
  RecordsBody,
  RelationSummary,
  StatementDescription,
  StatementOutcome,
  SubscribeRequest,
  Subscription,
  SubscriptionSink,
  TransactionBlock,
} from '../../src/engine/api.ts';

/** The columns of everything that the fake answers with `batchOf`. */
export const fakeFields: readonly Field[] = [
  { name: 'n', type: { kind: 'bigint' }, nullable: false },
  { name: 'word', type: { kind: 'text' }, nullable: true },
];

/** Rows of `fakeFields`, with weights where they are given. */
export function batchOf(
  rows: readonly (readonly [number, string | null])[],
  weights: readonly number[] | null = null,
): Batch {
  const columns = fakeFields.map((field, c) =>
    vectorFromDatums(
      field.type,
      rows.map((row): Datum => (c === 0 ? BigInt(row[0]) : row[1])),
    ),
  );
  return {
    schema: { fields: fakeFields },
    rowCount: rows.length,
    columns,
    weights: weights === null ? null : Int32Array.from(weights),
    late: null,
  };
}

/** A batch of `count` rows: n from 0 on, the word `w`. */
export function manyRows(count: number, weight: number | null = null): Batch {
  const rows = Array.from({ length: count }, (_, n) => [n, 'w'] as const);
  return batchOf(rows, weight === null ? null : rows.map(() => weight));
}

/** A SELECT that answered with these batches. */
export function selected(...batches: readonly Batch[]): StatementOutcome {
  const rowCount = batches.reduce((sum, batch) => sum + batch.rowCount, 0);
  return { command: 'SELECT', schema: { fields: fakeFields }, batches, rowCount, notices: [] };
}

/** One subscription as the fake engine sees it. */
export type FakeSubscription = {
  readonly request: SubscribeRequest;
  readonly sink: SubscriptionSink;
  drained: number;
  closed: number;
  /** Called when the sink drained. */
  onDrained: () => void;
};

/** A block that holds nothing. */
class FakeBlock implements TransactionBlock {
  status: TransactionBlock['status'] = 'I';
  readonly #committed: () => void;

  constructor(committed: () => void) {
    this.#committed = committed;
  }

  begin(): void {
    this.status = 'T';
  }

  fail(): void {
    if (this.status === 'T') this.status = 'E';
  }

  async commit(): Promise<boolean> {
    const isGood = this.status === 'T';
    this.status = 'I';
    if (isGood) this.#committed();
    return isGood;
  }

  rollback(): void {
    this.status = 'I';
  }
}

/** An engine that answers what a test tells it to, and remembers what it was asked. */
export class FakeEngine implements Engine {
  readonly executed: { readonly sql: string; readonly options: ExecuteOptions | undefined }[] = [];
  readonly ingested: {
    readonly relation: string;
    readonly body: string;
    readonly format: IngestFormat;
  }[] = [];
  readonly subscriptions: FakeSubscription[] = [];

  /** What the next statements answer. */
  onExecute: (sql: string, options?: ExecuteOptions) => Promise<ExecuteOutcome> = async () => ({
    results: [],
    error: null,
  });
  onIngest: (body: Uint8Array) => Promise<IngestOutcome> = async () => ({
    accepted: 0,
    rejected: [],
    offsets: [],
  });
  /** Whether bodies are read before they are answered. */
  readsBodies = true;
  /** Called when a body broke off. */
  onBodyFailed: () => void = () => undefined;
  /** What stands before a subscription; throw to refuse it. */
  onSubscribe: (request: SubscribeRequest) => Promise<void> = async () => undefined;
  relationList: readonly RelationSummary[] = [];
  state: Readiness = { ready: true, waitingFor: [] };

  readonly execute = (sql: string, options?: ExecuteOptions): Promise<ExecuteOutcome> => {
    this.executed.push({ sql, options });
    return this.onExecute(sql, options);
  };

  /** Commits that blocks were asked for. */
  commits = 0;
  /** What COMMIT fails with. */
  commitError: SqlError | null = null;
  readonly transactionBlock = (): TransactionBlock =>
    new FakeBlock(() => {
      if (this.commitError !== null) throw this.commitError;
      this.commits += 1;
    });

  /** What statements are said to take and answer. */
  onDescribe: (sql: string) => StatementDescription = () => ({
    kind: 'query',
    parameters: [],
    schema: { fields: fakeFields },
  });
  readonly describe = (sql: string): StatementDescription => this.onDescribe(sql);

  readonly subscribe = async (
    request: SubscribeRequest,
    sink: SubscriptionSink,
  ): Promise<Subscription> => {
    await this.onSubscribe(request);
    const made = { request, sink, drained: 0, closed: 0, onDrained: () => undefined };
    const subscription: FakeSubscription = made;
    this.subscriptions.push(subscription);
    sink.open({ schema: { fields: fakeFields }, key: [0], notices: [] });
    return {
      drained: () => {
        subscription.drained += 1;
        subscription.onDrained();
      },
      close: () => {
        subscription.closed += 1;
      },
    };
  };

  readonly ingest = async (
    relation: string,
    body: RecordsBody,
    format: IngestFormat,
  ): Promise<IngestOutcome> => {
    if (!this.readsBodies) return await this.onIngest(new Uint8Array(0));
    const whole = await this.#wholeBody(body);
    this.ingested.push({ relation, body: whole.toString(), format });
    return await this.onIngest(whole);
  };

  readonly relations = (): readonly RelationSummary[] => this.relationList;
  readonly readiness = (): Readiness => this.state;
  readonly close = async (): Promise<void> => undefined;

  async #wholeBody(body: RecordsBody): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    try {
      for await (const piece of body instanceof Uint8Array ? [body] : body) pieces.push(piece);
      return Buffer.concat(pieces);
    } catch (error) {
      this.onBodyFailed();
      throw error;
    }
  }

  /** Every statement fails with this error. */
  failWith(error: SqlError, results: readonly StatementOutcome[] = []): void {
    this.onExecute = async () => ({ results, error });
  }
}
