import type { CatalogObject, TableDefinition } from '../../catalog/definition.ts';
import { sameLayout } from '../column-layout.ts';
import type { DefinitionWork } from './definition-work.ts';
import { beginAgain, readersAgain } from './readers-again.ts';

/**
 * Tells what lives behind a relation what has become of it, once that is true. Where columns of a
 * table have come or gone, its rows are read anew, and views over it begin again; a stream and what
 * reads it go on.
 */
export function applyColumns(
  work: DefinitionWork,
  before: CatalogObject,
  now: CatalogObject,
): void {
  if (now === before || (now.kind !== 'table' && now.kind !== 'stream')) return;
  const { context, changes } = work;
  const again =
    now.kind === 'table' && before.kind === 'table' && isOther(before, now)
      ? readersAgain(work, now.id)
      : null;
  changes.afterwards(async () => {
    const { relations, committed } = context;
    const known = committed.get(now.id)?.definition;
    if (known === undefined) return;
    relations.redefine(known);
    if (again === null) return;
    const definitions = again.flatMap(({ id }) => committed.get(id)?.definition ?? []);
    await beginAgain(work, [known, ...definitions]);
    await relations.query(known.id)?.live.catch(() => undefined);
  });
}

/** Whether rows are others than they were, or may have NULL where there was none. */
function isOther(before: TableDefinition, now: TableDefinition): boolean {
  if (!sameLayout(before.layout, now.layout)) return true;
  return now.fields.some((field, i) => field.nullable && before.fields[i]?.nullable === false);
}
