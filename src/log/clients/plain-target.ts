import type { Partition } from '../api.ts';
import type { BatchTarget } from './partition-sender.ts';

/** Batches that may share a batch of the log with those of others; what fails is told. */
export function plainTarget(partition: Partition): BatchTarget {
  return {
    room: () => partition.room(),
    send: async (batch) => {
      try {
        batch.resolve(await partition.appendRecords(batch.records));
      } catch (error) {
        batch.reject(error);
      }
    },
    batchesMax: 4,
    batchBytesMax: 1024 * 1024,
  };
}
