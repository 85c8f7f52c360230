import { SqlError, sqlState } from '../common/sql-error.ts';
import type { Datum } from '../data/sql-type.ts';
import type { ParsedStatement, StatementNode } from '../parser/ast.ts';
import { parse } from '../parser/parse.ts';
import { withInputs } from '../planner/bind/statement-inputs.ts';
import { refusedNode, refuseUnplanned } from '../planner/refuse-unplanned.ts';
import type { ExecuteOptions, ExecuteOutcome, StatementOutcome } from './api.ts';
import { canceled, shuttingDown } from './ended.ts';
import type { EngineContext } from './engine-context.ts';
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
    const { signal, hold } = options;
    const parameters = inputsOf(options);
    const abort = new AbortController();
    const cancel = (): void => abort.abort();
    if (signal?.aborted === true) cancel();
    signal?.addEventListener('abort', cancel);
    const running = this.#execute(sql, { parameters, hold, signal: abort.signal }).finally(() => {
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
    try {
      for (const { statement } of this.#parse(sql)) {
        if (options.signal?.aborted === true) throw canceled();
        results.push(await this.#run(statement, options));
      }
      return { results, error: null };
    } catch (error) {
      return { results, error: this.#asSqlError(error) };
    }
  }

  #parse(sql: string): readonly ParsedStatement[] {
    return parse(sql);
  }

  #run(
    statement: StatementNode,
    options: ExecuteOptions,
  ): StatementOutcome | Promise<StatementOutcome> {
    refuseUnplanned(statement);
    const context = this.#context;
    switch (statement.kind) {
      case 'query':
        return select(context, statement.query, options);
      case 'insert':
        return insert(context, statement, options);
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
    options: ExecuteOptions,
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

  #oneAtATime<Result>({ signal }: ExecuteOptions, work: () => Promise<Result>): Promise<Result> {
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
