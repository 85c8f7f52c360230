import { assert } from '../common/assert.ts';
import { SqlError, sqlState } from '../common/sql-error.ts';
import { CatalogFile, type CatalogRow } from './catalog-file.ts';
import type { CatalogReader, RelationDefinition } from './definition.ts';
import { decodeDefinition, encodeDefinition } from './definition-json.ts';

/** A relation with what the catalog knows besides its definition. */
export type CatalogEntry = {
  readonly definition: RelationDefinition;
  /** The epoch at which the statement that made it took effect. */
  readonly epoch: number;
  /** Ids of the relations that it reads. */
  readonly reads: readonly string[];
};

/**
 * Opens the catalog in the file at `path` (made when missing; its folder must exist). A few
 * milliseconds; afterwards every question is answered from memory. `system` finds the relations of
 * the system's own for its reader.
 * @throws SqlError 55000 for a newer format, 55006 when another process has it open, XX001 when it
 * is damaged, 58030 or 58P01 when it cannot be opened.
 */
export function openCatalog(path: string, system?: CatalogReader['system']): Catalog {
  const file = new CatalogFile(path);
  try {
    return new Catalog(file, file.readAll().map(entryOf), system);
  } catch (error) {
    file.close();
    throw error;
  }
}

/**
 * All named relations. Every change is one durable transaction of the file and then visible in
 * memory; a change that fails leaves both as they were.
 */
export class Catalog {
  /** The planner's view of this catalog, always current. */
  readonly reader: CatalogReader;
  readonly #file: CatalogFile;
  /** In the order they were made: each after everything that it reads. */
  readonly #byId = new Map<string, CatalogEntry>();
  readonly #byName = new Map<string, CatalogEntry>();

  constructor(
    file: CatalogFile,
    entries: readonly CatalogEntry[],
    system?: CatalogReader['system'],
  ) {
    this.#file = file;
    for (const entry of entries) this.#remember(entry);
    this.reader = {
      find: (parts) => {
        const name = unqualified(parts);
        return name === null ? null : (this.#byName.get(name)?.definition ?? null);
      },
      names: () => [...this.#byName.keys()],
      ...(system === undefined ? {} : { system }),
    };
  }

  /** The relation of that id, or null. */
  get(id: string): CatalogEntry | null {
    return this.#byId.get(id) ?? null;
  }

  /** All relations, oldest first: each comes after everything that it reads. */
  list(): readonly CatalogEntry[] {
    return [...this.#byId.values()];
  }

  /** A fresh id such as `s12`, safe as a directory name and never given again, not even after a crash. */
  nextId(kind: RelationDefinition['kind']): string {
    return `${idLetters[kind]}${this.#file.issueNumber()}`;
  }

  /**
   * Adds a relation that takes effect at `epoch` and reads the relations of the given ids.
   * @throws SqlError 42P07 when the name is taken.
   */
  create(definition: RelationDefinition, epoch: number, reads: readonly string[]): void {
    if (this.#byName.has(definition.name)) {
      throw new SqlError(sqlState.duplicateTable, `relation "${definition.name}" already exists`);
    }
    assert(!this.#byId.has(definition.id), `the id ${definition.id} is new`);
    for (const id of reads)
      assert(this.#byId.has(id), `what ${definition.name} reads exists: ${id}`);
    const entry = { definition, epoch, reads: [...new Set(reads)] };
    this.#file.insert(rowOf(entry));
    this.#remember(entry);
  }

  /**
   * Removes relations, all or none.
   * @throws SqlError 2BP01 when a relation that stays reads one of them.
   */
  drop(ids: readonly string[]): void {
    const going = new Set(ids);
    for (const id of ids) this.#refuseWhileRead(id, going);
    this.#file.remove(ids);
    for (const id of ids) this.#forget(id);
  }

  /** Names of all relations that read this one, directly or through others, oldest first. */
  dependents(id: string): readonly string[] {
    const reached = new Set([id]);
    const names: string[] = [];
    for (const { definition, reads } of this.#byId.values()) {
      if (!reads.some((each) => reached.has(each))) continue;
      reached.add(definition.id);
      names.push(definition.name);
    }
    return names;
  }

  close(): void {
    this.#file.close();
  }

  #refuseWhileRead(id: string, going: ReadonlySet<string>): void {
    const entry = this.#byId.get(id);
    assert(entry, `the relation to drop exists: ${id}`);
    const readers = this.list().filter(
      (other) => other.reads.includes(id) && !going.has(other.definition.id),
    );
    if (readers.length === 0) return;
    const { kind, name } = entry.definition;
    throw new SqlError(
      sqlState.dependentObjectsStillExist,
      `cannot drop ${kind} ${name} because other objects depend on it`,
      {
        detail: readers
          .map(
            (reader) =>
              `${reader.definition.kind} ${reader.definition.name} reads ${kind} ${name}.`,
          )
          .join('\n'),
        hint: 'Use DROP … CASCADE to drop the dependent objects too.',
      },
    );
  }

  #remember(entry: CatalogEntry): void {
    this.#byId.set(entry.definition.id, entry);
    this.#byName.set(entry.definition.name, entry);
  }

  #forget(id: string): void {
    const entry = this.#byId.get(id);
    if (entry === undefined) return;
    this.#byId.delete(id);
    this.#byName.delete(entry.definition.name);
  }
}

const idLetters = { stream: 's', table: 't', view: 'w', 'materialized view': 'v' } as const;

/** `x`, `public.x` and `millrace.public.x` are the same relation; any other qualifier names none. */
function unqualified(parts: readonly string[]): string | null {
  const [schema, database] = [parts.at(-2), parts.at(-3)];
  if (parts.length > 3) return null;
  if (schema !== undefined && schema !== 'public') return null;
  if (database !== undefined && database !== 'millrace') return null;
  return parts.at(-1) ?? null;
}

function rowOf({ definition, epoch, reads }: CatalogEntry): CatalogRow {
  const { id, name } = definition;
  return { id, name, epoch, definition: encodeDefinition(definition), reads };
}

function entryOf({ name, epoch, definition, reads }: CatalogRow): CatalogEntry {
  try {
    return { definition: decodeDefinition(definition), epoch, reads };
  } catch {
    throw new SqlError(sqlState.dataCorrupted, `the catalog entry of "${name}" is damaged`);
  }
}
