import type { Contents, ObjectEntry } from './contents.ts';
import type {
  CatalogObject,
  CatalogReader,
  FunctionDefinition,
  IndexDefinition,
  RelationDefinition,
  SequenceDefinition,
} from './definition.ts';
import {
  isTemporary,
  type NameSpace,
  nameKey,
  placesOf,
  plainNames,
  publicSchema,
  type SessionNames,
  schemaOf,
} from './object-names.ts';

/** A relation with what the catalog knows besides its definition. */
export type CatalogEntry = ObjectEntry & { readonly definition: RelationDefinition };

/** The catalog as one session sees it: committed contents or a draft of its own, by its search path. */
export class CatalogView {
  /** The planner's view of this catalog, always current. */
  readonly reader: CatalogReader;
  readonly names: SessionNames;
  readonly #contents: Contents;

  constructor(
    contents: Contents,
    names: SessionNames = plainNames,
    system: CatalogReader['system'] = undefined,
  ) {
    this.#contents = contents;
    this.names = names;
    const stored = names === plainNames ? null : new CatalogView(contents, plainNames, system);
    this.reader = {
      find: (parts) => {
        const found = this.find(parts);
        return found !== null && isRelation(found) ? found : null;
      },
      names: () =>
        this.list()
          .filter(({ definition }) => this.#isPlain(definition))
          .map(nameOf),
      functions: (parts) => this.functions(parts),
      ...(system === undefined ? {} : { system }),
      ...(stored === null ? {} : { stored: stored.reader }),
    };
  }

  /** The relation of that id, or null. */
  get(id: string): CatalogEntry | null {
    const entry = this.object(id);
    return entry !== null && isRelationEntry(entry) ? entry : null;
  }

  /** The object of that id, or null. */
  object(id: string): ObjectEntry | null {
    return this.#contents.get(id);
  }

  /** What has a name among relations, indexes and sequences, or in another space of names. */
  find(parts: readonly string[], space: NameSpace = 'relation'): CatalogObject | null {
    for (const [schema, name] of placesOf(parts, this.names)) {
      const found = this.#contents.named(nameKey(space, schema, name));
      if (found !== null) return found.definition;
    }
    return null;
  }

  /** What has exactly this place, whatever the search path says. */
  at(
    object: CatalogObject | { readonly schema: string; readonly name: string },
  ): CatalogObject | null {
    const key = nameKey('relation', schemaOf(object), object.name);
    return this.#contents.named(key)?.definition ?? null;
  }

  /** Whether there is such a schema. */
  hasSchema(name: string): boolean {
    return name === publicSchema || isTemporary(name) || this.schema(name) !== null;
  }

  /** A schema that people have made. */
  schema(name: string): ObjectEntry | null {
    return this.#contents.named(nameKey('schema', '', name));
  }

  /** The functions of a name, in the first schema of the path that has one. */
  functions(parts: readonly string[]): readonly FunctionDefinition[] {
    const all = this.#contents.functions(parts.at(-1) ?? '');
    for (const [schema] of placesOf(parts, this.names)) {
      const found = all.filter((each) => schemaOf(each) === schema);
      if (found.length > 0) return found;
    }
    return [];
  }

  /** All objects, each after everything that it needs, otherwise the oldest first. */
  objects(): readonly ObjectEntry[] {
    return this.#contents.list();
  }

  /** All relations, in that order. */
  list(): readonly CatalogEntry[] {
    return this.objects().filter(isRelationEntry);
  }

  indexes(): readonly IndexDefinition[] {
    return this.objects().flatMap(({ definition }) =>
      definition.kind === 'index' ? [definition] : [],
    );
  }

  /** The indexes of one relation. */
  indexesOn(id: string): readonly IndexDefinition[] {
    return this.readers(id).flatMap(({ definition }) =>
      definition.kind === 'index' && definition.on === id ? [definition] : [],
    );
  }

  sequences(): readonly SequenceDefinition[] {
    return this.objects().flatMap(({ definition }) =>
      definition.kind === 'sequence' ? [definition] : [],
    );
  }

  /** The names of all schemas that people can make objects in. */
  schemas(): readonly string[] {
    const made = this.objects().flatMap(({ definition: { kind, name } }) =>
      kind === 'schema' && name !== publicSchema ? [name] : [],
    );
    return [publicSchema, ...made];
  }

  /** What needs an object directly, oldest first. */
  readers(id: string): readonly ObjectEntry[] {
    return this.#contents.readers(id);
  }

  /** What needs an object directly or through others, each after what it needs. */
  allReaders(id: string): readonly ObjectEntry[] {
    const met = new Map<string, ObjectEntry>();
    const waiting = [id];
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      for (const entry of this.readers(next)) {
        const { id: reader } = entry.definition;
        if (reader === id) continue;
        // What is met again comes behind everything that led to it.
        met.delete(reader);
        met.set(reader, entry);
        waiting.push(reader);
      }
    }
    return [...met.values()];
  }

  /** Names of all relations that read this one, directly or through others, oldest first. */
  dependents(id: string): readonly string[] {
    return this.allReaders(id).filter(isRelationEntry).map(nameOf);
  }

  #isPlain(definition: RelationDefinition): boolean {
    return this.names.path.includes(schemaOf(definition));
  }
}

function nameOf({ definition }: CatalogEntry): string {
  return definition.name;
}

/** Whether an object is a relation that queries read. */
export function isRelation(object: CatalogObject): object is RelationDefinition {
  switch (object.kind) {
    case 'index':
    case 'sequence':
    case 'function':
    case 'schema':
      return false;
    default:
      return true;
  }
}

function isRelationEntry(entry: ObjectEntry): entry is CatalogEntry {
  return isRelation(entry.definition);
}
