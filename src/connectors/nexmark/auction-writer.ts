import type { Random } from '../../common/random.ts';
import { firstAuctionId, firstPersonId } from './event-numbers.ts';
import { drawPrice, type EventWriter, hotEvery, type WriterContext } from './event-writer.ts';
import type { NexmarkColumns } from './nexmark-columns.ts';
import { paddingBytes, paddingStart } from './random-text.ts';

const averageBytes = 500;
const fixedBytes = 48;
const itemNameMax = 20;
const descriptionMax = 100;
const hotSellerRatio = 4;
const firstCategory = 10;
const categories = 5;

/** Makes auctions. */
export class AuctionWriter implements EventWriter {
  readonly #context: WriterContext;
  readonly #columns: AuctionColumns | null;

  constructor(context: WriterContext) {
    this.#context = context;
    this.#columns = context.columns === null ? null : auctionColumns(context.columns);
  }

  write(id: number, eventNumber: number, random: Random): void {
    const { numbers, text } = this.#context;
    const columns = this.#columns;
    const timeMs = numbers.timeMs(eventNumber);
    const seller = this.#drawSeller(id, random);
    const category = firstCategory + random.nextIntBelow(categories);
    const initialBid = drawPrice(random);
    const lengthMs = numbers.auctionLengthMs(eventNumber, random);
    text.fill(random, itemNameMax);
    const itemBytes = text.end - text.start;
    columns?.itemname.appendBytes(text.bytes, text.start, text.end);
    text.fill(random, descriptionMax);
    const descriptionBytes = text.end - text.start;
    columns?.description.appendBytes(text.bytes, text.start, text.end);
    const reserve = initialBid + drawPrice(random);
    const extraBytes = paddingBytes(
      random,
      fixedBytes + itemBytes + descriptionBytes,
      averageBytes,
    );
    const extraStart = paddingStart(random, extraBytes);
    if (columns === null) return;
    columns.id.appendNumber(numbers.lastAuction(id) + firstAuctionId);
    columns.initialbid.appendNumber(initialBid);
    columns.reserve.appendNumber(reserve);
    columns.datetime.appendNumber(timeMs * 1000);
    columns.expires.appendNumber((timeMs + lengthMs) * 1000);
    columns.seller.appendNumber(seller);
    columns.category.appendNumber(category);
    columns.extra.appendBytes(text.pool, extraStart, extraStart + extraBytes);
    columns.eventType?.appendNumber(1);
    for (const other of columns.others) other.appendNull();
  }

  #drawSeller(id: number, random: Random): number {
    const { numbers } = this.#context;
    const hot = random.nextIntBelow(hotSellerRatio) > 0;
    if (!hot) return numbers.randomPerson(id, random) + firstPersonId;
    return Math.trunc(numbers.lastPerson(id) / hotEvery) * hotEvery + firstPersonId;
  }
}

type AuctionColumns = ReturnType<typeof auctionColumns>;

function auctionColumns(columns: NexmarkColumns) {
  const numbers = ['id', 'initialbid', 'reserve', 'datetime', 'expires', 'seller', 'category'];
  const names = [...numbers, 'itemname', 'description', 'extra'];
  return {
    id: columns.integers('id'),
    itemname: columns.texts('itemname'),
    description: columns.texts('description'),
    initialbid: columns.integers('initialbid'),
    reserve: columns.integers('reserve'),
    datetime: columns.integers('datetime'),
    expires: columns.integers('expires'),
    seller: columns.integers('seller'),
    category: columns.integers('category'),
    extra: columns.texts('extra'),
    eventType: columns.eventType(),
    others: columns.others(new Set(names)),
  };
}
