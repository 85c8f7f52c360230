import { SqlError } from '../../common/sql-error.ts';
import { TextScratch } from '../../data/text-scratch.ts';
import type { TimeZone } from '../../data/zones/time-zone.ts';
import type { EvaluationEnv } from '../../functions/scalar-function.ts';
import { sessionZone } from '../../functions/session-zone.ts';

/** A row that failed, with its SQLSTATE. */
export type RowError = { readonly row: number; readonly code: string };

/** What a kernel reports to while it goes over one batch. */
export class KernelRun {
  readonly env: EvaluationEnv;
  readonly nowMicros: number;
  /** The session's time zone; null for UTC. */
  readonly zone: TimeZone | null;
  readonly errors: RowError[] = [];
  readonly #codes: readonly string[];
  #scratch: TextScratch | null = null;
  #thrown: string | null = null;

  constructor(env: EvaluationEnv, codes: readonly string[]) {
    this.env = env;
    this.nowMicros = env.nowMicros;
    this.zone = sessionZone(env);
    this.#codes = codes;
  }

  /** Where texts are made. */
  get scratch(): TextScratch {
    this.#scratch ??= new TextScratch();
    return this.#scratch;
  }

  /** A row has failed with the SQLSTATE of this number. */
  fail(row: number, code: number): void {
    this.errors.push({ row, code: this.#codes[code] as string });
  }

  /** What a function threw; all but SqlErrors go on. */
  caught(error: unknown): void {
    if (!(error instanceof SqlError)) throw error;
    this.#thrown = error.code;
  }

  /** Called when a function has no value for a row: whether the kernel must give up, else the row has failed. */
  gaveUp(row: number): boolean {
    const code = this.#thrown;
    if (code === null) return true;
    this.#thrown = null;
    this.errors.push({ row, code });
    return false;
  }
}
