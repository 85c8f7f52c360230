import { assert } from '../../common/assert.ts';
import type { Field } from '../../data/batch.ts';
import { DictionaryBuilder, dictionaryOf } from '../../data/dictionary-builder.ts';
import { Int32Builder } from '../../data/fixed-builders.ts';
import { Integer64Builder } from '../../data/integer64-builder.ts';
import { TextBuilder } from '../../data/text-builder.ts';
import type { Dictionary, Vector } from '../../data/vector.ts';
import type { Channels } from './channels.ts';

/** The words that persons are made of, by their places in the original's arrays. */
const firstNames = 'Peter,Paul,Luke,John,Saul,Vicky,Kate,Julie,Sarah,Deiter,Walter'.split(',');
const lastNames = 'Shultz,Abrams,Spencer,White,Bartels,Walton,Smith,Jones,Noris'.split(',');
const cities =
  'Phoenix,Los Angeles,San Francisco,Boise,Portland,Bend,Redmond,Seattle,Kent,Cheyenne'.split(',');
const states = 'AZ,CA,ID,OR,WA,WY'.split(',');

export const nameCounts = {
  first: firstNames.length,
  last: lastNames.length,
  city: cities.length,
  state: states.length,
} as const;

/** Bytes of a full name, a city and a state together, by their codes. */
export function nameBytes(name: number, city: number, state: number): number {
  const first = firstNames[Math.trunc(name / lastNames.length)] as string;
  const last = lastNames[name % lastNames.length] as string;
  const place = (cities[city] as string).length + (states[state] as string).length;
  return first.length + 1 + last.length + place;
}

function channelTexts({ channels, urls }: Channels): [string, Dictionary][] {
  return [
    ['channel', channels],
    ['url', urls],
  ];
}

type ColumnBuilder = Int32Builder | Integer64Builder | TextBuilder | DictionaryBuilder;

/** The growing columns of a nexmark stream, by name. */
export class NexmarkColumns {
  readonly #builders: ReadonlyMap<string, ColumnBuilder>;
  /** Texts known beforehand, by column. */
  readonly #dictionaries: ReadonlyMap<string, Dictionary>;

  /** `makeChannels` is called where there is a column for them: making them takes a while. */
  constructor(fields: readonly Field[], makeChannels: () => Channels) {
    const hasChannels = fields.some(({ name }) => name === 'channel');
    this.#dictionaries = new Map<string, Dictionary>([
      ['name', dictionaryOf('nexmark.name', fullNames())],
      ['city', dictionaryOf('nexmark.city', cities)],
      ['state', dictionaryOf('nexmark.state', states)],
      ...(hasChannels ? channelTexts(makeChannels()) : []),
    ]);
    this.#builders = new Map(fields.map((field) => [field.name, this.#makeBuilder(field)]));
  }

  integers(name: string): Integer64Builder {
    const builder = this.#builders.get(name);
    assert(builder?.kind === 'integer64', `${name} is a column of 64-bit integers`);
    return builder;
  }

  texts(name: string): TextBuilder {
    const builder = this.#builders.get(name);
    assert(builder?.kind === 'text', `${name} is a column of texts`);
    return builder;
  }

  codes(name: string): DictionaryBuilder {
    const builder = this.#builders.get(name);
    assert(builder?.kind === 'dictionary', `${name} is a column of codes`);
    return builder;
  }

  /** The column that says of which kind an event is; null in a stream of one kind. */
  eventType(): Int32Builder | null {
    const builder = this.#builders.get('event_type');
    return builder?.kind === 'i32' ? builder : null;
  }

  /** The columns that events with these columns leave NULL. */
  others(names: ReadonlySet<string>): readonly ColumnBuilder[] {
    return [...this.#builders.entries()]
      .filter(([name]) => name !== 'event_type' && !names.has(name))
      .map(([, builder]) => builder);
  }

  /** Hands over the rows added since the last time. */
  finish(): readonly Vector[] {
    return [...this.#builders.values()].map((builder) => builder.finish());
  }

  #makeBuilder(field: Field): ColumnBuilder {
    const dictionary = this.#dictionaries.get(field.name);
    if (dictionary !== undefined) return new DictionaryBuilder(dictionary);
    if (field.type.kind === 'integer') return new Int32Builder();
    return field.type.kind === 'text' ? new TextBuilder() : new Integer64Builder();
  }
}

/** Every first name with every last name: code first × 9 + last. */
function fullNames(): readonly string[] {
  return firstNames.flatMap((first) => lastNames.map((last) => `${first} ${last}`));
}
