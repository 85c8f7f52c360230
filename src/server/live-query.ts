import type { ExecuteOutcome, StatementOutcome, StatementProgress } from '../engine/api.ts';
import { asSqlError, errorBody, type Log } from './error-text.ts';
import type { Lane, Outflow } from './outflow.ts';
import type { RowTexts } from './row-texts.ts';
import { statementText } from './statement-text.ts';

export type LiveQueryOptions = {
  readonly id: number;
  readonly outflow: Outflow;
  readonly texts: RowTexts;
  readonly log: Log;
  /** Called once when its last frame has been sent. */
  readonly ended: () => void;
};

/** A one-shot query over the live connection: a `result` for each statement, then `done` or `error`. */
export class LiveQuery {
  readonly #options: LiveQueryOptions;
  readonly #lane: Lane;
  readonly #abort = new AbortController();

  constructor(options: LiveQueryOptions) {
    this.#options = options;
    this.#lane = options.outflow.openLane({
      drained: () => undefined,
      ended: options.ended,
      failed: (error) => this.#fell(error),
    });
  }

  /** Aborted when the client cancels or leaves. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Tells how far it is, past what waits to be sent. */
  readonly working = (progress: StatementProgress): void => {
    const { id, outflow } = this.#options;
    if (outflow.accepts()) outflow.send(JSON.stringify({ t: 'working', id, ...progress }));
  };

  /** Stops it; the engine answers with 57014, which goes to the client. */
  cancel(): void {
    this.#abort.abort();
  }

  /** Stops it without a word. */
  close(): void {
    this.#lane.close();
    this.#abort.abort();
  }

  /** Runs the statements and answers. Never rejects: what goes wrong is said in the lane. */
  async run(execute: () => Promise<ExecuteOutcome>): Promise<void> {
    try {
      const { results, error } = await execute();
      this.#lane.put(this.#resultFrames(results));
      this.#lane.end(error === null ? this.#doneFrame() : this.#errorFrame(error));
    } catch (error) {
      this.#lane.end(this.#errorFrame(error));
    }
  }

  *#resultFrames(results: readonly StatementOutcome[]): Iterable<string> {
    const { id, texts } = this.#options;
    for (const each of results) yield `{"t":"result","id":${id},${statementText(each, texts)}}`;
  }

  #doneFrame(): string {
    return JSON.stringify({ t: 'done', id: this.#options.id });
  }

  #errorFrame(error: unknown): string {
    const { id, log } = this.#options;
    return JSON.stringify({ t: 'error', id, ...errorBody(asSqlError(error, log)) });
  }

  #fell(error: unknown): void {
    this.#options.outflow.send(this.#errorFrame(error));
    this.#options.ended();
  }
}
