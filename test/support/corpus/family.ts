import type { Draw } from './draw.ts';

/** A family of scripts: what makes its relations and fills them, and queries over these. */
export type Family = {
  readonly name: string;
  /** Statements before the queries, for both sides. */
  readonly setup: (draw: Draw) => readonly string[];
  readonly query: (draw: Draw) => CorpusQuery;
  /** Statements that take everything away again. */
  readonly teardown: readonly string[];
};

/** A query that both sides understand, and whether its ORDER BY fixes the order of rows. */
export type CorpusQuery = { readonly sql: string; readonly isOrdered: boolean };
