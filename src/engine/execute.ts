import { assert } from '../common/assert.ts';
import { SqlError, sqlState } from '../common/sql-error.ts';
import type { Datum } from '../data/sql-type.ts';
import type { ParsedStatement, StatementNode } from '../parser/ast.ts';
import { parse } from '../parser/parse.ts';
import { withInputs } from '../planner/bind/statement-inputs.ts';
import { refusedNode, refuseUnplanned } from '../planner/refuse-unplanned.ts';
import type { ExecuteOptions, ExecuteOutcome, StatementOutcome } from './api.ts';
import { canceled, shuttingDown } from './ended.ts';
import type { EngineContext } from './engine-context.ts';
import type { StatementOptions } from './statement-options.ts';
import { change } from './statements/change.ts';
import { createStream } from './statements/create-stream.ts';
import { createTable } from './statements/create-table.ts';
import { createView } from './statements/create-view.ts';
import { describe } from './statements/describe.ts';
import { drop } from './statements/drop.ts';
import { explain } from './statements/explain.ts';
import { flush } from './statements/flush.ts';
import { insert } from './statements/insert.ts';
import { select } from './statements/select.ts';
import { show } from './statements/show.ts';
import { neverCommitted, transactionStatement, withEffect } from './statements/transaction.ts';
import { truncate } from './statements/truncate.ts';
import { EngineBlock } from './transaction-block.ts';

/** The parameters, with their types and what else the binder is to know of the session. */
function inputsOf({ parameters = [], parameterTypes, session }: ExecuteOptions): readonly Datum[] {
  if (parameterTypes === undefined && session === undefined) return parameters;
  const types = parameterTypes ?? [];
  return withInputs(parameters, { types, session: session ?? (() => undefined), asked: null });
}

/** Runs the statements of a text in order; the first that fails ends it. Statements that change the catalog run one at a time. */
export class Executor {
  readonly #context: EngineContext;
  readonly #report: (line: string) => void;
  /** What is under way, with how to cancel it. */
  readonly #running = new Map<Promise<ExecuteOutcome>, () => void>();
  #ddl: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(context: EngineContext, report: (line: string) => void) {
    this.#context = context;
    this.#report = report;
  }

  execute(sql: string, options: ExecuteOptions = {}): Promise<ExecuteOutcome> {
    const { signal, block } = options;
    const parameters = inputsOf(options);
    const abort = new AbortController();
    const cancel = (): void => abort.abort();
    if (signal?.aborted === true) cancel();
    signal?.addEventListener('abort', cancel);
    const running = this.#execute(sql, { parameters, block, signal: abort.signal }).finally(() => {
      signal?.removeEventListener('abort', cancel);
      this.#running.delete(running);
    });
    this.#running.set(running, cancel);
    return running;
  }

  /** Cancels all statements under way, with 57P01, and resolves when they are over. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const cancel of this.#running.values()) cancel();
    await Promise.all(this.#running.keys());
  }

  async #execute(sql: string, options: ExecuteOptions): Promise<ExecuteOutcome> {
    const results: StatementOutcome[] = [];
    // A text without a session has a block of its own, which ends with it.
    const block = options.block ?? new EngineBlock(this.#context);
    assert(block instanceof EngineBlock, 'a block is made by the engine');
    try {
      for (const { statement } of this.#parse(sql)) {
        if (options.signal?.aborted === true) throw canceled();
        results.push(await this.#runIn(block, statement, options));
      }
      if (options.block === undefined && block.status !== 'I') throw neverCommitted();
      return { results, error: null };
    } catch (error) {
      block.fail();
      return { results, error: this.#asSqlError(error) };
    }
  }

  async #runIn(
    block: EngineBlock,
    statement: StatementNode,
    options: ExecuteOptions,
  ): Promise<StatementOutcome> {
    const ended = transactionStatement(block, statement, options.signal);
    if (ended !== null) return await ended;
    const outcome = await this.#run(statement, { ...options, transaction: block.transaction });
    return options.block === undefined ? withEffect(block, statement, outcome) : outcome;
  }

  #parse(sql: string): readonly ParsedStatement[] {
    return parse(sql);
  }

  #run(
    statement: StatementNode,
    options: StatementOptions,
  ): StatementOutcome | Promise<StatementOutcome> {
    refuseUnplanned(statement);
    const context = this.#context;
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
        return this.#createStream(statement, options);
      case 'createTable':
        return this.#oneAtATime(options, () => createTable(context, statement, options));
      case 'createView':
        return this.#oneAtATime(options, () => createView(context, statement, options));
      case 'drop':
        return this.#oneAtATime(options, () => drop(context, statement));
      case 'show':
        return show(context, statement);
      case 'describe':
        return describe(context, statement);
      case 'explain':
        return explain(context, statement, options);
      case 'flush':
        return flush(context, statement, options);
      default:
        throw refusedNode(statement);
    }
  }

  async #createStream(
    statement: Extract<StatementNode, { kind: 'createStream' }>,
    options: StatementOptions,
  ): Promise<StatementOutcome> {
    const { finish, undo } = await this.#oneAtATime(options, () =>
      createStream(this.#context, statement, options),
    );
    try {
      return await finish();
    } catch (error) {
      await this.#oneAtATime({}, undo);
      throw error;
    }
  }

  #oneAtATime<Result>({ signal }: StatementOptions, work: () => Promise<Result>): Promise<Result> {
    const result = this.#ddl.then(() => {
      if (signal?.aborted === true) throw canceled();
      return work();
    });
    this.#ddl = result.catch(() => undefined);
    return result;
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
