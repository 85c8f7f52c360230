/** What expressions may know of the session that runs them. */
export type SessionFacts = {
  /** The name that current_user and session_user answer. */
  readonly user: string;
  readonly database: string;
  /** The schemas that unqualified names are looked up in, in order. */
  readonly searchPath: readonly string[];
  /** The value of a setting as SHOW prints it; null for a setting that there is not. */
  readonly setting: (name: string) => string | null;
};

/** The facts where there is no session: of queries that go on by themselves, and of tests. */
export const noSession: SessionFacts = {
  user: 'millrace',
  database: 'millrace',
  searchPath: ['public'],
  setting: () => null,
};
