/**
 * One epoch's input: for every stored relation the end offsets of its partitions, and the clock
 * reading of that moment. What lies below is in the epoch, whatever thread reads it and when.
 */
export type Cut = {
  /** Numbered in one sequence for the server; never goes back, restarts included. */
  readonly epoch: number;
  /** The clock at the cut, microseconds since 1970. */
  readonly nowMicros: number;
  /** By relation id; a relation that is missing had no rows. */
  readonly ends: ReadonlyMap<string, PartitionEnds>;
  /** Relations whose source has ended: no row comes after the cut. */
  readonly ended: ReadonlySet<string>;
  /** Resolves when the record of the cut is written: no result of the epoch may leave before. */
  readonly written: Promise<void>;
};

/** The end offset of each partition, by partition number. */
export type PartitionEnds = readonly number[];

/** Whether everything below the ends of a relation is in the cut. */
export function covers(cut: Cut, relation: string, ends: PartitionEnds): boolean {
  const reached = cut.ends.get(relation);
  return ends.every((end, partition) => end <= (reached?.[partition] ?? 0));
}
