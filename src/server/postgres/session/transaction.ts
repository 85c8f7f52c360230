import type { Notice, TransactionBlock, TransactionStatus } from '../../../engine/api.ts';

/**
 * BEGIN … COMMIT: changes of rows are held by the engine's block and written together at COMMIT, so
 * that they appear together, or never. What else changes something takes effect at once, and
 * ROLLBACK says so.
 */
export class Transaction {
  readonly block: TransactionBlock;
  /** Commands that took effect at once. */
  readonly #atOnce = new Set<string>();

  constructor(block: TransactionBlock) {
    this.block = block;
  }

  /** As ReadyForQuery tells it. */
  get status(): TransactionStatus {
    return this.block.status;
  }

  begin(): void {
    this.block.begin();
  }

  /** A statement has failed: a transaction goes on with nothing but its end. */
  fail(): void {
    this.block.fail();
  }

  /** Remembers a command that took effect in a transaction before its end. */
  tookEffect(command: string): void {
    if (this.status === 'T') this.#atOnce.add(command);
  }

  /** Ends it; what was changed is durable when this resolves. Answers whether it was committed: one that had failed is not. */
  async commit(): Promise<boolean> {
    this.#atOnce.clear();
    return await this.block.commit();
  }

  /** Forgets what was changed. Answers what the user should know. */
  rollback(): readonly Notice[] {
    const kept = [...this.#atOnce];
    this.block.rollback();
    this.#atOnce.clear();
    if (kept.length === 0) return [];
    const message = `${kept.join(', ')} took effect at once and is not rolled back`;
    return [{ severity: 'WARNING', message, hint: 'Only changes of rows wait for COMMIT.' }];
  }
}
