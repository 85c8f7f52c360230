import type { ArrayDatum, Datum, SqlType } from '../../data/sql-type.ts';
import {
  type CallTypes,
  type Example,
  type ParameterKind,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from '../scalar-function.ts';

/** The parts of a function of arrays. `compute` is given no NULL unless `nulls` says otherwise. */
export type ArrayFunctionParts = {
  readonly name: string;
  readonly word?: string;
  readonly parameters: readonly ParameterKind[];
  readonly result: ScalarFunction['result'];
  readonly docs: string;
  readonly examples?: readonly Example[];
  readonly fallible?: readonly string[];
  /** `strict`: NULL for NULL, and no other NULL. `nullable`: NULL for NULL, and for others too. */
  readonly nulls?: 'strict' | 'nullable' | 'own' | 'never';
  readonly compute: (args: readonly Datum[], types: CallTypes) => Datum;
};

/** A function of arrays from its parts. */
export function arrayFunction({
  nulls = 'strict',
  compute,
  ...parts
}: ArrayFunctionParts): ScalarFunction {
  return scalarFunction({
    ...parts,
    nulls: nulls === 'nullable' ? 'own' : nulls,
    evaluate: (args, types) =>
      nulls === 'nullable' && args.includes(null) ? null : compute(args, types),
  });
}

/** The type of the first argument. */
export const firstType = ([type]: readonly SqlType[]): SqlType => type ?? textArray;
/** The type of the second argument. */
export const secondType = ([, type]: readonly SqlType[]): SqlType => type ?? textArray;
/** The element type of the first argument. */
export const firstElement = ([type]: readonly SqlType[]): SqlType =>
  type?.kind === 'array' ? type.element : plainType('text');

export const textArray: SqlType = { kind: 'array', element: { kind: 'text' } };
export const integerArray: SqlType = { kind: 'array', element: { kind: 'integer' } };

/** An argument as an array. */
export function arrayAt(args: readonly Datum[], index: number): ArrayDatum {
  return args[index] as ArrayDatum;
}
