import type { ResultFormat } from './format/result-format.ts';

/** What is run: SQL from the command line, or a file of it. */
export type ShellScript =
  | { readonly kind: 'command'; readonly sql: string }
  | { readonly kind: 'file'; readonly path: string };

/** What `millrace sql` was asked for. */
export type ShellOptions = {
  /** `http://127.0.0.1:7420` */
  readonly url: string;
  /** Run in this order; with none, statements come from the terminal or from the standard input. */
  readonly scripts: readonly ShellScript[];
  /** Null: a box on terminals; elsewhere csv for what ends and ndjson for what goes on. */
  readonly format: ResultFormat | null;
  /** The file for data instead of the standard output. */
  readonly outputPath: string | null;
  /** How long a statement may take; null for no limit. */
  readonly timeoutMs: number | null;
  /** Rows shown of a result, or taken from a continuous query, at most; null for all. */
  readonly maxRows: number | null;
  /** No notices, row counts or command tags; errors are told all the same. */
  readonly quiet: boolean;
  readonly color: boolean;
  /** The version to greet with. */
  readonly version: string;
};

/** What `millrace sql` leaves with. */
export const exitCode = {
  ok: 0,
  sqlError: 1,
  usage: 2,
  scriptStopped: 3,
  unreachable: 4,
  timeout: 124,
  interrupted: 130,
} as const;
