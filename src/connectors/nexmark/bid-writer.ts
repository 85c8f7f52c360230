import type { Random } from '../../common/random.ts';
import { coldChannels, hotChannels } from './channels.ts';
import { firstAuctionId, firstPersonId } from './event-numbers.ts';
import { drawPrice, type EventWriter, hotEvery, type WriterContext } from './event-writer.ts';
import type { NexmarkColumns } from './nexmark-columns.ts';
import { paddingBytes, paddingStart } from './random-text.ts';

const averageBytes = 100;
const fixedBytes = 32;
const hotAuctionRatio = 2;
const hotBidderRatio = 4;
const hotChannelRatio = 2;

/** Makes bids. */
export class BidWriter implements EventWriter {
  readonly #context: WriterContext;
  readonly #columns: BidColumns | null;

  constructor(context: WriterContext) {
    this.#context = context;
    this.#columns = context.columns === null ? null : bidColumns(context.columns);
  }

  write(id: number, eventNumber: number, random: Random): void {
    const { numbers, text } = this.#context;
    const auction = this.#drawAuction(id, random);
    const bidder = this.#drawBidder(id, random);
    const price = drawPrice(random);
    const channel = drawChannel(random);
    const extraBytes = paddingBytes(random, fixedBytes, averageBytes);
    const extraStart = paddingStart(random, extraBytes);
    const columns = this.#columns;
    if (columns === null) return;
    columns.auction.appendNumber(auction);
    columns.bidder.appendNumber(bidder);
    columns.price.appendNumber(price);
    columns.channel.appendCode(channel);
    columns.url.appendCode(channel);
    columns.datetime.appendNumber(numbers.timeMs(eventNumber) * 1000);
    columns.extra.appendBytes(text.pool, extraStart, extraStart + extraBytes);
    columns.eventType?.appendNumber(2);
    for (const other of columns.others) other.appendNull();
  }

  #drawAuction(id: number, random: Random): number {
    const { numbers } = this.#context;
    const hot = random.nextIntBelow(hotAuctionRatio) > 0;
    if (!hot) return numbers.randomAuction(id, random) + firstAuctionId;
    return Math.trunc(numbers.lastAuction(id) / hotEvery) * hotEvery + firstAuctionId;
  }

  /** Adds the first id twice, as the original does: bidders lie a thousand above the persons. */
  #drawBidder(id: number, random: Random): number {
    const { numbers } = this.#context;
    const hot = random.nextIntBelow(hotBidderRatio) > 0;
    const bidder = hot
      ? Math.trunc(numbers.lastPerson(id) / hotEvery) * hotEvery + 1
      : numbers.randomPerson(id, random);
    return bidder + firstPersonId + firstPersonId;
  }
}

/** The code of a channel and its url. */
function drawChannel(random: Random): number {
  if (random.nextIntBelow(hotChannelRatio) > 0) return random.nextIntBelow(hotChannels.length);
  return hotChannels.length + random.nextIntBelow(coldChannels);
}

type BidColumns = ReturnType<typeof bidColumns>;

function bidColumns(columns: NexmarkColumns) {
  const names = ['auction', 'bidder', 'price', 'channel', 'url', 'datetime', 'extra'];
  return {
    auction: columns.integers('auction'),
    bidder: columns.integers('bidder'),
    price: columns.integers('price'),
    channel: columns.codes('channel'),
    url: columns.codes('url'),
    datetime: columns.integers('datetime'),
    extra: columns.texts('extra'),
    eventType: columns.eventType(),
    others: columns.others(new Set(names)),
  };
}
