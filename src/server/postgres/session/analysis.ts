import type { Schema } from '../../../data/batch.ts';
import type { PreparedStatement, Statement, StatementOutcome } from '../../../engine/api.ts';

/** What is to be answered: nothing, a statement, or a question about the catalog in the words of a known client. */
export type Analysis =
  | { readonly kind: 'empty' }
  | { readonly kind: 'statement'; readonly statement: Statement }
  | {
      readonly kind: 'catalog';
      readonly schema: Schema;
      readonly answer: () => Promise<StatementOutcome>;
    };

/** What was prepared, as a client has it: what the engine keeps, or what it does not know. */
export type Prepared = { readonly analysis: Analysis } & Pick<PreparedStatement, 'description'>;
