import { abortError } from './ended.ts';

/** The turn to change the catalog: one statement, commit or rollback after the other. */
export class DefinitionTurn {
  readonly #report: (line: string) => void;
  #last: Promise<unknown> = Promise.resolve();

  constructor(report: (line: string) => void) {
    this.#report = report;
  }

  /** Runs work in its turn; when `signal` is aborted by then, it is not begun. @throws SqlError 57014, and what the work raises */
  run<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    const result = this.#last.then(() => {
      if (signal?.aborted === true) throw abortError(signal);
      return work();
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Has work done in its turn that nobody waits for. */
  schedule(work: () => Promise<void>): void {
    this.run(work).catch((error: unknown) => {
      this.#report(`what a transaction had made could not be taken back: ${String(error)}`);
    });
  }

  /** Resolves when all work so far is over. */
  async idle(): Promise<void> {
    await this.#last;
  }
}
