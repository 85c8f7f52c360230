import { SqlError, sqlState } from '../common/sql-error.ts';
import type { ContentChanges, Contents, ObjectEntry } from './contents.ts';
import type { CatalogObject } from './definition.ts';
import { keyOfObject, shownObject } from './object-names.ts';

/**
 * Checks that a draft can be made true: what it changes is as the draft found it, the names it takes
 * are free, and nothing that stays needs what goes.
 * @throws SqlError 40001, 42P07, 42P06, 42723, 2BP01
 */
export function checkChanges(committed: Contents, changes: ContentChanges): void {
  const { entries, before } = changes;
  for (const [id, entry] of entries) {
    const found = before.get(id) ?? null;
    if (committed.get(id) !== found) throw changedMeanwhile(found ?? entry);
  }
  for (const [id, entry] of entries) {
    if (entry === null) refuseWhileNeeded(committed, id, entries);
    else checkPut(committed, entry, entries);
  }
}

function checkPut(
  committed: Contents,
  entry: ObjectEntry,
  entries: ContentChanges['entries'],
): void {
  const taken = committed.named(keyOfObject(entry.definition));
  if (taken !== null && stays(taken, entries)) throw alreadyThere(entry.definition);
  const isThere = (id: string): boolean =>
    (entries.has(id) ? entries.get(id) : committed.get(id)) != null;
  if (!entry.reads.every(isThere)) throw changedMeanwhile(entry);
}

/** Whether an object keeps its name. */
function stays(taken: ObjectEntry, entries: ContentChanges['entries']): boolean {
  return !entries.has(taken.definition.id);
}

function refuseWhileNeeded(
  committed: Contents,
  id: string,
  entries: ContentChanges['entries'],
): void {
  const readers = committed.readers(id).filter(({ definition }) => {
    const changed = entries.get(definition.id);
    return changed === undefined || changed?.reads.includes(id) === true;
  });
  const gone = committed.get(id);
  if (readers.length > 0 && gone !== null) throw stillNeeded(gone.definition, readers);
}

/** The error of an object that others depend on: 2BP01, in PostgreSQL's words. */
export function stillNeeded(
  object: CatalogObject,
  readers: readonly ObjectEntry[],
  on: (reader: CatalogObject) => CatalogObject = () => object,
  several = false,
): SqlError {
  const what = `${object.kind} ${shownObject(object)}`;
  return new SqlError(
    sqlState.dependentObjectsStillExist,
    several
      ? 'cannot drop desired object(s) because other objects depend on them'
      : `cannot drop ${what} because other objects depend on it`,
    {
      detail: readers
        .map(({ definition }) => {
          const needed = on(definition);
          return `${definition.kind} ${shownObject(definition)} depends on ${needed.kind} ${shownObject(needed)}`;
        })
        .join('\n'),
      hint: 'Use DROP ... CASCADE to drop the dependent objects too.',
    },
  );
}

/** The error of a name that is taken: 42P07, 42P06 of schemas, 42723 of functions. */
export function alreadyThere(object: CatalogObject): SqlError {
  switch (object.kind) {
    case 'schema':
      return new SqlError('42P06', `schema "${object.name}" already exists`);
    case 'function':
      return new SqlError(
        '42723',
        `function "${object.name}" already exists with same argument types`,
      );
    default:
      return new SqlError(sqlState.duplicateTable, `relation "${object.name}" already exists`);
  }
}

function changedMeanwhile(entry: ObjectEntry | null): SqlError {
  const object = entry?.definition;
  const what = object === undefined ? 'an object' : `${object.kind} "${object.name}"`;
  return new SqlError(
    sqlState.serializationFailure,
    'could not serialize access due to concurrent update',
    {
      detail: `The definition of ${what} was changed by another transaction meanwhile.`,
      hint: 'The transaction might succeed if retried.',
    },
  );
}
