import { assert } from '../../common/assert.ts';
import type { Random } from '../../common/random.ts';
import { type SqlType, storageOf } from '../../data/sql-type.ts';
import { TextBuilder } from '../../data/text-builder.ts';
import { formatUnits } from '../../data/text-output.ts';
import { builderFor, type VectorBuilder } from '../../data/vector-builder.ts';
import type { NumberPlan } from './column-plan.ts';
import { drawInteger } from './template.ts';
import type { ValueGenerator } from './value-generator.ts';
import { Zipf } from './zipf.ts';

/** Where integers come from: `row` counts from the first row ever. */
type IntegerSource = { readonly next: (random: Random, row: number) => number };

/** The generator of numbers for a column of numbers or, in decimal digits, of text. */
export function numberGenerator(type: SqlType, plan: NumberPlan): ValueGenerator {
  const source = integerSource(plan);
  const scale = type.kind === 'numeric' ? (type.scale ?? plan.decimals) : plan.decimals;
  if (storageOf(type) === 'text') return new DigitsGenerator(source, plan.decimals, scale);
  const binary = type.kind === 'double' || type.kind === 'real';
  return new NumberGenerator(type, source, {
    factor: binary ? 1 : 10 ** (scale - plan.decimals),
    divisor: binary ? 10 ** plan.decimals : 1,
  });
}

function integerSource(plan: NumberPlan): IntegerSource {
  switch (plan.kind) {
    case 'sequence':
      return new Sequence(plan.start, plan.step, plan.max);
    case 'uniform':
      return new Uniform(plan.min, plan.max);
    case 'zipf':
      return new ZipfIntegers(plan.min, plan.max, plan.skew);
  }
}

class Sequence implements IntegerSource {
  readonly #start: number;
  readonly #step: number;
  /** Numbers until it begins anew. */
  readonly #count: number;

  constructor(start: number, step: number, max: number) {
    this.#start = start;
    this.#step = step;
    this.#count = step === 0 ? 1 : Math.floor((max - start) / step) + 1;
  }

  next(_random: Random, row: number): number {
    return this.#start + (row % this.#count) * this.#step;
  }
}

class Uniform implements IntegerSource {
  readonly #min: number;
  readonly #max: number;

  constructor(min: number, max: number) {
    this.#min = min;
    this.#max = max;
  }

  next(random: Random): number {
    return drawInteger(random, this.#min, this.#max);
  }
}

class ZipfIntegers implements IntegerSource {
  readonly #min: number;
  readonly #zipf: Zipf;

  constructor(min: number, max: number, skew: number) {
    this.#min = min;
    this.#zipf = new Zipf(max - min + 1, skew);
  }

  next(random: Random): number {
    return this.#min + this.#zipf.draw(random) - 1;
  }
}

class NumberGenerator implements ValueGenerator {
  readonly builder: Exclude<VectorBuilder, TextBuilder>;
  readonly #source: IntegerSource;
  readonly #factor: number;
  readonly #divisor: number;
  readonly #single: boolean;

  constructor(
    type: SqlType,
    source: IntegerSource,
    by: { readonly factor: number; readonly divisor: number },
  ) {
    const builder = builderFor(type);
    assert(builder.kind !== 'text', 'numbers are not kept as text');
    this.builder = builder;
    this.#source = source;
    this.#factor = by.factor;
    this.#divisor = by.divisor;
    this.#single = type.kind === 'real';
  }

  append(random: Random, row: number): void {
    const value = (this.#source.next(random, row) * this.#factor) / this.#divisor;
    this.builder.appendNumber(this.#single ? Math.fround(value) : value);
  }
}

/** Numbers in decimal digits: TEXT, and NUMERIC without a scale. */
class DigitsGenerator implements ValueGenerator {
  readonly builder = new TextBuilder();
  readonly #source: IntegerSource;
  /** Zeros behind the digits, up to the places of the type. */
  readonly #zeros: bigint;
  readonly #places: number;

  constructor(source: IntegerSource, decimals: number, places: number) {
    this.#source = source;
    this.#zeros = 10n ** BigInt(Math.max(0, places - decimals));
    this.#places = Math.max(places, decimals);
  }

  append(random: Random, row: number): void {
    const value = this.#source.next(random, row);
    const whole = this.#places === 0;
    const text = whole ? String(value) : formatUnits(BigInt(value) * this.#zeros, this.#places);
    this.builder.appendString(text);
  }
}
