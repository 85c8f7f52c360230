import { assert } from '../common/assert.ts';
import { compareDatums } from '../data/compare-datums.ts';
import { type SqlTypeKind, storageOf } from '../data/sql-type.ts';
import { scaledArgument, staticScale } from './numeric-emit.ts';
import {
  type EmitContext,
  type ParameterKind,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from './scalar-function.ts';

/** A comparison: its operator, its word in ids, and whether an order (−, 0, +) answers it with true. */
type Comparison = {
  readonly name: '=' | '<>' | '<' | '<=' | '>' | '>=';
  readonly word: string;
  readonly holds: (order: number) => boolean;
};

const comparisons: readonly Comparison[] = [
  { name: '=', word: 'equal', holds: (order) => order === 0 },
  { name: '<>', word: 'notEqual', holds: (order) => order !== 0 },
  { name: '<', word: 'less', holds: (order) => order < 0 },
  { name: '<=', word: 'lessOrEqual', holds: (order) => order <= 0 },
  { name: '>', word: 'greater', holds: (order) => order > 0 },
  { name: '>=', word: 'greaterOrEqual', holds: (order) => order >= 0 },
];

/** Kinds that are compared with themselves. JSON is not: PostgreSQL's json has no equality. */
export const comparableKinds: readonly SqlTypeKind[] = [
  'boolean',
  'smallint',
  'integer',
  'bigint',
  'real',
  'double',
  'numeric',
  'text',
  'date',
  'timestamp',
  'timestamptz',
  'time',
  'interval',
  'uuid',
  'bytea',
  'jsonb',
];

const pairs: readonly (readonly [ParameterKind, ParameterKind])[] = [
  ...comparableKinds.map((kind): [ParameterKind, ParameterKind] => [kind, kind]),
  ['real', 'double'],
  ['double', 'real'],
  ['anyarray', 'anyarray'],
  ['anystruct', 'anystruct'],
  ['anymap', 'anymap'],
];

/** = <> < <= > >= and IS [NOT] DISTINCT FROM for all types that have an order. */
export function comparisonFunctions(): ScalarFunction[] {
  return pairs.flatMap(([a, b]) => [
    ...comparisons.map((comparison) => compare(comparison, a, b)),
    distinct('is distinct from', 'distinct', a, b, true),
    distinct('is not distinct from', 'notDistinct', a, b, false),
  ]);
}

function compare(comparison: Comparison, a: ParameterKind, b: ParameterKind): ScalarFunction {
  return scalarFunction({
    name: comparison.name,
    word: comparison.word,
    parameters: [a, b],
    result: () => plainType('boolean'),
    docs: `whether ${a} ${comparison.name} ${b}`,
    examples: exampleOf(comparison, a),
    evaluate: ([x, y], { argumentTypes: [xType, yType] }) => {
      assert(xType && yType, 'two argument types');
      return comparison.holds(compareDatums(x ?? null, xType, y ?? null, yType));
    },
    emit: (context) => emitCompare(context, comparison.name),
  });
}

const operandsByKind: Partial<Record<ParameterKind, string>> = {
  boolean: 'false ? true',
  integer: '1 ? 2',
  bigint: '1::bigint ? 5000000000',
  double: '1.5::double precision ? 2.5::double precision',
  numeric: '1.5 ? 1.75',
  text: "'apple' ? 'pear'",
  date: "date '2026-01-01' ? date '2026-01-02'",
  timestamp: "timestamp '2026-01-01 10:00:00' ? timestamp '2026-01-01 10:00:00.5'",
  time: "time '09:00' ? time '10:00'",
  interval: "interval '29 days' ? interval '1 month'",
  jsonb: '\'{"a": 1}\'::jsonb ? \'{"a": 2}\'::jsonb',
  anyarray: 'ARRAY[1, 2] ? ARRAY[1, 3]',
};

function exampleOf({ name, holds }: Comparison, kind: ParameterKind): [string, string][] {
  const operands = operandsByKind[kind];
  return operands === undefined ? [] : [[operands.replace('?', name), holds(-1) ? 't' : 'f']];
}

function distinct(
  name: string,
  word: string,
  a: ParameterKind,
  b: ParameterKind,
  wanted: boolean,
): ScalarFunction {
  return scalarFunction({
    name,
    word,
    parameters: [a, b],
    result: () => plainType('boolean'),
    nulls: 'never',
    docs: `whether ${a} ${name} ${b}, where NULL is a value like any other`,
    examples: a === 'integer' ? [[`1 ${name} null`, wanted ? 't' : 'f']] : [],
    evaluate: ([x = null, y = null], { argumentTypes: [xType, yType] }) => {
      if (x === null || y === null) return (x !== y) === wanted;
      assert(xType && yType, 'two argument types');
      return (compareDatums(x, xType, y, yType) !== 0) === wanted;
    },
    emit: (context) => emitDistinct(context, wanted),
  });
}

function emitDistinct(context: EmitContext, wanted: boolean): string | null {
  // Reading the bytes or strings of a NULL is safe for fixed-width values alone.
  const differ = hasFixedWidth(context) ? emitCompare(context, '<>') : null;
  if (differ === null) return null;
  const a = context.argumentIsNull(0) ?? 'false';
  const b = context.argumentIsNull(1) ?? 'false';
  const distinct = `(${a} ? !${b} : ${b} || ${differ})`;
  return wanted ? distinct : `!${distinct}`;
}

function hasFixedWidth({ argumentTypes }: EmitContext): boolean {
  return argumentTypes.every((type) => storageOf(type) !== 'text' && type.kind !== 'numeric');
}

function emitCompare(context: EmitContext, name: Comparison['name']): string | null {
  switch (context.argumentTypes[0]?.kind) {
    case 'real':
    case 'double':
      return emitDoubles(context, name);
    case 'numeric':
      return emitNumerics(context, name);
    case 'text':
    case 'uuid':
    case 'bytea':
      return emitTexts(context, name);
    case 'interval':
    case 'jsonb':
    case 'array':
    case 'struct':
    case 'map':
      return null;
    default:
      return compared(context.argument(0), name, context.argument(1));
  }
}

function compared(a: string, name: Comparison['name'], b: string): string {
  if (name === '=') return `(${a} === ${b})`;
  return name === '<>' ? `(${a} !== ${b})` : `(${a} ${name} ${b})`;
}

/** NaN is above everything and equal to itself, which JavaScript's operators deny. */
function emitDoubles(context: EmitContext, name: Comparison['name']): string {
  const [a, b] = [context.argument(0), context.argument(1)];
  const plain = compared(a, name, b);
  const exception = emitNaNs(
    name,
    canBeNaN(context, 0) ? `${a} !== ${a}` : null,
    canBeNaN(context, 1) ? `${b} !== ${b}` : null,
  );
  if (exception === null) return plain;
  return name === '<>' ? `(${plain} && !(${exception}))` : `(${plain} || ${exception})`;
}

/** When NaN makes a comparison true, or for <> false, against what JavaScript says; null for never. */
function emitNaNs(
  name: Comparison['name'],
  aIsNaN: string | null,
  bIsNaN: string | null,
): string | null {
  const but = (holds: string | null, unless: string | null): string | null =>
    holds === null || unless === null ? holds : `(${holds} && !(${unless}))`;
  switch (name) {
    case '=':
    case '<>':
      return aIsNaN === null || bIsNaN === null ? null : `(${aIsNaN} && ${bIsNaN})`;
    case '<':
      return but(bIsNaN, aIsNaN);
    case '<=':
      return bIsNaN;
    case '>':
      return but(aIsNaN, bIsNaN);
    case '>=':
      return aIsNaN;
  }
}

function canBeNaN(context: EmitContext, index: number): boolean {
  const literal = context.literal(index);
  return typeof literal !== 'number' || Number.isNaN(literal);
}

function emitNumerics(context: EmitContext, name: Comparison['name']): string | null {
  const [a, b] = context.argumentTypes.map(staticScale);
  if (typeof a !== 'number' || typeof b !== 'number') return null;
  const scale = Math.max(a, b);
  return compared(scaledArgument(context, 0, scale), name, scaledArgument(context, 1, scale));
}

/** Columns and literals are compared as bytes, without decoding. */
function emitTexts(context: EmitContext, name: Comparison['name']): string {
  const [a, b] = [context.bytes(0), context.bytes(1)];
  if (a === null || b === null) {
    const [x, y] = [context.argument(0), context.argument(1)];
    if (name === '=' || name === '<>') return compared(x, name, y);
    return compared(`${context.library('compareText')}(${x}, ${y})`, name, '0');
  }
  if (name === '=' || name === '<>') {
    const lengths = `${a.end} - ${a.start} === ${b.end} - ${b.start}`;
    const same = `${lengths} && ${context.library('sameBytes')}(${a.bytes}, ${a.start}, ${a.end}, ${b.bytes}, ${b.start})`;
    return name === '=' ? `(${same})` : `!(${same})`;
  }
  const order = `${context.library('compareBytes')}(${a.bytes}, ${a.start}, ${a.end}, ${b.bytes}, ${b.start}, ${b.end})`;
  return compared(order, name, '0');
}
