import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import { parseInterval } from '../../data/interval-text.ts';
import type { Datum, SqlType } from '../../data/sql-type.ts';
import type { ExpressionNode } from '../../parser/ast.ts';
import type { Expression } from '../expression/expression.ts';
import { regLiteral } from './bind-reg-cast.ts';
import { bindType } from './bind-type.ts';
import { castTo, constantValue, literalOf } from './coerce.ts';
import type { ParameterPlace } from './parameter-watch.ts';
import { declaredSample, declaredType, noteParameter, watchOf } from './statement-inputs.ts';

const integerMax = 2n ** 31n - 1n;
const bigintMax = 2n ** 63n - 1n;
/** More digits than this are not sure to fit 64-bit storage. */
const scaledDigitsMax = 18;

/** A number as written: INTEGER, BIGINT or NUMERIC, whichever holds it first. */
export function numberLiteral(text: string, position: Position): Expression {
  if (/^\d+$/.test(text)) return integerLiteral(BigInt(text), text, position);
  const [, whole = '', fraction = '', exponent = '0'] =
    /^(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  const power = Number(exponent);
  if (Math.abs(power) > scaledDigitsMax) return wideNumber(text, position);
  const digits = whole + fraction + '0'.repeat(Math.max(0, power - fraction.length));
  const scale = Math.max(0, fraction.length - power);
  const unscaled = BigInt(digits === '' ? '0' : digits);
  const precision = Math.max(unscaled.toString().length, scale);
  if (precision > scaledDigitsMax) return wideNumber(text, position);
  return literalOf(unscaled, { kind: 'numeric', precision: null, scale });
}

/** The negative of a number literal: −2^63 is a BIGINT though 2^63 is none. Null for other expressions. */
export function negatedLiteral(operand: ExpressionNode): Expression | null {
  if (operand.kind !== 'number') return null;
  const literal = numberLiteral(operand.text, operand.position);
  if (literal.kind !== 'literal') return null;
  const { value } = literal;
  // Not −value: an integer has no negative zero, which would show in a cast to double.
  if (typeof value === 'number') return { ...literal, value: 0 - value };
  if (typeof value === 'bigint') return { ...literal, value: -value };
  if (value === String(bigintMax + 1n)) return literalOf(-bigintMax - 1n, { kind: 'bigint' });
  return { ...literal, value: `-${String(value)}` };
}

/** `TIMESTAMP '…'`, `INTERVAL '10' SECOND` and their like. @throws SqlError 42704, 22007, 22P02 */
export function typedLiteral(node: Extract<ExpressionNode, { kind: 'typedLiteral' }>): Expression {
  const reg = regLiteral(node.type, node.value, node.position);
  if (reg !== null) return reg;
  const type = bindType(node.type);
  if (type.kind !== 'interval') {
    return castTo(literalOf(node.value, { kind: 'unknown' }), type, 'explicit', node.position);
  }
  try {
    const plain = { kind: 'interval' } as const;
    const literal = literalOf(parseInterval(node.value, node.unit), plain);
    return castTo(literal, type, 'explicit', node.position);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    throw new SqlError(error.code, error.message, { position: node.position });
  }
}

/** The value given for a parameter; a text has the type that its place asks for. @throws SqlError 42P02 */
export function parameterLiteral(
  index: number,
  parameters: readonly Datum[],
  position: Position,
): Expression {
  const value = parameters[index - 1];
  if (value === undefined) {
    throw new SqlError(sqlState.undefinedParameter, `there is no parameter $${index}`, {
      hint: `${parameters.length} parameter values were given.`,
      position,
    });
  }
  const literal = datumLiteral(value);
  const type = declaredType(parameters, index);
  if (type !== null) {
    const sample = declaredSample(parameters, index, type);
    if (sample !== undefined) return literalOf(sample, type);
    return watched(castTo(literal, type, 'explicit', position), parameters, { index, position });
  }
  watchOf(parameters)?.noteRead();
  noteParameter(literal, parameters, index);
  return literal;
}

/** The value of a parameter, so that it is noticed when the plan is made by it. */
function watched(
  value: Expression,
  parameters: readonly Datum[],
  place: ParameterPlace,
): Expression {
  const watch = watchOf(parameters);
  if (watch === null) return value;
  if (value.kind === 'literal' && value.value !== null) return watch.literal(value, place);
  watch.noteRead();
  return value;
}

/** A constant of the type that its value has; texts and NULL are of type `text`. */
export function datumLiteral(value: Datum, text: SqlType = { kind: 'unknown' }): Expression {
  if (value === null || typeof value === 'string') return literalOf(value, text);
  if (typeof value === 'boolean') return literalOf(value, { kind: 'boolean' });
  if (typeof value === 'bigint') return literalOf(value, { kind: 'bigint' });
  if (typeof value === 'object') return literalOf(value, { kind: 'interval' });
  if (!Number.isSafeInteger(value)) return literalOf(value, { kind: 'double' });
  if (Math.abs(value) <= Number(integerMax)) return literalOf(value, { kind: 'integer' });
  return literalOf(BigInt(value), { kind: 'bigint' });
}

function integerLiteral(value: bigint, text: string, position: Position): Expression {
  if (value <= integerMax) return literalOf(Number(value), { kind: 'integer' });
  if (value <= bigintMax) return literalOf(value, { kind: 'bigint' });
  return wideNumber(text, position);
}

/** A number whose digits have no room in 64 bits. */
function wideNumber(text: string, position: Position): Expression {
  const type = { kind: 'numeric', precision: null, scale: null } as const;
  const literal = castTo(literalOf(text, { kind: 'unknown' }), type, 'explicit', position);
  return literal.kind === 'literal' ? literal : literalOf(constantValue(literal, position), type);
}
