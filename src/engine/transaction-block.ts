import type { TransactionBlock, TransactionStatus } from './api.ts';
import type { EngineContext } from './engine-context.ts';
import { Transaction } from './transaction.ts';

/** BEGIN … COMMIT of a session: one transaction at a time. */
export class EngineBlock implements TransactionBlock {
  readonly #context: EngineContext;
  #status: TransactionStatus = 'I';
  #transaction: Transaction | null = null;

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

  fail(): void {
    if (this.#status === 'T') this.#status = 'E';
  }

  async commit(signal?: AbortSignal): Promise<boolean> {
    const transaction = this.#transaction;
    const isGood = this.#status === 'T';
    this.rollback();
    if (!isGood) return false;
    await transaction?.commit(signal);
    return true;
  }

  rollback(): void {
    this.#status = 'I';
    this.#transaction = null;
  }
}
