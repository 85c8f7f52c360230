import fc from 'fast-check';
import { type SqlType, type SqlTypeKind, sameType } from '../../src/data/sql-type.ts';
import { allFunctions } from '../../src/functions/function-registry.ts';
import {
  type ParameterKind,
  type ScalarFunction,
  sampleType,
} from '../../src/functions/scalar-function.ts';
import type { Expression } from '../../src/planner/expression/expression.ts';
import { datumOf } from './datum-arbitrary.ts';
import { column, connective, literal, negation } from './expressions.ts';

/** These build texts of megabytes out of large numbers. */
const slow = new Set(['repeat', 'lpad', 'rpad']);

const numericTypes: readonly SqlType[] = [
  { kind: 'numeric', precision: 9, scale: 2 },
  { kind: 'numeric', precision: 18, scale: 6 },
  { kind: 'numeric', precision: null, scale: null },
];

const kinds: readonly SqlTypeKind[] = [
  'boolean',
  'smallint',
  'integer',
  'bigint',
  'real',
  'double',
  'text',
  'date',
  'timestamp',
  'interval',
];

/** One column type of each kind and encoding that kernels tell apart. */
export const columnTypes: readonly SqlType[] = [
  ...kinds.map((kind) => ({ kind }) as SqlType),
  ...numericTypes,
];

type Candidate = {
  readonly fn: ScalarFunction;
  readonly types: readonly SqlType[];
  readonly result: SqlTypeKind;
};

/** Any expression over columns of the types, of a type of the kind. */
export function expressionOf(
  kind: SqlTypeKind,
  columns: readonly SqlType[],
  depth: number,
): fc.Arbitrary<Expression> {
  const leaf = leafOf(kind, columns);
  if (depth === 0) return leaf;
  const call = callOf(kind, columns, depth - 1);
  const choice = caseOf(kind, columns, depth - 1);
  if (kind !== 'boolean') return fc.oneof(leaf, { weight: 4, arbitrary: call }, choice);
  const boolean = (): fc.Arbitrary<Expression> => expressionOf('boolean', columns, depth - 1);
  return fc.oneof(
    leaf,
    { weight: 4, arbitrary: call },
    choice,
    fc
      .tuple(fc.constantFrom('and' as const, 'or' as const), boolean(), boolean(), boolean())
      .map(([word, ...args]) => connective(word, ...args)),
    boolean().map((argument) => negation('not', argument)),
    fc
      .constantFrom(...kinds)
      .chain((other) => expressionOf(other, columns, depth - 1))
      .map((argument) => negation('isNull', argument)),
  );
}

function leafOf(kind: SqlTypeKind, columns: readonly SqlType[]): fc.Arbitrary<Expression> {
  const literals = typesOf(kind).map((type) =>
    fc.option(datumOf(type), { freq: 8 }).map((value) => literal(value, type)),
  );
  const found = columns.flatMap((type, index) => (type.kind === kind ? [column(index, type)] : []));
  if (found.length === 0) return fc.oneof(...literals);
  return fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...found) }, ...literals);
}

function typesOf(kind: SqlTypeKind): readonly SqlType[] {
  return kind === 'numeric' ? numericTypes : [{ kind } as SqlType];
}

function callOf(
  kind: SqlTypeKind,
  columns: readonly SqlType[],
  depth: number,
): fc.Arbitrary<Expression> {
  const found = byResultKind.get(kind) ?? [];
  if (found.length === 0) return leafOf(kind, columns);
  return fc.constantFrom(...found).chain(({ fn, types }) =>
    fc
      .tuple(...types.map(({ kind: argument }) => expressionOf(argument, columns, depth)))
      .map((args) => ({
        kind: 'call',
        function: fn.id,
        arguments: args,
        type: fn.result(args.map(({ type }) => type)),
        nullable: true,
      })),
  );
}

/** Arms are of one type: those that are not give way to NULL. */
function caseOf(
  kind: SqlTypeKind,
  columns: readonly SqlType[],
  depth: number,
): fc.Arbitrary<Expression> {
  const arm = expressionOf(kind, columns, depth);
  const when = expressionOf('boolean', columns, depth);
  return fc
    .tuple(fc.array(fc.tuple(when, arm), { minLength: 1, maxLength: 2 }), arm)
    .map(([branches, otherwise]) => {
      const { type } = otherwise;
      return {
        kind: 'case',
        branches: branches.map(([condition, then]) => ({
          when: condition,
          then: sameType(then.type, type) ? then : literal(null, type),
        })),
        otherwise,
        type,
        nullable: true,
      };
    });
}

function candidates(): Candidate[] {
  return allFunctions
    .filter(({ name, volatility }) => !slow.has(name) && volatility !== 'volatile')
    .flatMap((fn) => {
      const parameters = fn.variadic
        ? [...fn.parameters, fn.parameters.at(-1) ?? 'integer']
        : fn.parameters;
      const types = parameters.map(typeOfParameter);
      if (types.some(hasParts)) return [];
      const result = fn.result(types);
      return hasParts(result) ? [] : [{ fn, types, result: result.kind }];
    });
}

/** Values with parts have no kernels of their own: expressions here do without them. */
function hasParts({ kind }: SqlType): boolean {
  return kind === 'array' || kind === 'struct' || kind === 'map';
}

function typeOfParameter(kind: ParameterKind): SqlType {
  return kind === 'numeric' ? (numericTypes[0] as SqlType) : sampleType(kind, { kind: 'integer' });
}

const byResultKind = groupByResult();

function groupByResult(): Map<SqlTypeKind, Candidate[]> {
  const groups = new Map<SqlTypeKind, Candidate[]>();
  for (const each of candidates()) {
    const group = groups.get(each.result);
    if (group === undefined) groups.set(each.result, [each]);
    else group.push(each);
  }
  return groups;
}
