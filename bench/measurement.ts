/** One figure of a suite. */
export type Measurement = {
  readonly suite: string;
  readonly name: string;
  readonly value: number;
  /** 'rows/s', 'ms', 'MiB'. */
  readonly unit: string;
  /** What it was compared with in the same run. */
  readonly baseline?: string;
  readonly baselineValue?: number;
  /** value ÷ baselineValue. */
  readonly ratio?: number;
};

/** A figure of the nexmark suite. */
export type NexmarkMeasurement = {
  readonly query: string;
  /** Persons, auctions and bids together. */
  readonly events: number;
  readonly seconds: number;
  readonly eventsPerSecond: number;
  readonly peakRssBytes: number;
  readonly stateBytes: number;
  readonly outputRows: number;
};

/** What a suite is run with. */
export type BenchOptions = {
  readonly queries: readonly string[] | null;
  readonly events: number | null;
  /** Events per second of event time. */
  readonly rate: number | null;
  readonly workers: number | null;
  /** Another system to be measured in the same run, from ../shared/peers. */
  readonly beside: string | null;
  readonly json: boolean;
  /** Takes each figure as soon as it is known. */
  readonly emit: (measurement: Measurement | NexmarkMeasurement) => void;
  /** Tells a person what is going on; goes to stderr. */
  readonly say: (line: string) => void;
};

/** A suite of measurements: runs and emits its figures. Never fails for a missed target. */
export type Suite = (options: BenchOptions) => Promise<void>;

/** A measurement against a baseline of the same run. */
export function compared(
  measurement: Measurement,
  baseline: string,
  baselineValue: number,
): Measurement {
  return { ...measurement, baseline, baselineValue, ratio: measurement.value / baselineValue };
}

/** The value below which a share of the sorted samples lies. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
