import { expect, test } from 'vitest';
import { typeName } from '../../../../src/data/sql-type.ts';
import { numberLiteral } from '../../../../src/planner/bind/bind-literal.ts';
import { shopCatalog } from '../../../support/plan-catalog.ts';

const position = { line: 1, column: 1, length: 1 };
const literal = (text: string): readonly unknown[] => {
  const bound = numberLiteral(text, position);
  return [bound.kind === 'literal' ? bound.value : bound.kind, typeName(bound.type)];
};

test.each([
  ['1', 1, 'integer'],
  ['2147483647', 2_147_483_647, 'integer'],
  ['2147483648', 2_147_483_648n, 'bigint'],
  ['9223372036854775807', 9_223_372_036_854_775_807n, 'bigint'],
  ['9223372036854775808', '9223372036854775808', 'numeric'],
  ['0.908', 908n, 'numeric'],
  ['.5', 5n, 'numeric'],
  ['12.50', 1250n, 'numeric'],
  ['1.5e3', 1500n, 'numeric'],
  ['15e-1', 15n, 'numeric'],
  ['0.0', 0n, 'numeric'],
  ['1e400', `1${'0'.repeat(400)}`, 'numeric'],
])('%s', (text, value, type) => {
  expect(literal(text)).toEqual([value, type]);
});

test('the least BIGINT can be written', () => {
  const { fields } = shopCatalog().plan('SELECT -9223372036854775808, -5, - 2.5').physical.output;
  expect(fields.map(({ type }) => typeName(type))).toEqual(['bigint', 'integer', 'numeric']);
});
