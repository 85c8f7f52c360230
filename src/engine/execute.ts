import { unreachable } from '../common/assert.ts';
import { SqlError, sqlState } from '../common/sql-error.ts';
import type { ParsedStatement, StatementNode } from '../parser/ast.ts';
import { parse } from '../parser/parse.ts';
import type { ExecuteOptions, ExecuteOutcome, StatementOutcome } from './api.ts';
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

/** Runs the statements of a text in order; the first that fails ends it. Statements that change the catalog run one at a time. */
export class Executor {
  readonly #context: EngineContext;
  readonly #report: (line: string) => void;
  #ddl: Promise<unknown> = Promise.resolve();

  constructor(context: EngineContext, report: (line: string) => void) {
    this.#context = context;
    this.#report = report;
  }

  async execute(sql: string, options: ExecuteOptions = {}): Promise<ExecuteOutcome> {
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
    const context = this.#context;
    switch (statement.kind) {
      case 'query':
        return select(context, statement.query, options);
      case 'insert':
        return insert(context, statement, options);
      case 'createStream':
        return this.#oneAtATime(() => createStream(context, statement, options));
      case 'createTable':
        return this.#oneAtATime(() => createTable(context, statement, options));
      case 'createView':
        return this.#oneAtATime(() => createView(context, statement, options));
      case 'drop':
        return this.#oneAtATime(() => drop(context, statement));
      case 'show':
        return show(context, statement);
      case 'describe':
        return describe(context, statement);
      case 'explain':
        return explain(context, statement, options);
      case 'flush':
        return flush(context, statement, options);
      default:
        return unreachable(statement);
    }
  }

  #oneAtATime(work: () => Promise<StatementOutcome>): Promise<StatementOutcome> {
    const result = this.#ddl.then(work);
    this.#ddl = result.catch(() => undefined);
    return result;
  }

  #asSqlError(error: unknown): SqlError {
    if (error instanceof SqlError) return error;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#report(`internal error: ${text}`);
    return new SqlError(sqlState.internalError, 'internal error', {
      hint: "The server's log has the details.",
    });
  }
}

function canceled(): SqlError {
  return new SqlError(sqlState.queryCanceled, 'canceling statement due to user request');
}
