import { nexmarkConfig } from '../../src/connectors/nexmark/nexmark-config.ts';
import { NexmarkReader } from '../../src/connectors/nexmark/nexmark-reader.ts';
import type { Batch } from '../../src/data/batch.ts';
import type { Datum, SqlType } from '../../src/data/sql-type.ts';
import type { Vector } from '../../src/data/vector.ts';
import { datumAt, vectorFromDatums } from '../../src/data/vector-datum.ts';

/** A bid as programs usually hold one. Times are milliseconds. */
export type Bid = {
  readonly auction: number;
  readonly bidder: number;
  readonly price: number;
  readonly dateTime: number;
  readonly extra: string;
};

/** All bids among so many events. */
export function makeBids(events: number, rate: number): Bid[] {
  const reader = new NexmarkReader(nexmarkConfig({ kind: 'bid', events, rate }), 0);
  const bids: Bid[] = [];
  for (let batch = reader.next(65_536); batch !== null; batch = reader.next(65_536)) {
    const [auction, bidder, price, , , datetime, extra] = batch.columns as Vector[];
    for (let row = 0; row < batch.rowCount; row += 1) {
      bids.push({
        auction: number(auction, row),
        bidder: number(bidder, row),
        price: number(price, row),
        dateTime: number(datetime, row) / 1000,
        extra: String(datumAt(extra as Vector, { kind: 'text' }, row)),
      });
    }
  }
  return bids;
}

function number(vector: Vector | undefined, row: number): number {
  return Number(datumAt(vector as Vector, { kind: 'bigint' }, row));
}

const bigint: SqlType = { kind: 'bigint' };
const timestamp: SqlType = { kind: 'timestamp' };
const text: SqlType = { kind: 'text' };

/** A query as a plain loop: its rows as objects, then each column's type and value for the digest. */
export type PlainQuery = {
  readonly run: (bids: readonly Bid[]) => readonly object[];
  readonly columns: readonly (readonly [SqlType, (row: never) => Datum])[];
};

type WindowCount = { readonly auction: number; count: number; readonly start: number };

/** The queries that are compared, written as one would without a library. */
export const plainQueries: Readonly<Record<string, PlainQuery>> = {
  q0: {
    run: (bids) =>
      bids.map(({ auction, bidder, price, dateTime, extra }) => ({
        auction,
        bidder,
        price,
        dateTime,
        extra,
      })),
    columns: bidColumns(bigint, ({ price }: Bid) => BigInt(price)),
  },
  q1: {
    run: (bids) =>
      bids.map(({ auction, bidder, price, dateTime, extra }) => ({
        auction,
        bidder,
        price: price * 908,
        dateTime,
        extra,
      })),
    columns: bidColumns({ kind: 'numeric', precision: 23, scale: 3 }, ({ price }: Bid) =>
      BigInt(price),
    ),
  },
  q2: {
    run: (bids) =>
      bids
        .filter(({ auction }) => auction % 123 === 0)
        .map(({ auction, price }) => ({ auction, price })),
    columns: [
      [bigint, ({ auction }: Bid) => BigInt(auction)],
      [bigint, ({ price }: Bid) => BigInt(price)],
    ],
  },
  q5: {
    run: hottestAuctions,
    columns: [
      [bigint, ({ auction }: WindowCount) => BigInt(auction)],
      [bigint, ({ count }: WindowCount) => BigInt(count)],
      [timestamp, ({ start }: WindowCount) => BigInt(start) * 1000n],
    ],
  },
  q7: {
    run: highestBids,
    columns: [
      [bigint, ({ auction }: Bid) => BigInt(auction)],
      [bigint, ({ price }: Bid) => BigInt(price)],
      [bigint, ({ bidder }: Bid) => BigInt(bidder)],
      [timestamp, ({ dateTime }: Bid) => BigInt(dateTime) * 1000n],
      [text, ({ extra }: Bid) => extra],
    ],
  },
};

/** The rows as a batch, for the digest. */
export function batchOfRows({ columns }: PlainQuery, rows: readonly object[]): Batch {
  const fields = columns.map(([type], c) => ({ name: `c${c}`, type, nullable: false }));
  return {
    schema: { fields },
    rowCount: rows.length,
    columns: columns.map(([type, value]) =>
      vectorFromDatums(
        type,
        rows.map((row) => value(row as never)),
      ),
    ),
    weights: null,
    late: null,
  };
}

function bidColumns(priceType: SqlType, price: (bid: Bid) => Datum): PlainQuery['columns'] {
  return [
    [bigint, ({ auction }: Bid) => BigInt(auction)],
    [bigint, ({ bidder }: Bid) => BigInt(bidder)],
    [priceType, price],
    [timestamp, ({ dateTime }: Bid) => BigInt(dateTime) * 1000n],
    [text, ({ extra }: Bid) => extra],
  ];
}

/** Per hopping window of 10 s every 2 s, the auctions with the most bids. */
function hottestAuctions(bids: readonly Bid[]): WindowCount[] {
  const windows = new Map<number, Map<number, WindowCount>>();
  for (const { auction, dateTime } of bids) {
    const last = dateTime - (dateTime % 2000);
    for (let start = last; start > dateTime - 10_000; start -= 2000) {
      const counts = windows.get(start) ?? new Map<number, WindowCount>();
      windows.set(start, counts);
      const known = counts.get(auction);
      if (known === undefined) counts.set(auction, { auction, count: 1, start });
      else known.count += 1;
    }
  }
  return [...windows.values()].flatMap((counts) => {
    let most = 0;
    for (const { count } of counts.values()) most = Math.max(most, count);
    return [...counts.values()].filter(({ count }) => count === most);
  });
}

/** Bids at the highest price of their tumbling window of 10 s; one at a window's end matches that window too. */
function highestBids(bids: readonly Bid[]): Bid[] {
  const highest = new Map<number, number>();
  for (const { price, dateTime } of bids) {
    const end = dateTime - (dateTime % 10_000) + 10_000;
    highest.set(end, Math.max(highest.get(end) ?? 0, price));
  }
  const matches: Bid[] = [];
  for (const bid of bids) {
    const end = bid.dateTime - (bid.dateTime % 10_000) + 10_000;
    if (highest.get(end) === bid.price) matches.push(bid);
    if (bid.dateTime === end - 10_000 && highest.get(bid.dateTime) === bid.price) matches.push(bid);
  }
  return matches;
}
