import { SqlError, sqlState } from '../common/sql-error.ts';
import type { StatementNode } from '../parser/ast.ts';
import { mayAskForLimit, refusedNode, refuseUnplanned } from '../planner/refuse-unplanned.ts';
import type {
  DescribeOptions,
  Engine,
  ExecuteOptions,
  ExecuteOutcome,
  SessionOptions,
  StatementDescription,
  StatementOutcome,
} from './api.ts';
import { copiedQuery } from './copy/copy-out.ts';
import { define, dropTemporary } from './definitions.ts';
import { abortError, shuttingDown } from './ended.ts';
import type { EngineContext } from './engine-context.ts';
import type { EngineStatement } from './engine-statement.ts';
import { inputsOf } from './inputs-of.ts';
import type { ResolvedStatement } from './session/prepared-statement.ts';
import { asEngineSession, EngineSession, type SessionMark } from './session/session.ts';
import {
  resolvePrepared,
  type SessionWork,
  sessionStatement,
} from './session/session-statement.ts';
import { StatementRun } from './session/statement-run.ts';
import { sessionZone } from './session/zone-setting.ts';
import { contextFor } from './session-context.ts';
import { StatementCache } from './statement-cache.ts';
import type { StatementOptions } from './statement-options.ts';
import { change } from './statements/change.ts';
import { type CopyWork, copy } from './statements/copy.ts';
import { describe } from './statements/describe.ts';
import { describeStatement } from './statements/describe-statement.ts';
import { explain } from './statements/explain.ts';
import { explainAnalyze, explainObject } from './statements/explain-analyze.ts';
import { flush } from './statements/flush.ts';
import { insert } from './statements/insert.ts';
import { limitQueries, withNumbers } from './statements/limit-queries.ts';
import { refuseRowLocks } from './statements/row-locks.ts';
import { neverEnds, select } from './statements/select.ts';
import { show } from './statements/show.ts';
import {
  neverCommitted,
  refuseInReadOnly,
  transactionStatement,
} from './statements/transaction.ts';
import { truncate } from './statements/truncate.ts';
import { lock, privileges, upkeep } from './statements/upkeep.ts';
import { changesInWith, runWithChanges } from './statements/with-changes.ts';
import { TransactionBlock } from './transaction-block.ts';

type ExecuteNode = Extract<StatementNode, { kind: 'execute' }>;

type InSession = ExecuteOptions & { readonly session: EngineSession };

/** Runs statements in their sessions. Those that change the catalog run one at a time. */
export class Executor {
  readonly #context: EngineContext;
  readonly #report: (line: string) => void;
  readonly #work: SessionWork;
  readonly #copyIn: Engine['copyIn'];
  readonly #texts = new StatementCache();
  /** What is under way, with how to cancel it. */
  readonly #running = new Map<Promise<unknown>, () => void>();
  /** How many sessions there were. */
  #sessions = 0;
  #closed = false;

  constructor(
    context: EngineContext,
    report: (line: string) => void,
    ports: Pick<SessionWork, 'follow'> & Pick<Engine, 'copyIn'>,
  ) {
    this.#context = context;
    this.#report = report;
    this.#work = {
      run: (statement, options) => this.#perform(statement, options as InSession),
      describe: (statement, options) => this.describe(statement, options),
      follow: ports.follow,
    };
    this.#copyIn = ports.copyIn;
  }

  /** The statements of a text. @throws SqlError 42601 */
  parse(sql: string): readonly EngineStatement[] {
    return this.#texts.parse(sql);
  }

  /** @throws SqlError 22023, 42704 for settings that it cannot begin with */
  openSession(options?: SessionOptions, isPassing = false): EngineSession {
    this.#sessions += 1;
    const block = new TransactionBlock<SessionMark>(this.#context);
    return new EngineSession(block, options, {
      number: this.#sessions,
      isPassing,
      dropTemporary: (session) => dropTemporary(this.#context, session),
    });
  }

  /** Runs the statements of a text in order; the first that fails ends it. */
  async execute(sql: string, options: ExecuteOptions = {}): Promise<ExecuteOutcome> {
    const results: StatementOutcome[] = [];
    // A text without a session has one of its own, which ends with it.
    const isPassing = options.session === undefined;
    const session = isPassing ? this.openSession({}, true) : asEngineSession(options.session);
    try {
      for (const statement of this.parse(sql)) {
        results.push(await this.run(statement, { ...options, session }));
      }
      if (isPassing && session.status !== 'I') throw neverCommitted();
      return { results, error: null };
    } catch (error) {
      session.fail();
      return { results, error: this.#asSqlError(error) };
    } finally {
      if (isPassing) session.close();
    }
  }

  /** Runs one statement. @throws SqlError what it raises */
  async run(
    statement: EngineStatement,
    options: ExecuteOptions & { readonly session: EngineSession },
  ): Promise<StatementOutcome> {
    const { signal, session } = options;
    if (this.#closed) throw shuttingDown();
    if (signal?.aborted === true) throw abortError(signal);
    const limit = new StatementRun(this.#context.clock, session.statementTimeoutMs);
    const cancel = (): void => limit.cancel(abortError(signal));
    signal?.addEventListener('abort', cancel);
    const running = this.#perform(statement, { ...options, signal: limit.signal });
    this.#running.set(running, () => limit.cancel(shuttingDown()));
    try {
      return await running;
    } catch (error) {
      session.fail();
      throw this.#asSqlError(error);
    } finally {
      limit.end();
      signal?.removeEventListener('abort', cancel);
      this.#running.delete(running);
    }
  }

  /** What a statement takes and answers, without running it. @throws SqlError */
  describe(statement: EngineStatement, options: DescribeOptions): StatementDescription {
    const { session } = options;
    const own = session === undefined ? undefined : asEngineSession(session);
    return describeStatement(contextFor(this.#context, own), statement, options);
  }

  /** The statement that EXECUTE names, with the values of its parameters. @throws SqlError 26000, 42601 */
  resolve(node: ExecuteNode, options: InSession): Promise<ResolvedStatement> {
    return resolvePrepared(options.session, node, options, this.#work);
  }

  /** Cancels all statements under way, with 57P01, and resolves when they are over. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const cancel of this.#running.values()) cancel();
    await Promise.allSettled(this.#running.keys());
  }

  async #perform(statement: EngineStatement, options: InSession): Promise<StatementOutcome> {
    const { session, signal } = options;
    const { node } = statement;
    const outcome =
      transactionStatement(session, node, signal) ??
      sessionStatement(session, statement, options, this.#work);
    if (outcome !== null) return await outcome;
    if (node.kind === 'copy') return await this.#copy(statement, node, options);
    refuseInReadOnly(session, node);
    const { transaction } = session.block;
    const parameters = inputsOf(options);
    return await this.#run(node, { ...options, parameters, session, transaction });
  }

  #copy(
    statement: EngineStatement,
    node: Extract<StatementNode, { kind: 'copy' }>,
    options: InSession,
  ): Promise<StatementOutcome> {
    const work: CopyWork = {
      filesDirectory: this.#context.filesDirectory,
      zone: sessionZone(options.session),
      begin: () => this.#copyIn(statement, options.session),
      rows: () => this.#perform(copiedQuery(node), { ...options, parameters: [] }),
    };
    return copy(node, work, options.signal);
  }

  #run(
    statement: StatementNode,
    options: StatementOptions,
  ): StatementOutcome | Promise<StatementOutcome> {
    refuseUnplanned(statement);
    refuseRowLocks(statement, options);
    const context = contextFor(this.#context, options.session);
    const numbers = mayAskForLimit(statement) ? limitQueries(statement) : [];
    if (numbers.length > 0) return this.#runLimited(statement, numbers, options);
    const changing = changesInWith(statement);
    if (changing !== null) {
      return runWithChanges(context, changing, options, (part, inside) => this.#run(part, inside));
    }
    switch (statement.kind) {
      case 'query':
        return select(context, statement.query, options);
      case 'insert':
        return insert(context, statement, options);
      case 'update':
      case 'delete':
        return change(context, statement, options);
      case 'truncate':
        return truncate(context, statement, options);
      case 'createStream':
      case 'createTable':
      case 'createView':
      case 'createSchema':
      case 'alter':
      case 'comment':
      case 'createIndex':
      case 'createSequence':
      case 'createFunction':
      case 'drop':
        return define(this.#context, statement, options);
      case 'show':
        return show(context, statement);
      case 'describe':
        return describe(context, statement);
      case 'explain':
        return statement.analyze
          ? explainAnalyze(context, statement, options)
          : explain(context, statement, options);
      case 'explainObject':
        return explainObject(context, statement, options);
      case 'flush':
        return flush(context, statement, options);
      case 'upkeep':
        return upkeep(context, statement);
      case 'lock':
        return lock(context, statement, options);
      case 'privileges':
        return privileges(statement);
      case 'subscribe':
        throw neverEnds(statement.position);
      default:
        throw refusedNode(statement);
    }
  }

  /** A statement whose LIMITs are queries: their numbers are found first. */
  async #runLimited(
    statement: StatementNode,
    numbers: ReturnType<typeof limitQueries>,
    options: StatementOptions,
  ): Promise<StatementOutcome> {
    const limited = await withNumbers(statement, numbers, (query) =>
      select(contextFor(this.#context, options.session), query, options),
    );
    return await this.#run(limited, options);
  }

  #asSqlError(error: unknown): SqlError {
    if (error instanceof SqlError) {
      return this.#closed && error.code === sqlState.queryCanceled ? shuttingDown() : error;
    }
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#report(`internal error: ${text}`);
    return new SqlError(sqlState.internalError, 'internal error', {
      hint: "The server's log has the details.",
    });
  }
}
