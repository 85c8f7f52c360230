import { SqlError, sqlState } from '../common/sql-error.ts';
import { type JsonTree, printJson, readJson } from '../data/json-tree.ts';
import type { Datum, SqlType, SqlTypeKind } from '../data/sql-type.ts';
import { typeName } from '../data/sql-type.ts';
import { datumFromText, textInputStates } from '../data/text-input.ts';
import { type CastParts, cast } from './cast.ts';
import type { ScalarFunction } from './scalar-function.ts';

const numbers: readonly SqlTypeKind[] = [
  'smallint',
  'integer',
  'bigint',
  'numeric',
  'real',
  'double',
];

/** Casts between JSON and JSONB, and of JSONB's numbers and truth values. */
export function jsonCasts(): ScalarFunction[] {
  return [
    cast('json', 'jsonb', {
      fallible: [sqlState.statementTooComplex],
      examples: [[`'{"b":1,  "a":2}'::json::jsonb`, '{"a": 2, "b": 1}']],
      evaluate: (json) => printJson(readJson(json as string)),
    }),
    cast('jsonb', 'json', { evaluate: (json) => json }),
    fromJsonb('boolean', {
      fallible: [sqlState.invalidParameterValue, sqlState.statementTooComplex],
      examples: [["'true'::jsonb::boolean", 't']],
      evaluate: (json, { resultType }) => {
        const tree = readJson(json as string);
        if (tree.kind === 'true' || tree.kind === 'false') return tree.kind === 'true';
        throw cannotCast(tree, resultType);
      },
    }),
    ...numbers.map((kind) =>
      fromJsonb(kind, {
        fallible: [
          ...textInputStates('numeric'),
          sqlState.invalidParameterValue,
          sqlState.statementTooComplex,
        ],
        examples: kind === 'integer' ? [["'1.5'::jsonb::integer", '2']] : [],
        evaluate: (json, { resultType }) => numberOf(readJson(json as string), resultType),
      }),
    ),
  ];
}

/** JSON's null becomes NULL. */
function fromJsonb(kind: SqlTypeKind, parts: CastParts): ScalarFunction {
  const made = cast('jsonb', kind, parts);
  return {
    ...made,
    nulls: 'own',
    evaluate: ([json = null], types, env) =>
      json === null || json === 'null' ? null : made.evaluate([json], types, env),
  };
}

/** A number is rounded where the type has no fractions. */
function numberOf(tree: JsonTree, type: SqlType): Datum {
  if (tree.kind !== 'number') throw cannotCast(tree, type);
  const isInteger = ['smallint', 'integer', 'bigint'].includes(type.kind);
  if (!isInteger) return datumFromText(type, printJson(tree));
  const rounded = datumFromText({ kind: 'numeric', precision: 1000, scale: 0 }, printJson(tree));
  return datumFromText(type, String(rounded));
}

function cannotCast({ kind }: JsonTree, type: SqlType): SqlError {
  const what = kind === 'true' || kind === 'false' ? 'boolean' : kind;
  const name = type.kind === 'numeric' ? 'numeric' : typeName(type);
  return new SqlError(sqlState.invalidParameterValue, `cannot cast jsonb ${what} to type ${name}`);
}
