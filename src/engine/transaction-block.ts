import { SqlError } from '../common/sql-error.ts';
import type { Notice, TransactionStatus } from './api.ts';
import type { EngineContext } from './engine-context.ts';
import { Transaction, type TransactionMark } from './transaction.ts';

/** Savepoints of one transaction at most. */
const savepointsMax = 10_000;

/** A place in a transaction that it can go back to. `extra` is what its session keeps there. */
type Savepoint<Extra> = {
  readonly name: string;
  readonly mark: TransactionMark;
  readonly extra: Extra;
};

/** BEGIN … COMMIT of a session: one transaction at a time, with its savepoints. */
export class TransactionBlock<Extra = unknown> {
  readonly #context: EngineContext;
  #status: TransactionStatus = 'I';
  #transaction: Transaction | null = null;
  #savepoints: Savepoint<Extra>[] = [];
  /** Commands that took effect at once. */
  readonly #atOnce = new Set<string>();

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
    const isGood = this.#status === 'T';
    if (isGood) this.#atOnce.clear();
    this.#end();
    if (!isGood) return false;
    await transaction?.commit(signal);
    return true;
  }

  /** Ends it and forgets what was changed. Answers what the user should know. */
  rollback(): readonly Notice[] {
    this.#end();
    const kept = [...this.#atOnce];
    this.#atOnce.clear();
    if (kept.length === 0) return [];
    const message = `${kept.join(', ')} took effect at once and is not rolled back`;
    return [{ severity: 'WARNING', message, hint: 'Only changes of rows wait for COMMIT.' }];
  }

  /** Remembers a command that took effect in a transaction before its end. */
  tookEffect(command: string): void {
    if (this.#status === 'T') this.#atOnce.add(command);
  }

  /** @throws SqlError 25P01 outside of a transaction, 54000 for too many */
  savepoint(name: string, extra: Extra): void {
    const transaction = this.#inTransaction('SAVEPOINT');
    if (this.#savepoints.length >= savepointsMax) {
      throw new SqlError('54000', `a transaction can have ${savepointsMax} savepoints`);
    }
    this.#savepoints.push({ name, mark: transaction.mark(), extra });
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
  rollbackTo(name: string): Extra {
    const transaction = this.#inTransaction('ROLLBACK TO SAVEPOINT');
    const place = this.#find(name);
    this.#savepoints.length = place + 1;
    const { mark, extra } = this.#savepoints[place] as Savepoint<Extra>;
    transaction.rollbackTo(mark);
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
    this.#savepoints = [];
  }
}
