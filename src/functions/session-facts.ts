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
