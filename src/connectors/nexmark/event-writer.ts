import type { Random } from '../../common/random.ts';
import type { EventNumbers } from './event-numbers.ts';
import type { NexmarkColumns } from './nexmark-columns.ts';
import type { RandomText } from './random-text.ts';

/**
 * Makes the events of one kind. All kinds share one sequence of random numbers: an event that
 * nobody wants still draws its own, so that a stream of bids holds the bids of the whole auction.
 * The order of the draws is that of the original (nexmark/README.md §2.5).
 */
export type EventWriter = {
  /** Draws event `eventNumber` with event id `id` and adds it to the columns, if there are any. */
  readonly write: (id: number, eventNumber: number, random: Random) => void;
};

/** What the writers of all kinds work with. */
export type WriterContext = {
  readonly numbers: EventNumbers;
  readonly text: RandomText;
  /** Where the events of this kind go; null when they are not wanted. */
  readonly columns: NexmarkColumns | null;
};

/** Draws a price: from 1 to 1,000,000 with its logarithm uniform, in cents. */
export function drawPrice(random: Random): number {
  return Math.floor(10 ** (random.nextDouble() * 6) * 100 + 0.5);
}

/** One event in so many refers to something hot, and what that is changes every hundred ids. */
export const hotEvery = 100;
