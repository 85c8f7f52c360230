import type { SqlError } from '../../src/common/sql-error.ts';
import type { Batch, Schema } from '../../src/data/batch.ts';
import type { SubscriptionSink } from '../../src/engine/api.ts';

/** What a subscriber was told, apart from progress. */
export type SinkEvent =
  | { readonly kind: 'snapshot'; readonly batch: Batch }
  | { readonly kind: 'snapshotEnd'; readonly epoch: number; readonly rows: number }
  | {
      readonly kind: 'changes';
      readonly epoch: number;
      readonly batch: Batch;
      readonly last: boolean;
    }
  | { readonly kind: 'reset' }
  | { readonly kind: 'lag'; readonly state: 'live' | 'conflating'; readonly skipped: number }
  | { readonly kind: 'error'; readonly error: SqlError }
  | { readonly kind: 'done' };

/** A subscriber that writes down what it is told. */
export class RecordingSink implements SubscriptionSink {
  schema: Schema | null = null;
  key: readonly number[] | null = null;
  /** What came since the last `take`. */
  #events: SinkEvent[] = [];
  readonly #waiters = new Set<() => void>();
  readonly #accepts: () => boolean;
  #hasSnapshot = false;
  #isOver = false;
  /** The epoch and watermark last told as progress. */
  lastProgress: { readonly epoch: number; readonly watermark: number | null } | null = null;

  constructor(accepts: () => boolean = () => true) {
    this.#accepts = accepts;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Resolves when the snapshot is whole, or the subscription is over. */
  ready(): Promise<void> {
    return this.#when(() => this.#hasSnapshot || this.#isOver);
  }

  /** Resolves when nothing more will come. */
  over(): Promise<void> {
    return this.#when(() => this.#isOver);
  }

  take(): readonly SinkEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  readonly open: SubscriptionSink['open'] = ({ schema, key }) => {
    this.schema = schema;
    this.key = key;
  };

  readonly snapshot = (batch: Batch): void => this.#add({ kind: 'snapshot', batch });

  readonly snapshotEnd = (epoch: number, rows: number): void => {
    this.#hasSnapshot = true;
    this.#add({ kind: 'snapshotEnd', epoch, rows });
  };

  readonly changes = (epoch: number, batch: Batch, last = true): void =>
    this.#add({ kind: 'changes', epoch, batch, last });

  readonly progress = (epoch: number, watermark: number | null): void => {
    this.lastProgress = { epoch, watermark };
  };

  readonly reset = (): void => this.#add({ kind: 'reset' });

  readonly lag = (state: 'live' | 'conflating', skipped: number): void =>
    this.#add({ kind: 'lag', state, skipped });

  readonly error = (error: SqlError): void => {
    this.#isOver = true;
    this.#add({ kind: 'error', error });
  };

  readonly done = (): void => {
    this.#isOver = true;
    this.#add({ kind: 'done' });
  };

  readonly accepts = (): boolean => this.#accepts();

  #add(event: SinkEvent): void {
    this.#events.push(event);
    for (const waiter of [...this.#waiters]) waiter();
  }

  #when(isSo: () => boolean): Promise<void> {
    if (isSo()) return Promise.resolve();
    return new Promise((resolve) => {
      const look = (): void => {
        if (!isSo()) return;
        this.#waiters.delete(look);
        resolve();
      };
      this.#waiters.add(look);
    });
  }
}
