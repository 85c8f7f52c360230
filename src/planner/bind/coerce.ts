import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import {
  type Datum,
  isNamedNumber,
  type SqlType,
  sameType,
  typeName,
} from '../../data/sql-type.ts';
import { fitsAlways, hasModifiers, withoutModifiers } from '../../data/type-modifier.ts';
import { castFunction } from '../../functions/cast-function.ts';
import { type CastContext, commonType } from '../../functions/conversion.ts';
import { envAt } from '../../functions/evaluation-env.ts';
import { functionById } from '../../functions/function-registry.ts';
import { modifierFunction } from '../../functions/modifier-functions.ts';
import { resolveFunction } from '../../functions/resolve-function.ts';
import type { EvaluationEnv } from '../../functions/scalar-function.ts';
import { evaluate } from '../expression/evaluate.ts';
import type { Expression } from '../expression/expression.ts';
import { isNullLiteral, isStable } from '../expression/properties.ts';
import { askedSample } from './statement-inputs.ts';

/** BOOLEAN, the type of conditions. */
export const booleanType: SqlType = { kind: 'boolean' };

/** A constant of a type. */
export function literalOf(value: Datum, type: SqlType): Expression {
  return { kind: 'literal', value, type, nullable: value === null };
}

/**
 * The expression as another type. Bare literals are read at once.
 * @throws SqlError 42846 when there is no such cast, 22P02 and its like when a literal cannot be read
 */
export function castTo(
  expression: Expression,
  type: SqlType,
  context: CastContext,
  position: Position,
): Expression {
  if (sameType(expression.type, type)) {
    // Numbers of objects by another name.
    return context === 'explicit' && type.kind === 'bigint' ? { ...expression, type } : expression;
  }
  const name = type.kind === 'text' ? shownName(expression, position) : null;
  if (name !== null) return castTo(name, type, context, position);
  // Before parameters: they are of the plain type, and what they hold is assigned.
  if (hasModifiers(type) || hasModifiers(expression.type)) {
    return castModified(expression, type, context, position);
  }
  const sample = askedSample(expression, type);
  if (sample !== undefined) return literalOf(sample, type);
  if (isNullLiteral(expression)) return literalOf(null, type);
  const id = castFunction(expression.type, type, context);
  if (id === null) return relabelled(expression, type, position);
  if (expression.type.kind !== 'unknown') return callById(id, [expression], type);
  const text: Expression = { ...expression, type: { kind: 'text' } };
  if (type.kind === 'text') return text;
  const cast = callById(id, [text], type);
  return literalCast(cast, position);
}

/** Between types of one kind there is nothing to do. @throws SqlError 42846 */
function relabelled(expression: Expression, type: SqlType, position: Position): Expression {
  if (expression.type.kind === type.kind && !hasParts(type)) return { ...expression, type };
  const message = `cannot cast type ${typeName(expression.type)} to ${typeName(type)}`;
  throw new SqlError(sqlState.cannotCoerce, message, { position });
}

/** A cast from or to a type with a length or a precision: by way of the types without them. */
function castModified(
  expression: Expression,
  type: SqlType,
  context: CastContext,
  position: Position,
): Expression {
  const plain = withoutModifiers(type);
  if (sameType(withoutModifiers(expression.type), plain)) {
    return fitted(expression, type, context, position);
  }
  const from = fitted(expression, withoutModifiers(expression.type), context, position);
  return fitted(castTo(from, plain, context, position), type, context, position);
}

/** The expression as a type that differs in nothing but lengths and precisions. */
function fitted(
  expression: Expression,
  type: SqlType,
  context: CastContext,
  position: Position,
): Expression {
  if (sameType(expression.type, type)) return expression;
  const isSame = fitsAlways(expression.type, type);
  const { kind } = expression;
  if (isSame && (kind === 'column' || kind === 'literal')) return { ...expression, type };
  const fit = context === 'explicit' ? 'cut' : 'fit';
  const name = isSame ? 'relabel' : fit;
  const call = callById(modifierFunction(name, type), [expression], type);
  return kind === 'literal' ? literalOf(constantValue(call, position), type) : call;
}

/**
 * A literal's text as another type: a constant, unless the session's zone or the clock has a say
 * in what this text means. @throws SqlError what the cast raises
 */
function literalCast(cast: Expression, position: Position): Expression {
  if (!isStable(cast)) return cast;
  let isAsked = false;
  const asked = <T>(value: T): T => {
    isAsked = true;
    return value;
  };
  const env: EvaluationEnv = {
    ...anywhere,
    get nowMicros() {
      return asked(0);
    },
    get timeZone() {
      return asked('UTC');
    },
  };
  const value = constantValue(cast, position, env);
  return isAsked ? cast : literalOf(value, cast.type);
}

/** Where constants are computed that are the same everywhere. */
const anywhere = envAt(0);

/** The expression as a condition. @throws SqlError 42804 */
export function asCondition(expression: Expression, what: string, position: Position): Expression {
  const { kind } = expression.type;
  if (kind === 'boolean' || kind === 'unknown') {
    return castTo(expression, booleanType, 'implicit', position);
  }
  throw new SqlError(
    sqlState.datatypeMismatch,
    `argument of ${what} must be type boolean, not type ${typeName(expression.type)}`,
    { position },
  );
}

/**
 * A call of a function or operator by name, with its arguments cast; `places` are where the
 * arguments stand. @throws SqlError 42883, 42725
 */
export function callByName(
  name: string,
  args: readonly Expression[],
  position: Position,
  places: readonly Position[] = [],
): Expression {
  const given = withoutBlanks(name, args);
  const types = given.map(({ type }) => type);
  const resolved = resolveFunction(name, types, position);
  const cast = given.map((argument, i) =>
    castTo(argument, resolved.argumentTypes[i] as SqlType, 'implicit', places[i] ?? position),
  );
  return callById(resolved.function, cast, resolved.result);
}

/** What is shown of the number of an object: its name. Null for all else. */
export function shownName(number: Expression, position: Position): Expression | null {
  const { type } = number;
  if (type.kind !== 'bigint' || !isNamedNumber(type.as)) return null;
  return callByName(`${type.as}_name`, [number], position);
}

const comparisons: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=']);

/** A bare literal that is compared with a CHAR is one, too: its blanks do not count. */
function withoutBlanks(name: string, args: readonly Expression[]): readonly Expression[] {
  const isChar = ({ type }: Expression): boolean =>
    type.kind === 'text' && type.limit?.name === 'char';
  if (!comparisons.has(name) || !args.some(isChar)) return args;
  return args.map((each) => {
    if (each.kind !== 'literal' || each.type.kind !== 'unknown') return each;
    if (typeof each.value !== 'string') return each;
    return literalOf(String(each.value).replace(/ +$/, ''), each.type);
  });
}

/** The arguments, which stand at `places`, as their common type. @throws SqlError 42804 */
export function asCommonType(
  args: readonly Expression[],
  what: string,
  position: Position,
  places: readonly Position[],
): readonly Expression[] {
  const types = args.map(({ type }) => type);
  const common = commonType(types);
  if (common === null) {
    const [first, ...others] = types.filter(({ kind }) => kind !== 'unknown') as [SqlType];
    const other = others.find((type) => commonType([first, type]) === null) ?? first;
    throw new SqlError(
      sqlState.datatypeMismatch,
      `${what} types ${typeName(first)} and ${typeName(other)} cannot be matched`,
      { position },
    );
  }
  return args.map((argument, i) => castTo(argument, common, 'implicit', places[i] ?? position));
}

/** The value of a constant expression. @throws SqlError what evaluation raises, with the position */
export function constantValue(
  expression: Expression,
  position: Position,
  env: EvaluationEnv = anywhere,
): Datum {
  try {
    return evaluate(expression, [], env);
  } catch (error) {
    if (!(error instanceof SqlError) || error.position !== undefined) throw error;
    const { code, message, detail, hint } = error;
    throw new SqlError(code, message, { detail, hint, position });
  }
}

/** A call of a function by its id, its arguments cast already. */
export function callById(id: string, args: readonly Expression[], type: SqlType): Expression {
  const { nulls } = functionById(id);
  const nullable = nulls === 'own' || (nulls === 'strict' && args.some((each) => each.nullable));
  return { kind: 'call', function: id, arguments: args, type, nullable };
}

/** Types of one kind whose values differ: one cannot stand for the other. */
function hasParts({ kind }: SqlType): boolean {
  return kind === 'array' || kind === 'struct' || kind === 'map';
}
