import type { Batch } from '../data/batch.ts';
import type { Cut } from './cut.ts';

/** What feeds one scan node of a running query, up to one cut after the other. */
export type ScanInput = {
  /** Whether there is anything to take up to the cut, be it only news of time. */
  readonly hasNews: (cut: Cut) => boolean;
  /** Rows still to come up to the cut. */
  readonly rowsLeft: (cut: Cut) => number;
  /** The next rows up to the cut, about `rowsMax` at most; null when there are none. */
  readonly next: (cut: Cut, rowsMax: number) => Batch | null | Promise<Batch | null>;
  /** How far event time has come when all up to the cut is taken; microseconds. */
  readonly watermark: (cut: Cut) => number;
  /** Event time of what has been taken so far: those behind are read first when catching up. */
  readonly reachedMicros: () => number;
  /** When the clock alone brings news, microseconds since 1970; Infinity or left out: never. */
  readonly dueMicros?: () => number;
  /** Whether nothing follows after the cut. */
  readonly isEnded: (cut: Cut) => boolean;
  /**
   * In words, what holds results back; null when nothing does. `final`: whether results wait for
   * event time to pass.
   */
  readonly waitingFor: (final: boolean) => string | null;
  /** Where it stands in each partition of a log; left out by inputs that read none. */
  readonly partitions?: () => readonly PartitionReading[];
  readonly close: () => void;
};

/** Where an input stands in one partition. */
export type PartitionReading = {
  /** The id of the relation. */
  readonly relation: string;
  readonly partition: number;
  /** The offset of the next row to be read. */
  readonly offset: number;
  readonly rowsRead: number;
  /** How far event time has come; null where the query has no use for it, or no row has come. */
  readonly watermarkMicros: number | null;
};
