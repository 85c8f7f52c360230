import { expect, test } from 'vitest';
import { typeName } from '../../../../src/data/sql-type.ts';
import { parseQuery } from '../../../../src/parser/parse.ts';
import { bindType } from '../../../../src/planner/bind/bind-type.ts';
import { sqlFailure } from '../../../support/sql-failure.ts';

function typeOf(text: string): string {
  const query = parseQuery(`SELECT CAST(NULL AS ${text})`);
  const item = query.kind === 'select' ? query.items[0] : undefined;
  if (item?.expression.kind !== 'cast') throw new Error('not a cast');
  return typeName(bindType(item.expression.type));
}

test.each([
  ['int', 'integer'],
  ['INT4', 'integer'],
  ['int8', 'bigint'],
  ['int2', 'smallint'],
  ['float', 'double precision'],
  ['float(24)', 'real'],
  ['float8', 'double precision'],
  ['double precision', 'double precision'],
  ['varchar(10)', 'character varying(10)'],
  ['character varying', 'character varying'],
  ['char', 'character(1)'],
  ['character(3)', 'character(3)'],
  ['bpchar', 'bpchar'],
  ['timestamp(3)', 'timestamp(3) without time zone'],
  ['timestamp(9)', 'timestamp(6) without time zone'],
  ['timestamp(0) with time zone', 'timestamp(0) with time zone'],
  ['time(1)', 'time(1) without time zone'],
  ['interval(2)', 'interval(2)'],
  ['varchar(2)[]', 'character varying(2)[]'],
  ['string', 'text'],
  ['bool', 'boolean'],
  ['decimal(10)', 'numeric(10,0)'],
  ['numeric', 'numeric'],
  ['timestamp without time zone', 'timestamp without time zone'],
  ['timestamp with time zone', 'timestamp with time zone'],
  ['timestamptz', 'timestamp with time zone'],
  ['interval', 'interval'],
  ['json', 'json'],
  ['bytea', 'bytea'],
  ['jsonb', 'jsonb'],
  ['text[]', 'text[]'],
])('%s is %s', (text, expected) => {
  expect(typeOf(text)).toBe(expected);
});

test.each([
  ['xml', '0A000'],
  ['bolean', '42704'],
  ['numeric(0)', '22023'],
  ['numeric(1001)', '22023'],
  ['varchar(0)', '22023'],
  ['char(10485761)', '22023'],
  ['int(3)', '42601'],
])('%s is refused with %s', (text, code) => {
  expect(sqlFailure(() => typeOf(text)).code).toBe(code);
});

test('a hint names the nearest type', () => {
  expect(sqlFailure(() => typeOf('bolean')).hint).toBe('Did you mean "boolean"?');
});
