import { SqlError, sqlState } from '../../common/sql-error.ts';
import { sameLayout } from '../column-layout.ts';
import type { EngineContext } from '../engine-context.ts';
import type { StatementOptions } from '../statement-options.ts';

/**
 * Waits until what lives behind a relation has the columns that the catalog says, where somebody is
 * just changing them. @throws SqlError 0A000 where the transaction itself has changed them
 */
export async function awaitColumns(
  { catalog, relations, definitions }: EngineContext,
  id: string,
  { session }: StatementOptions,
): Promise<void> {
  const store = relations.store(id);
  const known = catalog.get(id)?.definition;
  if (store === null || known === undefined || !('defaults' in known)) return;
  if (sameLayout(store.definition.layout, known.layout)) return;
  if (session?.block.definitions?.isChanged !== true) return await definitions.idle();
  throw new SqlError(
    sqlState.featureNotSupported,
    `"${known.name}" cannot be read or written in the transaction that has changed its columns`,
    { hint: 'COMMIT first.' },
  );
}
