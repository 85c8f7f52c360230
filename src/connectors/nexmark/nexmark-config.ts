import { OptionReader } from '../option-reader.ts';
import type { SourceOptions } from '../source-reader.ts';

/** Which events of the auction a stream is made of. */
export type NexmarkKind = 'person' | 'auction' | 'bid' | 'all';

/** A nexmark source: what is asked for, with the defaults filled in. */
export type NexmarkConfig = {
  readonly kind: NexmarkKind;
  /** Events of all kinds together; Infinity without an end. */
  readonly events: number;
  /** Events of all kinds per second of event time. */
  readonly rate: number;
  readonly seed: number;
  /** Event time of the first event, milliseconds since 1970; null leaves it to the start of the source. */
  readonly baseTimeMs: number | null;
  /** Whether rows come no faster than their event time passes on the clock. */
  readonly realTime: boolean;
  /** How many persons, auctions and bids come in turn. */
  readonly persons: number;
  readonly auctions: number;
  readonly bids: number;
};

/** Where event time begins unless told otherwise: 2023-11-14T22:13:20Z, the base of the golden data. */
const baseTimeDefaultMs = 1_700_000_000_000;

const proportion = { min: 1, max: 1000 };

/** Reads the options of `connector = 'nexmark'`. @throws SqlError 22023 naming the option at fault. */
export function nexmarkConfig(options: SourceOptions): NexmarkConfig {
  const reader = new OptionReader('nexmark', options);
  const kind = reader.word<NexmarkKind>('kind', ['person', 'auction', 'bid', 'all'], 'all');
  const realTime = reader.word('speed', ['max', 'real'], 'max') === 'real';
  const baseTimeMs = reader.integer('base_time', { min: 0, max: 4_102_444_800_000 });
  const config: NexmarkConfig = {
    kind,
    events: reader.integer('events', { min: 0, max: 1e15 }) ?? Number.POSITIVE_INFINITY,
    rate: reader.number('rate', { min: 0.001, max: 1e9 }) ?? 10_000,
    seed: reader.integer('seed', { min: 0, max: Number.MAX_SAFE_INTEGER }) ?? 3,
    baseTimeMs: baseTimeMs ?? (realTime ? null : baseTimeDefaultMs),
    realTime,
    persons: reader.integer('person_proportion', proportion) ?? 1,
    auctions: reader.integer('auction_proportion', proportion) ?? 3,
    bids: reader.integer('bid_proportion', proportion) ?? 46,
  };
  reader.finish();
  return config;
}
