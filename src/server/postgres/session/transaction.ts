import { SqlError, sqlState } from '../../../common/sql-error.ts';
import { concatBatches } from '../../../data/concat-batches.ts';
import type { HeldRows, Notice } from '../../../engine/api.ts';

/** As ReadyForQuery tells it: idle, in a transaction, in one that has failed. */
export type TransactionStatus = 'I' | 'T' | 'E';

/** Rows that a transaction holds at most. */
const heldRowsMax = 1_000_000;

/**
 * BEGIN … COMMIT as far as it goes: rows of INSERTs into one relation are held and written together
 * at COMMIT, so that they appear together, or never. What else changes something takes effect at
 * once, and ROLLBACK says so.
 */
export class Transaction {
  #status: TransactionStatus = 'I';
  #held: HeldRows[] = [];
  #heldRows = 0;
  /** Commands that took effect at once. */
  readonly #atOnce = new Set<string>();

  get status(): TransactionStatus {
    return this.#status;
  }

  /** Whether rows wait for COMMIT, which queries do not see. */
  get holdsRows(): boolean {
    return this.#held.length > 0;
  }

  begin(): void {
    this.#status = 'T';
  }

  /** A statement has failed: a transaction goes on with nothing but its end. */
  fail(): void {
    if (this.#status === 'T') this.#status = 'E';
  }

  /** Remembers a command that took effect in a transaction before its end. */
  tookEffect(command: string): void {
    if (this.#status === 'T') this.#atOnce.add(command);
  }

  /** Takes rows to be written at COMMIT. @throws SqlError 0A000 for those of a second relation, 54000 for too many */
  hold(rows: HeldRows): void {
    const [first] = this.#held;
    if (first !== undefined && first.relation !== rows.relation) {
      throw new SqlError(
        sqlState.featureNotSupported,
        'a transaction cannot insert into more than one relation yet',
        {
          detail: `It has inserted into "${first.relation}" already.`,
          hint: 'COMMIT first: the rows of each transaction appear together.',
        },
      );
    }
    if (this.#heldRows + rows.batch.rowCount > heldRowsMax) {
      throw new SqlError(
        sqlState.programLimitExceeded,
        `a transaction cannot insert more than ${heldRowsMax} rows`,
        { hint: 'COMMIT from time to time.' },
      );
    }
    this.#held.push(rows);
    this.#heldRows += rows.batch.rowCount;
  }

  /** Ends it; what was inserted is durable when this resolves. Answers whether it was committed: one that had failed is not. */
  async commit(): Promise<boolean> {
    const held = this.#held;
    const committed = this.#status === 'T';
    this.#end();
    const [first] = held;
    if (!committed || first === undefined) return committed;
    await first.write(concatBatches(held.map(({ batch }) => batch)));
    return true;
  }

  /** Forgets what was inserted. Answers what the user should know. */
  rollback(): readonly Notice[] {
    const kept = [...this.#atOnce];
    this.#end();
    if (kept.length === 0) return [];
    const message = `${kept.join(', ')} took effect at once and is not rolled back`;
    return [{ severity: 'WARNING', message, hint: 'Only INSERT waits for COMMIT.' }];
  }

  #end(): void {
    this.#status = 'I';
    this.#held = [];
    this.#heldRows = 0;
    this.#atOnce.clear();
  }
}
