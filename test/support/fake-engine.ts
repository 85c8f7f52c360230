import type { SqlError } from '../../src/common/sql-error.ts';
import type { Batch, Field, Schema } from '../../src/data/batch.ts';
import type { Datum } from '../../src/data/sql-type.ts';
import { vectorFromDatums } from '../../src/data/vector-datum.ts';
import type {
  CopyIn,
  CopyLines,
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
} from '../../src/engine/api.ts';
import { copyFormat } from '../../src/engine/copy/copy-format.ts';
import { copiedQuery } from '../../src/engine/copy/copy-out.ts';
import { CopyWriter } from '../../src/engine/copy/copy-writer.ts';
import { abortError } from '../../src/engine/ended.ts';
import type { EngineContext } from '../../src/engine/engine-context.ts';
import { asEngineStatement, EngineStatement } from '../../src/engine/engine-statement.ts';
import { FollowedRows } from '../../src/engine/session/cursor-rows.ts';
import { LiveRows } from '../../src/engine/session/live-rows.ts';
import {
  asEngineSession,
  EngineSession,
  type SessionMark,
} from '../../src/engine/session/session.ts';
import { type SessionWork, sessionStatement } from '../../src/engine/session/session-statement.ts';
import { transactionStatement } from '../../src/engine/statements/transaction.ts';
import { TransactionBlock } from '../../src/engine/transaction-block.ts';
import type { StatementNode } from '../../src/parser/ast.ts';
import { parse } from '../../src/parser/parse.ts';

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

function copyNode(statement: Statement): Extract<StatementNode, { kind: 'copy' }> {
  const { node } = asEngineStatement(statement);
  if (node.kind !== 'copy') throw new Error('not a COPY');
  return node;
}

/** A block that writes nothing. */
class FakeBlock extends TransactionBlock<SessionMark> {
  readonly #engine: FakeEngine;

  constructor(engine: FakeEngine) {
    super({} as EngineContext);
    this.#engine = engine;
  }

  override async commit(): Promise<boolean> {
    const isGood = await super.commit();
    if (this.#engine.commitError !== null) throw this.#engine.commitError;
    if (isGood) this.#engine.commits += 1;
    return isGood;
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

  /** Commits that sessions were asked for. */
  commits = 0;
  /** What COMMIT fails with. */
  commitError: SqlError | null = null;
  readonly openSession = (options?: SessionOptions): EngineSession =>
    new EngineSession(new FakeBlock(this), options);

  readonly parse = (sql: string): readonly EngineStatement[] =>
    parse(sql).map((parsed) => EngineStatement.of(sql, parsed));

  /** Sessions are real; everything else is what `onExecute` answers. */
  readonly run = async (
    statement: Statement,
    options: ExecuteOptions & { readonly session: Session },
  ): Promise<StatementOutcome> => {
    const session = asEngineSession(options.session);
    const own = asEngineStatement(statement);
    try {
      return (
        (await (transactionStatement(session, own.node, options.signal) ??
          sessionStatement(session, own, options, this.#work))) ??
        (await this.#answer(statement, options))
      );
    } catch (error) {
      session.fail();
      throw error;
    }
  };

  readonly #work: SessionWork = {
    run: (statement, options) => this.run(statement, options as Parameters<typeof this.run>[1]),
    describe: (statement) => this.describe(statement),
    follow: async (statement, session) => {
      const rows = new LiveRows({ fields: fakeFields }, () => undefined);
      const request = {
        statement,
        session,
        from: 'snapshot',
        mode: 'changes',
        progressMs: 1,
      } as const;
      rows.attach(await this.subscribe(request, rows));
      return new FollowedRows(rows);
    },
  };

  async #answer({ text }: Statement, options: ExecuteOptions): Promise<StatementOutcome> {
    this.executed.push({ sql: text, options });
    const { results, error } = await this.onExecute(text, options);
    const [outcome] = results;
    if (options.signal?.aborted === true) throw abortError(options.signal);
    if (error !== null || outcome === undefined) throw error ?? new Error('nothing was answered');
    return outcome;
  }

  readonly copyIn = (): CopyIn => ({
    columns: 1,
    write: async (pieces) => {
      let rows = 0;
      for await (const piece of pieces) rows += piece.length;
      return rows;
    },
  });
  readonly copiedQuery = (statement: Statement): Statement => copiedQuery(copyNode(statement));
  readonly copyLines = (statement: Statement, schema: Schema): CopyLines =>
    new CopyWriter(schema, copyFormat(copyNode(statement).options), null);

  /** What statements are said to take and answer. */
  onDescribe: (sql: string) => StatementDescription = () => ({
    kind: 'query',
    parameters: [],
    schema: { fields: fakeFields },
  });
  readonly describe = (statement: string | Statement): StatementDescription =>
    this.onDescribe(typeof statement === 'string' ? statement : statement.text);

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
