import type { Datum, SqlTypeKind } from '../data/sql-type.ts';
import { asKind } from './conversion.ts';
import {
  type CallTypes,
  type Emit,
  type Example,
  type ScalarFunction,
  sampleType,
  scalarFunction,
} from './scalar-function.ts';

/** What tells one cast from another. */
export type CastParts = {
  readonly fallible?: readonly string[];
  readonly examples?: readonly Example[];
  readonly evaluate: (value: Exclude<Datum, null>, types: CallTypes) => Datum;
  readonly emit?: Emit | null;
};

/** The cast from one kind to another, under the id that `castFunction` gives. */
export function cast(from: SqlTypeKind, to: SqlTypeKind, parts: CastParts): ScalarFunction {
  return scalarFunction({
    id: `cast(${from},${to})`,
    name: 'cast',
    parameters: [from],
    result: ([type]) => (isNested(to) ? sampleType(to) : asKind(type ?? sampleType(from), to)),
    docs: `${from} as ${to}`,
    fallible: parts.fallible ?? [],
    examples: parts.examples ?? [],
    evaluate: ([value], types) => parts.evaluate(value as Exclude<Datum, null>, types),
    emit: parts.emit ?? null,
  });
}

function isNested(kind: SqlTypeKind): boolean {
  return kind === 'array' || kind === 'struct' || kind === 'map';
}
