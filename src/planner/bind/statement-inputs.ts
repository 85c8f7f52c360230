import { decimalDatum } from '../../data/decimal.ts';
import type { Datum, SqlType } from '../../data/sql-type.ts';
import type { Expression } from '../expression/expression.ts';
import type { ParameterWatch } from './parameter-watch.ts';

/**
 * What a statement is given besides its text and the values of its parameters. It is kept beside
 * the array of the values, which is handed through the whole binder.
 */
export type StatementInputs = {
  /** The types of $1, $2, … where they are known beforehand; null where the place decides. */
  readonly types: readonly (SqlType | null)[];
  /** The value of a function that belongs to the session, such as current_user; undefined for others. */
  readonly session: (name: string, args: readonly Datum[]) => Datum | undefined;
  /** Takes the types that the places of parameters ask for, when only these are wanted; else null. */
  readonly asked: (SqlType | null)[] | null;
  /** Notices whether the plan is made by the values; left out where nobody asks. */
  readonly watch?: ParameterWatch;
};

const inputsOf = new WeakMap<readonly Datum[], StatementInputs>();
const parametersAsked = new WeakMap<
  Expression,
  { readonly asked: (SqlType | null)[]; readonly index: number; readonly sampled: boolean }
>();

/** The parameters, as an array of their own, with everything else that the statement is given. */
export function withInputs(
  parameters: readonly Datum[],
  inputs: StatementInputs,
): readonly Datum[] {
  const own = [...parameters];
  inputsOf.set(own, inputs);
  return own;
}

/** The types of the parameters, as far as they are known beforehand. */
export function declaredTypes(parameters: readonly Datum[]): readonly (SqlType | null)[] {
  return inputsOf.get(parameters)?.types ?? [];
}

/** Who wants to know whether values are looked at; null for nobody. */
export function watchOf(parameters: readonly Datum[]): ParameterWatch | null {
  return inputsOf.get(parameters)?.watch ?? null;
}

/** The type of parameter `$index` that is known beforehand; null where the place decides. */
export function declaredType(parameters: readonly Datum[], index: number): SqlType | null {
  return inputsOf.get(parameters)?.types[index - 1] ?? null;
}

/** A value of a known type to go on with, when only the types of parameters are wanted; undefined when statements run. */
export function declaredSample(
  parameters: readonly Datum[],
  index: number,
  type: SqlType,
): Datum | undefined {
  if ((inputsOf.get(parameters)?.asked ?? null) === null) return undefined;
  return parameters[index - 1] === null ? null : sampleOf(type);
}

/** The value of a function of the session; undefined when there is no such function. */
export function sessionValue(
  parameters: readonly Datum[],
  name: string,
  args: readonly Datum[],
): Datum | undefined {
  return inputsOf.get(parameters)?.session(name, args);
}

/** Remembers that a literal stands for a parameter, when types are asked for. */
export function noteParameter(
  literal: Expression,
  parameters: readonly Datum[],
  index: number,
): void {
  const asked = inputsOf.get(parameters)?.asked ?? null;
  if (asked === null) return;
  parametersAsked.set(literal, { asked, index, sampled: parameters[index - 1] !== null });
}

/**
 * Notes the type that the place of a literal asks for when it stands for a parameter whose type is
 * wanted. Answers a value to go on with, undefined for other expressions.
 */
export function askedSample(expression: Expression, type: SqlType): Datum | undefined {
  if (expression.kind !== 'literal' || expression.type.kind !== 'unknown') return undefined;
  const parameter = parametersAsked.get(expression);
  if (parameter === undefined) return undefined;
  if (type.kind !== 'unknown') parameter.asked[parameter.index - 1] ??= type;
  return parameter.sampled ? sampleOf(type) : null;
}

/** Some value of a type: one that nothing objects to. */
function sampleOf(type: SqlType): Datum {
  switch (type.kind) {
    case 'boolean':
      return true;
    case 'bigint':
    case 'timestamp':
    case 'timestamptz':
      return 1n;
    case 'numeric':
      return decimalDatum({ units: 1n, scale: Math.max(0, type.scale ?? 0) }, type);
    case 'smallint':
    case 'integer':
    case 'real':
    case 'double':
    case 'date':
      return 1;
    case 'interval':
      return { months: 0, days: 0, micros: 1_000_000 };
    case 'text':
    case 'json':
    case 'unknown':
      return '1';
    default:
      return null;
  }
}
