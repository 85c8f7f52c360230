import type { CatalogView } from '../catalog/catalog-view.ts';
import type { SessionNames } from '../catalog/object-names.ts';
import { SqlError } from '../common/sql-error.ts';
import type { TransactionStatus } from './api.ts';
import { DefinitionChanges, type DefinitionMark } from './definition-changes.ts';
import type { EngineContext } from './engine-context.ts';
import { Transaction, type TransactionMark } from './transaction.ts';

/** Savepoints of one transaction at most. */
const savepointsMax = 10_000;

/** A place in a transaction that it can go back to. `extra` is what its session keeps there. */
type Savepoint<Extra> = {
  readonly name: string;
  readonly mark: TransactionMark;
  readonly definitions: DefinitionMark | null;
  readonly extra: Extra;
};

/** BEGIN … COMMIT of a session: one transaction at a time, with its savepoints. */
export class TransactionBlock<Extra = unknown> {
  readonly #context: EngineContext;
  #status: TransactionStatus = 'I';
  #transaction: Transaction | null = null;
  #definitions: DefinitionChanges | null = null;
  #savepoints: Savepoint<Extra>[] = [];

  constructor(context: EngineContext) {
    this.#context = context;
  }

  get status(): TransactionStatus {
    return this.#status;
  }

  /** What is under way; null outside of a transaction. */
  get transaction(): Transaction | null {
    return this.#transaction;
  }

  /** What was changed of the catalog; null while that is nothing. */
  get definitions(): DefinitionChanges | null {
    return this.#definitions;
  }

  /** What takes changes of the catalog; null outside of a transaction. */
  define(): DefinitionChanges | null {
    if (this.#status === 'T') this.#definitions ??= new DefinitionChanges(this.#context);
    return this.#definitions;
  }

  /** The catalog with what the transaction has changed, as a session sees it. */
  catalog(names: SessionNames): CatalogView {
    return this.#definitions?.view(names) ?? this.#context.committed.viewFor(names);
  }

  begin(): void {
    this.#status = 'T';
    this.#transaction = new Transaction(this.#context);
  }

  /** A statement has failed: a transaction goes on with nothing but its end. */
  fail(): void {
    if (this.#status === 'T') this.#status = 'E';
  }

  /**
   * Ends it; what was changed is durable and visible when this resolves. Answers whether it was
   * committed: one that had failed is not. @throws SqlError 40001 and those of writes; nothing is kept then
   */
  async commit(signal?: AbortSignal): Promise<boolean> {
    const transaction = this.#transaction;
    const definitions = this.#definitions;
    if (this.#status !== 'T') {
      await this.rollback();
      return false;
    }
    this.#end();
    if (definitions?.isChanged === true) await this.#define(definitions, transaction, signal);
    else await transaction?.commit(signal);
    return true;
  }

  /** Rows are written when nothing stands in the way of what they are written to. */
  async #define(
    definitions: DefinitionChanges,
    transaction: Transaction | null,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    await this.#context.definitions.run(async () => {
      try {
        definitions.check();
        await transaction?.commit(signal);
        await definitions.commit();
      } catch (error) {
        await definitions.rollback();
        throw error;
      }
    });
  }

  /** Ends it and forgets what was changed; resolves when nothing is left of what it had made. */
  async rollback(): Promise<void> {
    const definitions = this.#definitions;
    this.#end();
    if (definitions?.isChanged !== true) return;
    await this.#context.definitions.run(() => definitions.rollback());
  }

  /** The same, with nobody who waits for it. */
  abandon(): void {
    const definitions = this.#definitions;
    this.#end();
    if (definitions?.isChanged !== true) return;
    this.#context.definitions.schedule(() => definitions.rollback());
  }

  /** @throws SqlError 25P01 outside of a transaction, 54000 for too many */
  savepoint(name: string, extra: Extra): void {
    const transaction = this.#inTransaction('SAVEPOINT');
    if (this.#savepoints.length >= savepointsMax) {
      throw new SqlError('54000', `a transaction can have ${savepointsMax} savepoints`);
    }
    const definitions = this.#definitions?.mark() ?? null;
    this.#savepoints.push({ name, mark: transaction.mark(), definitions, extra });
  }

  /** Forgets a savepoint and those made after it; what was changed stays. @throws SqlError 25P01, 3B001 */
  release(name: string): void {
    this.#inTransaction('RELEASE SAVEPOINT');
    this.#savepoints.length = this.#find(name);
  }

  /**
   * Forgets what was changed since a savepoint, which stays; a transaction that had failed goes on.
   * Answers what was kept there. @throws SqlError 25P01, 3B001
   */
  async rollbackTo(name: string): Promise<Extra> {
    const transaction = this.#inTransaction('ROLLBACK TO SAVEPOINT');
    const place = this.#find(name);
    this.#savepoints.length = place + 1;
    const { mark, definitions, extra } = this.#savepoints[place] as Savepoint<Extra>;
    transaction.rollbackTo(mark);
    const changes = this.#definitions;
    if (changes?.isChanged === true) {
      await this.#context.definitions.run(() =>
        definitions === null ? changes.rollback() : changes.rollbackTo(definitions),
      );
    }
    this.#status = 'T';
    return extra;
  }

  #inTransaction(command: string): Transaction {
    if (this.#transaction !== null) return this.#transaction;
    throw new SqlError('25P01', `${command} can only be used in transaction blocks`);
  }

  #find(name: string): number {
    const place = this.#savepoints.findLastIndex((each) => each.name === name);
    if (place >= 0) return place;
    throw new SqlError('3B001', `savepoint "${name}" does not exist`);
  }

  #end(): void {
    this.#status = 'I';
    this.#transaction = null;
    this.#definitions = null;
    this.#savepoints = [];
  }
}
