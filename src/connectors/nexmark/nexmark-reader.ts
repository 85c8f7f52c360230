import { Random } from '../../common/random.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import { type Batch, insertBatch, type Schema } from '../../data/batch.ts';
import type { SourceReader } from '../source-reader.ts';
import { AuctionWriter } from './auction-writer.ts';
import { BidWriter } from './bid-writer.ts';
import { makeChannels } from './channels.ts';
import { EventNumbers } from './event-numbers.ts';
import type { WriterContext } from './event-writer.ts';
import { NexmarkColumns } from './nexmark-columns.ts';
import type { NexmarkConfig, NexmarkKind } from './nexmark-config.ts';
import { nexmarkFields } from './nexmark-fields.ts';
import { PersonWriter } from './person-writer.ts';
import { RandomText } from './random-text.ts';

/**
 * A stream of the few persons among the many bids hands out what it has after so many events,
 * rather than draw fifty for each row asked for. The minimum holds several rows of every kind.
 */
const eventsPerCallMin = 16_384;
const eventsPerRowMax = 2;

/** Both the first id and the first event number of the original are 1. */
const firstId = 2;
const firstEventNumber = 1;

/**
 * The events of the auction, bit for bit those of the original generator with seeded random
 * numbers. `startMs` is the base of event time where the options leave it open.
 */
export class NexmarkReader implements SourceReader {
  readonly schema: Schema;
  readonly #config: NexmarkConfig;
  readonly #text = new RandomText();
  readonly #columns: NexmarkColumns;
  readonly #numbers: EventNumbers;
  #random: Random;
  readonly #person: PersonWriter;
  readonly #auction: AuctionWriter;
  readonly #bid: BidWriter;
  /** Events of all kinds drawn so far. */
  #events = 0;

  constructor(config: NexmarkConfig, startMs: number) {
    this.schema = { fields: nexmarkFields(config.kind) };
    this.#config = config;
    this.#columns = new NexmarkColumns(this.schema.fields, () => makeChannels(this.#text));
    this.#random = new Random(BigInt(config.seed));
    this.#numbers = new EventNumbers(config, config.baseTimeMs ?? startMs);
    this.#person = new PersonWriter(this.#contextFor('person'));
    this.#auction = new AuctionWriter(this.#contextFor('auction'));
    this.#bid = new BidWriter(this.#contextFor('bid'));
  }

  next(maxRows: number): Batch | null {
    const last = Math.min(
      this.#config.events,
      this.#events + Math.max(eventsPerCallMin, maxRows * eventsPerRowMax),
    );
    let rows = 0;
    while (rows < maxRows && this.#events < last) {
      if (this.#writeEvent()) rows += 1;
    }
    return rows === 0 ? null : insertBatch(this.schema, rows, this.#columns.finish());
  }

  rowsRead(): number {
    return this.#rowsOf(this.#events);
  }

  rowsDue(nowMicros: number): number {
    const isOver = this.rowsRead() >= this.#rowsOf(this.#config.events);
    if (!this.#config.realTime || isOver) return Number.POSITIVE_INFINITY;
    const due = this.#numbers.numbersUntil(Math.floor(nowMicros / 1000)) - firstEventNumber;
    return this.#rowsOf(Math.max(0, Math.min(due, this.#config.events)));
  }

  position(): string {
    return `${this.#events} ${this.#random.state()} ${this.#numbers.baseTimeMs}`;
  }

  restore(position: string): void {
    const match = /^(\d+) (\d+) (\d+)$/.exec(position);
    if (match === null) {
      throw new SqlError(sqlState.invalidParameterValue, `invalid position: "${position}"`);
    }
    this.#events = Number(match[1]);
    this.#random = new Random(BigInt(match[2] ?? 0));
    this.#numbers.baseTimeMs = Number(match[3]);
  }

  close(): void {}

  /** Draws the next event; whether it is a row of this stream. */
  #writeEvent(): boolean {
    const id = firstId + this.#events;
    const eventNumber = firstEventNumber + this.#events;
    const { persons, auctions, kind } = this.#config;
    const place = id % this.#numbers.total;
    this.#events += 1;
    if (place < persons) {
      this.#person.write(id, eventNumber, this.#random);
      return kind === 'all' || kind === 'person';
    }
    if (place < persons + auctions) {
      this.#auction.write(id, eventNumber, this.#random);
      return kind === 'all' || kind === 'auction';
    }
    this.#bid.write(id, eventNumber, this.#random);
    return kind === 'all' || kind === 'bid';
  }

  /** How many of the first `events` events are rows of this stream. */
  #rowsOf(events: number): number {
    return this.#idsBelow(firstId + events) - this.#idsBelow(firstId);
  }

  /** How many ids from 0 to `bound` − 1 are rows of this stream. */
  #idsBelow(bound: number): number {
    const { kind, persons, auctions, bids } = this.#config;
    if (kind === 'all') return bound;
    const first = { person: 0, auction: persons, bid: persons + auctions }[kind];
    const share = { person: persons, auction: auctions, bid: bids }[kind];
    const rounds = Math.floor(bound / this.#numbers.total);
    const rest = bound - rounds * this.#numbers.total;
    return rounds * share + Math.max(0, Math.min(rest - first, share));
  }

  #contextFor(kind: NexmarkKind): WriterContext {
    const wanted = this.#config.kind === kind || this.#config.kind === 'all';
    return { numbers: this.#numbers, text: this.#text, columns: wanted ? this.#columns : null };
  }
}
