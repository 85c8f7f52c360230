import type { Schema } from '../../../data/batch.ts';
import type { SqlType } from '../../../data/sql-type.ts';
import type { StatementDescription, StatementOutcome } from '../../../engine/api.ts';
import type { StatementText } from '../../../engine/statement-texts.ts';
import type { SessionStatement } from './session-statement.ts';

/** What a statement is, what it takes and what it answers. */
export type Analysis = {
  readonly statement: StatementText;
  readonly action:
    | { readonly kind: 'empty' }
    | { readonly kind: 'session'; readonly session: SessionStatement }
    /** A question about the catalog in the words of a known client. */
    | { readonly kind: 'catalog'; readonly answer: () => Promise<StatementOutcome> }
    | { readonly kind: 'engine'; readonly what: StatementDescription['kind'] };
  readonly parameters: readonly SqlType[];
  /** The columns of its rows; null when there are none, or they are known only once it runs. */
  readonly schema: Schema | null;
};
