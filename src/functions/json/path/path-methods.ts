import { SqlError } from '../../../common/sql-error.ts';
import { floorDecimal, formatDecimal, negateDecimal, parseDecimal } from '../../../data/decimal.ts';
import type { Decimal } from '../../../data/decimal-text.ts';
import { type JsonTree, plainNumber } from '../../../data/json-tree.ts';
import { functionState } from '../../function-errors.ts';
import type { PathMethod } from './path-tree.ts';

/** Methods of single values: those of containers are the run's. */
export type ValueMethod = Exclude<PathMethod, 'type' | 'size' | 'keyvalue'>;

/** The numbers that integer() and bigint() answer. */
const bounds = { integer: 2n ** 31n, bigint: 2n ** 63n } as const;

/** What a method makes of a value. @throws SqlError 22036 for values that it is not for */
export function applyMethod(item: JsonTree, name: ValueMethod): JsonTree {
  switch (name) {
    case 'boolean':
      return truthOf(item);
    case 'string':
      return textOf(item);
    case 'integer':
    case 'bigint':
      return integerOf(item, name);
    case 'double':
    case 'number':
    case 'decimal':
      return jsonNumber(numberFrom(item, name, true));
    case 'abs': {
      const value = numberFrom(item, name, false);
      return jsonNumber(value.units < 0n ? negateDecimal(value) : value);
    }
    case 'ceiling':
    case 'floor':
      return jsonNumber(floorDecimal(numberFrom(item, name, false), name === 'ceiling'));
  }
}

/** The members of an object as objects of key, value and the object's number. */
export function keyValues(item: Extract<JsonTree, { kind: 'object' }>): readonly JsonTree[] {
  return [...item.members].map(([key, value]) => ({
    kind: 'object',
    members: new Map<string, JsonTree>([
      ['key', { kind: 'string', value: key }],
      ['value', value],
      ['id', { kind: 'number', text: '0' }],
    ]),
  }));
}

/** A number as a JSON value. */
export function jsonNumber(value: Decimal): JsonTree {
  return { kind: 'number', text: formatDecimal(value) };
}

function numberFrom(item: JsonTree, name: ValueMethod, texts: boolean): Decimal {
  const isText = item.kind === 'string' && texts;
  if (item.kind !== 'number' && !isText) {
    throw notFor(name, texts ? 'string or numeric value' : 'numeric value');
  }
  const text = item.kind === 'number' ? item.text : item.value;
  const value = parseDecimal(text);
  if (value !== null) return value;
  const type = name === 'double' ? 'double precision' : 'numeric';
  throw unfit(text, name, type);
}

/** Fractions are rounded. */
function integerOf(item: JsonTree, name: 'integer' | 'bigint'): JsonTree {
  const value = numberFrom(item, name, true);
  const half: Decimal = { units: 5n, scale: 1 };
  const isNegative = value.units < 0n;
  const size = isNegative ? negateDecimal(value) : value;
  const rounded = floorDecimal(addHalf(size, half), false);
  const whole = BigInt(formatDecimal(rounded)) * (isNegative ? -1n : 1n);
  if (whole < -bounds[name] || whole >= bounds[name]) {
    throw unfit(item.kind === 'number' ? item.text : formatDecimal(value), name, name);
  }
  return { kind: 'number', text: String(whole) };
}

function addHalf(value: Decimal, half: Decimal): Decimal {
  const scale = Math.max(value.scale, half.scale);
  const of = (each: Decimal): bigint => each.units * 10n ** BigInt(scale - each.scale);
  return { units: of(value) + of(half), scale };
}

const truths: Readonly<Record<string, boolean>> = {
  ...Object.fromEntries(['t', 'true', 'y', 'yes', 'on', '1'].map((word) => [word, true])),
  ...Object.fromEntries(['f', 'false', 'n', 'no', 'off', '0'].map((word) => [word, false])),
};

function truthOf(item: JsonTree): JsonTree {
  if (item.kind === 'true' || item.kind === 'false') return item;
  if (item.kind !== 'number' && item.kind !== 'string') {
    throw notFor('boolean', 'boolean, string, or numeric value');
  }
  const text = item.kind === 'number' ? item.text : item.value;
  const number = item.kind === 'number' && /^-?\d+$/.test(text) ? Number(text) !== 0 : undefined;
  const truth = item.kind === 'number' ? number : truths[text.trim().toLowerCase()];
  if (truth === undefined) throw unfit(text, 'boolean', 'boolean');
  return { kind: truth ? 'true' : 'false' };
}

function textOf(item: JsonTree): JsonTree {
  switch (item.kind) {
    case 'string':
      return item;
    case 'number':
      return { kind: 'string', value: plainNumber(item.text) };
    case 'true':
    case 'false':
      return { kind: 'string', value: item.kind };
    default:
      throw notFor('string', 'boolean, string, numeric, or datetime value');
  }
}

function notFor(name: ValueMethod, what: string): SqlError {
  return new SqlError(
    functionState.nonNumericJsonItem,
    `jsonpath item method .${name}() can only be applied to a ${what}`,
  );
}

function unfit(text: string, name: ValueMethod, type: string): SqlError {
  return new SqlError(
    functionState.nonNumericJsonItem,
    `argument "${text}" of jsonpath item method .${name}() is invalid for type ${type}`,
  );
}
