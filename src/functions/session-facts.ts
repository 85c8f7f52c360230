import type { Datum } from '../data/sql-type.ts';

/** What expressions may know of the session that runs them. */
export type SessionFacts = {
  /** The name that current_user and session_user answer. */
  readonly user: string;
  readonly database: string;
  /** The schemas that unqualified names are looked up in, in order. */
  readonly searchPath: readonly string[];
  /** The value of a setting as SHOW prints it; null for a setting that there is not. */
  readonly setting: (name: string) => string | null;
  /** Answers functions that ask what there is, by their names; left out where nothing is known of it. */
  readonly catalog?: CatalogAnswers | undefined;
  /** Counts by sequences; left out where none can be asked. */
  readonly sequences?: SequenceAnswers | undefined;
};

/** Sequences by name or oid. @throws SqlError 42P01, 42809, 2200H at an end, 55000 before a first nextval, 22003 */
export type SequenceAnswers = {
  readonly next: (sequence: string | bigint) => bigint;
  readonly current: (sequence: string | bigint) => bigint;
  readonly set: (sequence: string | bigint, value: bigint, isCalled: boolean) => bigint;
  readonly last: () => bigint;
};

/** The value of a function of the catalog: 'format_type', 'pg_get_viewdef', 'to_regclass'. */
export type CatalogAnswers = (name: string, args: readonly Datum[]) => Datum;

/** The facts where there is no session: of queries that go on by themselves, and of tests. */
export const noSession: SessionFacts = {
  user: 'millrace',
  database: 'millrace',
  searchPath: ['public'],
  setting: () => null,
};
