import { Random } from '../../common/random.ts';
import type { Field } from '../../data/batch.ts';
import { appendDatum } from '../../data/cell-column.ts';
import type { SqlType } from '../../data/sql-type.ts';
import { fitDatum, hasModifiers, withoutModifiers } from '../../data/type-modifier.ts';
import { type Vector, vectorLength } from '../../data/vector.ts';
import { builderFor } from '../../data/vector-builder.ts';
import { datumAt } from '../../data/vector-datum.ts';
import type { ColumnPlan } from './column-plan.ts';
import { makeGenerator } from './make-generator.ts';
import type { ValueGenerator } from './value-generator.ts';

/**
 * A column of generated values. It has random numbers of its own, so that its values are the same
 * in whatever pieces they are asked for, and whichever columns come after it.
 */
export class GeneratedColumn {
  readonly #nullRate: number;
  readonly #generator: ValueGenerator;
  readonly #type: SqlType;
  #random: Random;

  constructor(field: Field, plan: ColumnPlan, seed: bigint) {
    this.#nullRate = plan.nullRate;
    this.#generator = makeGenerator(field.type, plan.values);
    this.#type = field.type;
    this.#random = new Random(seed);
  }

  /** The values of the rows from `first` on, one for each time at which a row is due. */
  make(first: number, dueMicros: Float64Array): Vector {
    const random = this.#random;
    const nullRate = this.#nullRate;
    const generator = this.#generator;
    for (let i = 0; i < dueMicros.length; i += 1) {
      if (nullRate > 0 && random.nextDouble() < nullRate) generator.builder.appendNull();
      else generator.append(random, first + i, dueMicros[i] as number);
    }
    return fittedVector(generator.builder.finish(), this.#type);
  }

  /** The state of the random numbers. */
  state(): bigint {
    return this.#random.state();
  }

  restore(state: bigint): void {
    this.#random = new Random(state);
  }
}

/** The values as those of a type with a length or a precision: cut and rounded. */
function fittedVector(vector: Vector, type: SqlType): Vector {
  if (!hasModifiers(type)) return vector;
  const plain = withoutModifiers(type);
  const builder = builderFor(type);
  const rows = vectorLength(vector);
  for (let row = 0; row < rows; row += 1) {
    appendDatum(builder, fitDatum(datumAt(vector, plain, row), plain, type, true), type);
  }
  return builder.finish();
}
