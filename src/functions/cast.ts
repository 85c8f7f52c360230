import type { Datum, SqlTypeKind } from '../data/sql-type.ts';
import { asKind } from './conversion.ts';
import {
  type CallTypes,
  type Emit,
  type EmitBytes,
  type EvaluationEnv,
  type Example,
  type ScalarFunction,
  sampleType,
  scalarFunction,
  type Volatility,
} from './scalar-function.ts';

/** What tells one cast from another. */
export type CastParts = {
  readonly fallible?: readonly string[];
  readonly examples?: readonly Example[];
  readonly evaluate: (value: Exclude<Datum, null>, types: CallTypes, env: EvaluationEnv) => Datum;
  readonly emit?: Emit | null;
  readonly emitBytes?: EmitBytes | null;
  readonly volatility?: Volatility;
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
    volatility: parts.volatility ?? 'immutable',
    evaluate: ([value], types, env) => parts.evaluate(value as Exclude<Datum, null>, types, env),
    emit: parts.emit ?? null,
    emitBytes: parts.emitBytes ?? null,
  });
}

function isNested(kind: SqlTypeKind): boolean {
  return kind === 'array' || kind === 'struct' || kind === 'map';
}
