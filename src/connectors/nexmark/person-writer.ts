import type { Random } from '../../common/random.ts';
import type { TextBuilder } from '../../data/text-builder.ts';
import { firstPersonId } from './event-numbers.ts';
import type { EventWriter, WriterContext } from './event-writer.ts';
import { type NexmarkColumns, nameBytes, nameCounts } from './nexmark-columns.ts';
import { paddingBytes, paddingStart, type RandomText } from './random-text.ts';

const averageBytes = 200;
const fixedBytes = 8;
const mailboxMax = 7;
const domainMax = 5;
const creditCardBytes = 19;

/** '@' and '.com' around the domain of a mail address. */
const addressBytes = 5;

/** Makes persons. */
export class PersonWriter implements EventWriter {
  readonly #context: WriterContext;
  readonly #columns: PersonColumns | null;

  constructor(context: WriterContext) {
    this.#context = context;
    this.#columns = context.columns === null ? null : personColumns(context.columns);
  }

  write(id: number, eventNumber: number, random: Random): void {
    const { numbers, text } = this.#context;
    const columns = this.#columns;
    const first = random.nextIntBelow(nameCounts.first);
    const name = first * nameCounts.last + random.nextIntBelow(nameCounts.last);
    const emailBytes = drawEmail(random, text, columns?.emailaddress ?? null);
    drawCreditCard(random, columns?.creditcard ?? null);
    const city = random.nextIntBelow(nameCounts.city);
    const state = random.nextIntBelow(nameCounts.state);
    const bytes = fixedBytes + nameBytes(name, city, state) + emailBytes + creditCardBytes;
    const extraBytes = paddingBytes(random, bytes, averageBytes);
    const extraStart = paddingStart(random, extraBytes);
    if (columns === null) return;
    columns.id.appendNumber(numbers.lastPerson(id) + firstPersonId);
    columns.name.appendCode(name);
    columns.city.appendCode(city);
    columns.state.appendCode(state);
    columns.datetime.appendNumber(numbers.timeMs(eventNumber) * 1000);
    columns.extra.appendBytes(text.pool, extraStart, extraStart + extraBytes);
    columns.eventType?.appendNumber(0);
    for (const other of columns.others) other.appendNull();
  }
}

/** Draws `mailbox@domain.com` and returns its bytes. */
function drawEmail(random: Random, text: RandomText, target: TextBuilder | null): number {
  text.fill(random, mailboxMax);
  const mailboxBytes = text.end - text.start;
  target?.addBytes(text.bytes, text.start, text.end);
  target?.addString('@');
  text.fill(random, domainMax);
  target?.addBytes(text.bytes, text.start, text.end);
  target?.addString('.com');
  target?.endRow();
  return mailboxBytes + addressBytes + text.end - text.start;
}

/** Draws four groups of four digits. */
function drawCreditCard(random: Random, target: TextBuilder | null): void {
  for (let group = 0; group < 4; group += 1) {
    const digits = String(random.nextIntBelow(10_000)).padStart(4, '0');
    if (target === null) continue;
    if (group > 0) target.addString(' ');
    target.addString(digits);
  }
  target?.endRow();
}

type PersonColumns = ReturnType<typeof personColumns>;

function personColumns(columns: NexmarkColumns) {
  const codes = ['name', 'city', 'state'];
  const names = ['id', 'emailaddress', 'creditcard', 'datetime', 'extra', ...codes];
  return {
    id: columns.integers('id'),
    name: columns.codes('name'),
    emailaddress: columns.texts('emailaddress'),
    creditcard: columns.texts('creditcard'),
    city: columns.codes('city'),
    state: columns.codes('state'),
    datetime: columns.integers('datetime'),
    extra: columns.texts('extra'),
    eventType: columns.eventType(),
    others: columns.others(new Set(names)),
  };
}
