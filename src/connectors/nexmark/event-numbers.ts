import type { Random } from '../../common/random.ts';
import type { NexmarkConfig } from './nexmark-config.ts';

/** First ids of persons and auctions: `GeneratorConfig` of the original. */
export const firstPersonId = 1000;
export const firstAuctionId = 1000;

const activePersonsMax = 1000;
const auctionsInFlight = 100;
/** How far ahead of the last id a random one may lie. */
const idLead = 10;

/** 2^31 − 1: below it the original draws an int, from it on a long. */
const intBoundMax = 2_147_483_647;

/**
 * Ids and times of events by their number, as the original computes them (nexmark's
 * `GeneratorConfig`, `PersonGenerator`, `AuctionGenerator`). All divisions truncate.
 */
export class EventNumbers {
  readonly total: number;
  /** Event time of number 0, milliseconds since 1970. */
  baseTimeMs: number;
  readonly #persons: number;
  readonly #auctions: number;
  readonly #delayMicros: number;
  /** Number of events in which about 100 auctions are made. */
  readonly #horizonEvents: number;

  constructor(config: NexmarkConfig, baseTimeMs: number) {
    this.total = config.persons + config.auctions + config.bids;
    this.#persons = config.persons;
    this.#auctions = config.auctions;
    this.#delayMicros = 1_000_000 / config.rate;
    this.baseTimeMs = baseTimeMs;
    this.#horizonEvents = Math.floor((auctionsInFlight * this.total) / config.auctions);
  }

  /** Event time of an event, milliseconds since 1970. */
  timeMs(eventNumber: number): number {
    return this.baseTimeMs + Math.floor(Math.floor(eventNumber * this.#delayMicros) / 1000);
  }

  /** How many event numbers, from 0 on, have a time up to `timeMs`. */
  numbersUntil(timeMs: number): number {
    const micros = (timeMs - this.baseTimeMs + 1) * 1000;
    return micros <= 0 ? 0 : Math.ceil(micros / this.#delayMicros);
  }

  /** The last person made before or by an event, from 0. */
  lastPerson(id: number): number {
    const epoch = Math.floor(id / this.total);
    const offset = id - epoch * this.total;
    return epoch * this.#persons + Math.min(offset, this.#persons - 1);
  }

  randomPerson(id: number, random: Random): number {
    const persons = this.lastPerson(id) + 1;
    const active = Math.min(persons, activePersonsMax);
    return persons - active + nextLongBelow(random, active + idLead);
  }

  /** The last auction made before or by an event, from 0. */
  lastAuction(id: number): number {
    const epoch = Math.floor(id / this.total);
    const offset = id - epoch * this.total;
    if (offset < this.#persons) return (epoch - 1) * this.#auctions + this.#auctions - 1;
    return epoch * this.#auctions + Math.min(offset - this.#persons, this.#auctions - 1);
  }

  randomAuction(id: number, random: Random): number {
    const max = this.lastAuction(id);
    const min = Math.max(max - auctionsInFlight, 0);
    return min + nextLongBelow(random, max - min + 1 + idLead);
  }

  /** How long an auction of this event is open, milliseconds. */
  auctionLengthMs(eventNumber: number, random: Random): number {
    const end = this.timeMs(eventNumber + this.#horizonEvents);
    const horizonMs = end - this.timeMs(eventNumber);
    return 1 + nextLongBelow(random, Math.max(horizonMs * 2, 1));
  }
}

function nextLongBelow(random: Random, bound: number): number {
  if (bound < intBoundMax) return random.nextIntBelow(bound);
  return Math.abs(Number(random.nextLong() % BigInt(bound)));
}
