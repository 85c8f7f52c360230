import type { Random } from '../../common/random.ts';
import { microsPerDay, microsPerSecond } from '../../data/calendar.ts';
import { appendDatum } from '../../data/cell-column.ts';
import { DictionaryBuilder, dictionaryOf } from '../../data/dictionary-builder.ts';
import { ByteBuilder, Int32Builder } from '../../data/fixed-builders.ts';
import { Integer64Builder } from '../../data/integer64-builder.ts';
import { formatInterval } from '../../data/interval-text.ts';
import type { Datum, SqlType } from '../../data/sql-type.ts';
import { TextBuilder } from '../../data/text-builder.ts';
import { builderFor, type VectorBuilder } from '../../data/vector-builder.ts';
import type { ValuePlan } from './column-plan.ts';
import { numberGenerator } from './number-generator.ts';
import { drawInteger, type TemplatePart } from './template.ts';
import type { ValueGenerator } from './value-generator.ts';

/** The generator of a plan for a column of the type. */
export function makeGenerator(type: SqlType, plan: ValuePlan): ValueGenerator {
  switch (plan.kind) {
    case 'sequence':
    case 'uniform':
    case 'zipf':
      return numberGenerator(type, plan);
    case 'coin':
      return new CoinGenerator();
    case 'word':
      return new WordGenerator(plan.length);
    case 'seconds':
      return new SecondsGenerator(plan.min, plan.max);
    case 'choice':
      return type.kind === 'text'
        ? new TextChoiceGenerator(plan.values.map(String), plan.bounds)
        : new ChoiceGenerator(type, plan.values, plan.bounds);
    case 'template':
      return new TemplateGenerator(plan.parts);
    case 'time':
      return type.kind === 'date'
        ? new DateGenerator(plan.jitterMicros)
        : new TimeGenerator(plan.jitterMicros);
  }
}

class CoinGenerator implements ValueGenerator {
  readonly builder = new ByteBuilder();

  append(random: Random): void {
    this.builder.appendNumber(random.nextIntBelow(2));
  }
}

const consonants = new TextEncoder().encode('bdfghklmnprstvz');
const vowels = new TextEncoder().encode('aeiou');

/** Consonants and vowels in turn. */
class WordGenerator implements ValueGenerator {
  readonly builder = new TextBuilder();
  readonly #length: number;

  constructor(length: number) {
    this.#length = length;
  }

  append(random: Random): void {
    for (let i = 0; i < this.#length; i += 1) {
      const letters = i % 2 === 0 ? consonants : vowels;
      this.builder.addByte(letters[random.nextIntBelow(letters.length)] as number);
    }
    this.builder.endRow();
  }
}

class SecondsGenerator implements ValueGenerator {
  readonly builder = new TextBuilder();
  readonly #min: number;
  readonly #max: number;

  constructor(min: number, max: number) {
    this.#min = min;
    this.#max = max;
  }

  append(random: Random): void {
    const micros = drawInteger(random, this.#min, this.#max) * microsPerSecond;
    this.builder.appendString(formatInterval({ months: 0, days: 0, micros }));
  }
}

/** A place drawn in proportion to weights, given as their sums so far. */
function drawPlace(random: Random, bounds: readonly number[]): number {
  const last = bounds.length - 1;
  const drawn = random.nextDouble() * (bounds[last] as number);
  let place = 0;
  while (place < last && drawn >= (bounds[place] as number)) place += 1;
  return place;
}

class TextChoiceGenerator implements ValueGenerator {
  readonly builder: DictionaryBuilder;
  readonly #bounds: readonly number[];

  constructor(texts: readonly string[], bounds: readonly number[]) {
    this.builder = new DictionaryBuilder(dictionaryOf(`datagen ${JSON.stringify(texts)}`, texts));
    this.#bounds = bounds;
  }

  append(random: Random): void {
    this.builder.appendCode(drawPlace(random, this.#bounds));
  }
}

class ChoiceGenerator implements ValueGenerator {
  readonly builder: VectorBuilder;
  readonly #type: SqlType;
  readonly #values: readonly Datum[];
  readonly #bounds: readonly number[];

  constructor(type: SqlType, values: readonly Datum[], bounds: readonly number[]) {
    this.builder = builderFor(type);
    this.#type = type;
    this.#values = values;
    this.#bounds = bounds;
  }

  append(random: Random): void {
    appendDatum(this.builder, this.#values[drawPlace(random, this.#bounds)] as Datum, this.#type);
  }
}

class TemplateGenerator implements ValueGenerator {
  readonly builder = new TextBuilder();
  readonly #parts: readonly TemplatePart[];

  constructor(parts: readonly TemplatePart[]) {
    this.#parts = parts;
  }

  append(random: Random): void {
    for (const part of this.#parts) {
      if (typeof part === 'string') this.builder.addString(part);
      else {
        const number = drawInteger(random, part.min, part.max);
        this.builder.addString(String(number).padStart(part.width, '0'));
      }
    }
    this.builder.endRow();
  }
}

/** A jitter moves rows back in time, never ahead of when they are due. */
function drawTime(random: Random, dueMicros: number, jitterMicros: number): number {
  return jitterMicros === 0 ? dueMicros : dueMicros - drawInteger(random, 0, jitterMicros);
}

class TimeGenerator implements ValueGenerator {
  readonly builder = new Integer64Builder();
  readonly #jitterMicros: number;

  constructor(jitterMicros: number) {
    this.#jitterMicros = jitterMicros;
  }

  append(random: Random, _row: number, dueMicros: number): void {
    this.builder.appendNumber(drawTime(random, dueMicros, this.#jitterMicros));
  }
}

class DateGenerator implements ValueGenerator {
  readonly builder = new Int32Builder();
  readonly #jitterMicros: number;

  constructor(jitterMicros: number) {
    this.#jitterMicros = jitterMicros;
  }

  append(random: Random, _row: number, dueMicros: number): void {
    const micros = drawTime(random, dueMicros, this.#jitterMicros);
    this.builder.appendNumber(Math.floor(micros / microsPerDay));
  }
}
