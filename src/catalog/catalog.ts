import { SqlError, sqlState } from '../common/sql-error.ts';
import { CatalogFile, type CatalogRow } from './catalog-file.ts';
import { type CatalogEntry, CatalogView } from './catalog-view.ts';
import { checkChanges } from './check-changes.ts';
import { Contents, type ObjectEntry } from './contents.ts';
import type { CatalogObject, CatalogReader } from './definition.ts';
import { decodeDefinition, encodeDefinition } from './definition-json.ts';
import { isTemporary, plainNames, type SessionNames, schemaOf } from './object-names.ts';

/**
 * Opens the catalog in the file at `path` (made when missing; its folder must exist). A few
 * milliseconds; afterwards every question is answered from memory. `system` finds the relations of
 * the system's own for its reader. Temporary objects of sessions that are no more are left out and
 * removed from the file.
 * @throws SqlError 55000 for a newer format, 55006 when another process has it open, XX001 when it
 * is damaged, 58030 or 58P01 when it cannot be opened.
 */
export function openCatalog(path: string, system?: CatalogReader['system']): Catalog {
  const file = new CatalogFile(path);
  try {
    const contents = new Contents();
    const rows = file.readAll();
    const gone = rows.filter(({ schema }) => isTemporary(schema)).map(({ id }) => id);
    const goneToo = new Set(gone);
    for (const { id, reads } of rows) if (reads.some((each) => goneToo.has(each))) goneToo.add(id);
    if (goneToo.size > 0) file.write([...goneToo], []);
    for (const row of rows) if (!goneToo.has(row.id)) contents.put(entryOf(row));
    return new Catalog(file, contents, system);
  } catch (error) {
    file.close();
    throw error;
  }
}

/**
 * All named objects. Every change is one durable transaction of the file and then visible in
 * memory; a change that fails leaves both as they were.
 */
export class Catalog {
  /** What is committed, under the names of `public`. */
  readonly view: CatalogView;
  readonly #file: CatalogFile;
  readonly #contents: Contents;
  readonly #system: CatalogReader['system'];
  readonly #counters: Map<string, bigint>;
  #nextNumber = 0;
  #numbersLeft = 0;

  constructor(file: CatalogFile, contents: Contents, system: CatalogReader['system']) {
    this.#file = file;
    this.#contents = contents;
    this.#system = system;
    this.#counters = new Map(file.readCounters());
    this.view = new CatalogView(contents, plainNames, system);
  }

  /** The planner's view of what is committed. */
  get reader(): CatalogReader {
    return this.view.reader;
  }

  /** The relation of that id, or null. */
  get(id: string): CatalogEntry | null {
    return this.view.get(id);
  }

  /** All relations, each after everything that it reads. */
  list(): readonly CatalogEntry[] {
    return this.view.list();
  }

  /** Names of all relations that read this one, directly or through others, oldest first. */
  dependents(id: string): readonly string[] {
    return this.view.dependents(id);
  }

  /** The catalog as a session sees it: with a draft of its own, where it has one. */
  viewFor(names: SessionNames, draft: Contents | null = null): CatalogView {
    return new CatalogView(draft ?? this.#contents, names, this.#system);
  }

  /** Contents to be changed, which nobody else sees before `commit`. */
  draft(): Contents {
    return new Contents(this.#contents);
  }

  /** Whether a draft can be made true. @throws SqlError as `commit` */
  check(draft: Contents): void {
    checkChanges(this.#contents, draft.changes());
  }

  /**
   * Makes a draft true for everybody, durably.
   * @throws SqlError 42P07 and its like when a name was taken meanwhile, 40001 when somebody else
   * has changed the same objects, 2BP01 when an object that stays needs one that goes
   */
  commit(draft: Contents): void {
    const changes = draft.changes();
    if (changes.entries.size === 0) return;
    this.check(draft);
    const removed: string[] = [];
    const put: ObjectEntry[] = [];
    for (const [id, entry] of changes.entries) {
      if (entry !== null) put.push(entry);
      else if (this.#contents.get(id) !== null) removed.push(id);
    }
    this.#file.write(removed, put.map(rowOf));
    for (const id of removed) {
      this.#contents.remove(id);
      this.#counters.delete(id);
    }
    for (const entry of put) this.#contents.put(entry);
  }

  /** A fresh id such as `s12`, safe as a directory name and never given again, not even after a crash. */
  nextId(kind: CatalogObject['kind']): string {
    if (this.#numbersLeft === 0) {
      this.#nextNumber = this.#file.issueNumbers(numbersAtOnce);
      this.#numbersLeft = numbersAtOnce;
    }
    const number = this.#nextNumber;
    this.#nextNumber += 1;
    this.#numbersLeft -= 1;
    return `${idLetters[kind]}${number}`;
  }

  /** Adds an object at once. @throws SqlError as `commit` */
  create(definition: CatalogObject, epoch: number, reads: readonly string[]): void {
    const draft = this.draft();
    draft.put({ definition, epoch, reads: [...new Set(reads)] });
    this.commit(draft);
  }

  /** Removes objects at once, all or none. @throws SqlError 2BP01 when one that stays needs one of them */
  drop(ids: readonly string[]): void {
    const draft = this.draft();
    for (const id of ids) draft.remove(id);
    this.commit(draft);
  }

  /** The number that is kept beside an object; null before there is one. */
  counter(id: string): bigint | null {
    return this.#counters.get(id) ?? null;
  }

  /** Keeps a number beside an object: durable when it returns. */
  setCounter(id: string, value: bigint): void {
    this.#file.writeCounter(id, value);
    this.#counters.set(id, value);
  }

  close(): void {
    this.#file.close();
  }
}

/** Numbers of ids that are taken from the file together; those that are left at the end are never given. */
const numbersAtOnce = 64;

/** Ids of topics begin with those of streams and tables. */
const idLetters: Readonly<Record<CatalogObject['kind'], string>> = {
  stream: 's',
  table: 't',
  view: 'w',
  'materialized view': 'v',
  index: 'i',
  sequence: 'q',
  function: 'f',
  schema: 'n',
};

function rowOf({ definition, epoch, reads }: ObjectEntry): CatalogRow {
  const { id, name } = definition;
  const schema = definition.kind === 'schema' ? '' : schemaOf(definition);
  return { id, schema, name, epoch, definition: encodeDefinition(definition), reads };
}

function entryOf({ name, epoch, definition, reads }: CatalogRow): ObjectEntry {
  try {
    return { definition: decodeDefinition(definition), epoch, reads };
  } catch {
    throw new SqlError(sqlState.dataCorrupted, `the catalog entry of "${name}" is damaged`);
  }
}
