import { expect, test } from 'vitest';
import type { SqlType } from '../../../src/data/sql-type.ts';
import { parameterTypes } from '../../../src/functions/polymorphic-types.ts';
import type { ParameterKind } from '../../../src/functions/scalar-function.ts';
import { numeric } from '../../support/sql-call.ts';

const integer: SqlType = { kind: 'integer' };
const bigint: SqlType = { kind: 'bigint' };
const text: SqlType = { kind: 'text' };
const unknown: SqlType = { kind: 'unknown' };
const arrayOf = (element: SqlType): SqlType => ({ kind: 'array', element });
const map: SqlType = { kind: 'map', key: text, value: integer };

test.each<[ParameterKind[], SqlType[], SqlType[] | null]>([
  [
    ['anyarray', 'anyelement'],
    [arrayOf(integer), integer],
    [arrayOf(integer), integer],
  ],
  [['anyarray', 'anyelement'], [arrayOf(integer), bigint], null],
  [
    ['anyarray', 'anyelement'],
    [arrayOf(integer), unknown],
    [arrayOf(integer), integer],
  ],
  [['anyarray', 'anyarray'], [arrayOf(text), arrayOf(integer)], null],
  [
    ['anyarray', 'anyarray'],
    [arrayOf(numeric(2, 1)), arrayOf(numeric(5, 3))],
    [arrayOf(numeric()), arrayOf(numeric())],
  ],
  [
    ['anycompatiblearray', 'anycompatible'],
    [arrayOf(integer), bigint],
    [arrayOf(bigint), bigint],
  ],
  [['anycompatiblearray', 'anycompatible'], [arrayOf(integer), text], null],
  [['anynonarray', 'text'], [arrayOf(integer), text], null],
  [
    ['anyarray', 'text'],
    [unknown, text],
    [arrayOf(text), text],
  ],
  [['anyarray'], [integer], null],
  [
    ['text[]', 'bigint[]'],
    [unknown, arrayOf(integer)],
    [arrayOf(text), arrayOf(bigint)],
  ],
  [['integer[]'], [arrayOf(bigint)], null],
  [
    ['anymap', 'anymapkey', 'anymapvalue'],
    [map, unknown, integer],
    [map, text, integer],
  ],
  [['anymap', 'anymapkey'], [map, integer], null],
  [
    ['any', 'numeric'],
    [unknown, integer],
    [text, numeric(null, 0)],
  ],
])('%j given %j', (parameters, types, expected) => {
  expect(parameterTypes(parameters, types)).toEqual(expected);
});
