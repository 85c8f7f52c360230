/** The greatest epoch there is: it has 15 bits. */
export const epochMax = 32_767;

/** Who writes a transaction: an id and an epoch that no other has. */
export type ProducerEpoch = { readonly producerId: number; readonly epoch: number };

/**
 * Ids of producers for transactions without a name. One that is idle is used again with its next
 * epoch: partitions keep something per id, so there are only as many as transactions were open at once.
 */
export class ProducerPool {
  readonly #newProducerId: () => Promise<number>;
  readonly #idle: ProducerEpoch[] = [];

  constructor(newProducerId: () => Promise<number>) {
    this.#newProducerId = newProducerId;
  }

  /** An idle one with its next epoch; null when there is none. */
  take(): ProducerEpoch | null {
    const idle = this.#idle.pop();
    return idle === undefined ? null : { producerId: idle.producerId, epoch: idle.epoch + 1 };
  }

  /** One that was never used. */
  async takeNew(): Promise<ProducerEpoch> {
    return { producerId: await this.#newProducerId(), epoch: 0 };
  }

  /** All of its transaction is on the disk. */
  giveBack({ producerId, epoch }: ProducerEpoch): void {
    if (epoch < epochMax) this.#idle.push({ producerId, epoch });
  }
}
