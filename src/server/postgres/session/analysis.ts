import type { PreparedStatement, Statement } from '../../../engine/api.ts';

/** What is to be answered: nothing, or a statement. */
export type Analysis =
  | { readonly kind: 'empty' }
  | { readonly kind: 'statement'; readonly statement: Statement };

/** What was prepared, as a client has it: what the engine keeps, or what it does not know. */
export type Prepared = { readonly analysis: Analysis } & Pick<PreparedStatement, 'description'>;
