import type { CatalogObject, FunctionDefinition } from './definition.ts';
import { keyOfObject } from './object-names.ts';

/** An object with what the catalog knows besides its definition. */
export type ObjectEntry = {
  readonly definition: CatalogObject;
  /** The epoch at which the statement that made it took effect. */
  readonly epoch: number;
  /** Ids of the objects that it needs: what it reads, the relation of an index. */
  readonly reads: readonly string[];
};

/** What a draft says that others do not know yet. */
export type ContentChanges = {
  /** By id the object as it is to be; null for one that goes. */
  readonly entries: ReadonlyMap<string, ObjectEntry | null>;
  /** The same as it was when the draft first touched it; null for one that was not there. */
  readonly before: ReadonlyMap<string, ObjectEntry | null>;
};

/**
 * Objects by id and by name: all of the catalog, or what a draft changes of the contents below it.
 * A draft keeps what it changes alone.
 */
export class Contents {
  readonly #below: Contents | null;
  readonly #entries: Map<string, ObjectEntry | null>;
  /** Ids by name; null for a name that the draft has freed. */
  readonly #names: Map<string, string | null>;
  readonly #before: Map<string, ObjectEntry | null>;
  #list: readonly ObjectEntry[] | null = null;
  #version = 0;
  #listVersion = -1;

  constructor(below: Contents | null = null, from: Contents | null = null) {
    this.#below = below;
    this.#entries = new Map(from === null ? [] : from.#entries);
    this.#names = new Map(from === null ? [] : from.#names);
    this.#before = new Map(from === null ? [] : from.#before);
  }

  /** The same once more, to be changed by itself. */
  copy(): Contents {
    return new Contents(this.#below, this);
  }

  /** Changes with every change here and below. */
  get version(): number {
    return this.#version + (this.#below?.version ?? 0);
  }

  get(id: string): ObjectEntry | null {
    const own = this.#entries.get(id);
    return own === undefined ? (this.#below?.get(id) ?? null) : own;
  }

  /** What is found by a key of `keyOfObject`. */
  named(key: string): ObjectEntry | null {
    const id = this.#names.get(key);
    if (id === undefined) return this.#below?.named(key) ?? null;
    return id === null ? null : this.get(id);
  }

  /** Adds an object, or puts it in the place of the one with its id. */
  put(entry: ObjectEntry): void {
    const { id } = entry.definition;
    this.#free(this.#touch(id));
    this.#entries.set(id, entry);
    this.#names.set(keyOfObject(entry.definition), id);
  }

  remove(id: string): void {
    this.#free(this.#touch(id));
    if (this.#below === null) this.#entries.delete(id);
    else this.#entries.set(id, null);
  }

  /** All objects, each after everything that it needs; otherwise the oldest first. */
  list(): readonly ObjectEntry[] {
    if (this.#list === null || this.#listVersion !== this.version) {
      this.#list = inOrder(this.#unordered());
      this.#listVersion = this.version;
    }
    return this.#list;
  }

  /** What needs an object directly, oldest first. */
  readers(id: string): readonly ObjectEntry[] {
    return this.list().filter(({ reads }) => reads.includes(id));
  }

  /** The functions of a name, in all schemas. */
  functions(name: string): readonly FunctionDefinition[] {
    return this.list().flatMap(({ definition }) =>
      definition.kind === 'function' && definition.name === name ? [definition] : [],
    );
  }

  /** What a draft changes. */
  changes(): ContentChanges {
    return { entries: this.#entries, before: this.#before };
  }

  #touch(id: string): ObjectEntry | null {
    const old = this.get(id);
    if (this.#below !== null && !this.#before.has(id)) this.#before.set(id, this.#below.get(id));
    this.#version += 1;
    return old;
  }

  /** Frees the name of an object, unless another one has it by now. */
  #free(old: ObjectEntry | null): void {
    if (old === null) return;
    const key = keyOfObject(old.definition);
    if (this.named(key)?.definition.id !== old.definition.id) return;
    if (this.#below === null) this.#names.delete(key);
    else this.#names.set(key, null);
  }

  #unordered(): readonly ObjectEntry[] {
    const below = this.#below?.list() ?? [];
    const kept = below.flatMap((entry) => {
      const own = this.#entries.get(entry.definition.id);
      if (own === undefined) return [entry];
      return own === null ? [] : [own];
    });
    const added = [...this.#entries.values()].filter(
      (entry): entry is ObjectEntry =>
        entry !== null && (this.#below?.get(entry.definition.id) ?? null) === null,
    );
    return [...kept, ...added];
  }
}

function inOrder(entries: readonly ObjectEntry[]): readonly ObjectEntry[] {
  const byId = new Map(entries.map((entry) => [entry.definition.id, entry]));
  const ordered = new Set<ObjectEntry>();
  const met = new Set<ObjectEntry>();
  const visit = (entry: ObjectEntry): void => {
    if (met.has(entry)) return;
    met.add(entry);
    for (const id of entry.reads) {
      const needed = byId.get(id);
      if (needed !== undefined) visit(needed);
    }
    ordered.add(entry);
  };
  for (const entry of entries) visit(entry);
  return [...ordered];
}
