/** Which transactions are committed although their markers may be missing in partitions. */
export type CommittedTransactions = {
  /** By producer: the epoch of its transaction that is committed. */
  readonly read: () => Promise<ReadonlyMap<number, number>>;
};

/** For a log that has no record of transactions. */
export const noTransactions: CommittedTransactions = { read: async () => new Map() };
