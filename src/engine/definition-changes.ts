import type { CatalogView } from '../catalog/catalog-view.ts';
import type { Contents } from '../catalog/contents.ts';
import type { CatalogObject } from '../catalog/definition.ts';
import type { SessionNames } from '../catalog/object-names.ts';
import type { EngineContext } from './engine-context.ts';

type Work = () => Promise<void> | void;

/** How far definitions were changed, for `rollbackTo`. */
export type DefinitionMark = {
  readonly draft: Contents;
  readonly undo: number;
  readonly after: number;
};

/**
 * What a transaction, or one statement on its own, changes of the catalog: nobody else sees it
 * before the commit, which makes it true for all at once. What is made outside of the catalog is
 * told here too, so that a rollback takes it away again; what a commit leaves without a name goes
 * after it.
 */
export class DefinitionChanges {
  readonly #context: EngineContext;
  #draft: Contents;
  /** What takes back what was made, oldest first. */
  #undo: Work[] = [];
  /** What is done once the changes are true. */
  #after: Work[] = [];

  /** By id of an object that goes with the commit what is done afterwards. */
  readonly #passing = new Map<string, Work>();

  constructor(context: EngineContext) {
    this.#context = context;
    this.#draft = context.committed.draft();
  }

  /** Whether anything was changed. */
  get isChanged(): boolean {
    return this.#draft.changes().entries.size > 0;
  }

  /** The catalog with these changes, as a session sees it. */
  view(names: SessionNames): CatalogView {
    return this.#context.committed.viewFor(names, this.#draft);
  }

  /** Adds an object, or puts it in the place of the one with its id. */
  put(definition: CatalogObject, reads: readonly string[] = []): void {
    const { epoch } = this.#context.rounds.cut;
    this.#draft.put({ definition, epoch, reads: [...new Set(reads)] });
  }

  remove(id: string): void {
    this.#draft.remove(id);
  }

  /** Says what takes back what was made outside of the catalog. */
  undoBy(work: Work): void {
    this.#undo.push(work);
  }

  /** Says what is to be done when the changes have become true. It must not fail. */
  afterwards(work: Work): void {
    this.#after.push(work);
  }

  /** Removes an object that is made here, at the commit; `after` is done then. */
  dropAtCommit(id: string, after: Work): void {
    this.#passing.set(id, after);
  }

  mark(): DefinitionMark {
    return { draft: this.#draft.copy(), undo: this.#undo.length, after: this.#after.length };
  }

  /** Forgets what was changed since a mark was made. */
  async rollbackTo({ draft, undo, after }: DefinitionMark): Promise<void> {
    this.#draft = draft.copy();
    this.#after.length = after;
    for (const work of this.#undo.splice(undo).reverse()) await work();
  }

  /** @throws SqlError as `commit`, while nothing is changed yet */
  check(): void {
    this.#context.committed.check(this.#draft);
  }

  /** @throws SqlError as `Catalog.commit`: then `rollback` is to follow */
  async commit(): Promise<void> {
    for (const [id, after] of this.#passing) {
      if (this.#draft.get(id) === null) continue;
      this.#draft.remove(id);
      this.#after.push(after);
    }
    this.#passing.clear();
    this.#context.committed.commit(this.#draft);
    this.#undo = [];
    this.#draft = this.#context.committed.draft();
    for (const work of this.#after.splice(0)) await work();
  }

  async rollback(): Promise<void> {
    this.#after = [];
    this.#draft = this.#context.committed.draft();
    for (const work of this.#undo.splice(0).reverse()) await work();
  }
}
