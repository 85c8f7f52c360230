import { expect, test } from 'vitest';
import type { SqlType } from '../../../src/data/sql-type.ts';
import { keptPlan } from '../../../src/engine/plan-cache.ts';
import { EngineSession } from '../../../src/engine/session/session.ts';
import type { QueryNode } from '../../../src/parser/ast.ts';
import { parse } from '../../../src/parser/parse.ts';
import { withInputs } from '../../../src/planner/bind/statement-inputs.ts';
import { shopCatalog } from '../../support/plan-catalog.ts';

type Session = Parameters<typeof keptPlan>[2]['session'];

const { catalog } = shopCatalog().context('once');
const session = (user: string): Session =>
  new EngineSession({ status: 'I' } as EngineSession['block'], { user });

function query(sql: string): QueryNode {
  const [parsed] = parse(sql);
  if (parsed?.statement.kind !== 'query') throw new Error('no query');
  return parsed.statement.query;
}

const few = (): number => 10;

test('the plan of a query that comes again is kept', () => {
  const again = query('SELECT id FROM orders WHERE amount > 3');
  const asked = { catalog, rowCount: few, session: session('ada') };
  const [first, second, third] = [1, 2, 3].map(() => keptPlan(again, [], asked));
  expect(third).toBe(second);
  expect(second?.physical).toEqual(first?.physical);
});

test('a plan is made again when a relation, the row counts, a setting or the user are others', () => {
  const again = query(
    `SELECT o.id, current_user FROM orders o JOIN customers c ON c.id = o.customer
     JOIN clicks k ON k.customer = c.id WHERE amount > 3`,
  );
  const asked = { catalog, rowCount: few, session: session('ada') };
  const plan = (other: Partial<typeof asked> = {}) => keptPlan(again, [], { ...asked, ...other });
  plan();
  const kept = plan();
  expect(plan({ session: session('ada') })).toBe(kept);
  expect(plan({ rowCount: () => 11 })).toBe(kept);
  expect(plan({ rowCount: () => 1_000_000 })).not.toBe(kept);
  plan();
  expect(plan({ session: session('bob') })).not.toBe(plan());
  const other = { ...catalog, find: (parts: readonly string[]) => catalog.find(parts) };
  expect(plan({ catalog: other })).toBe(plan());
  const changed = (parts: readonly string[]) => structuredClone(catalog.find(parts));
  expect(plan({ catalog: { ...catalog, find: changed } })).not.toBe(plan());
  const set = session('ada');
  const before = plan({ session: set });
  expect(plan({ session: set })).toBe(before);
  set?.settings.set('millrace.disable_passes', 'push_filters');
  expect(plan({ session: set })).not.toBe(before);
});

const bigint = { kind: 'bigint' } as const;

function withTypes(
  values: readonly string[],
  types: readonly SqlType[] = values.map(() => bigint),
) {
  return withInputs(values, { types, session: () => undefined, asked: null });
}

function literalsIn(part: unknown): readonly unknown[] {
  if (typeof part !== 'object' || part === null) return [];
  if ('kind' in part && part.kind === 'literal' && 'value' in part) return [part.value];
  return Object.values(part).flatMap(literalsIn);
}

test('a plan that was made without a look at the parameters is kept for others', () => {
  const again = query(
    'SELECT id, $2 + id FROM orders WHERE customer = $1 OR item = $3 AND id < $1',
  );
  const asked = { catalog, rowCount: few, session: undefined };
  const types: readonly SqlType[] = [bigint, bigint, { kind: 'text' }];
  const plan = (...values: string[]) => keptPlan(again, withTypes(values, types), asked);
  plan('1', '2', 'a');
  plan('3', '4', 'b');
  const kept = plan('5', '6', 'c');
  const other = plan('7', '8', 'd');
  expect(other.explain).toBe(kept.explain);
  expect(literalsIn(kept.physical.nodes).map(String).toSorted()).toEqual(['5', '5', '6', 'c']);
  expect(literalsIn(other.physical.nodes).map(String).toSorted()).toEqual(['7', '7', '8', 'd']);
  expect(() => plan('x', '8', 'd')).toThrow('invalid input syntax for type bigint: "x"');
  const anew = query('SELECT id, $2 + id FROM orders WHERE customer = $1 OR item = $3 AND id < $1');
  expect(other.physical).toEqual(keptPlan(anew, withTypes(['7', '8', 'd'], types), asked).physical);
});

test.for([
  ['a constant is made of them', 'SELECT id FROM orders WHERE customer > $1 + 1'],
  ['they count rows', 'SELECT id FROM orders ORDER BY id LIMIT $1'],
  ['they are rows', 'VALUES ($1)'],
  ['they decide alone', 'SELECT id FROM orders WHERE $1 = 1'],
])('a plan is made each time where %s', ([, sql]) => {
  const again = query(sql as string);
  const asked = { catalog, rowCount: few, session: undefined };
  const plans = ['1', '2', '2'].map((value) => keptPlan(again, withTypes([value]), asked));
  expect(new Set(plans.map(({ explain }) => explain)).size).toBe(3);
  expect(plans[1]?.physical).not.toEqual(plans[0]?.physical);
  expect(plans[2]?.physical).toEqual(plans[1]?.physical);
});

test('a plan is made each time when types are not known, and anew for other types', () => {
  const again = query('SELECT id FROM orders WHERE amount > $1');
  const asked = { catalog, rowCount: few, session: undefined };
  const plans = ['1', '2', '2'].map((value) => keptPlan(again, [value], asked));
  expect(new Set(plans.map(({ explain }) => explain)).size).toBe(3);
  const typed = query('SELECT page FROM clicks WHERE page > $1');
  const plan = (type: SqlType) => keptPlan(typed, withTypes(['1'], [type]), asked);
  plan({ kind: 'text' });
  plan({ kind: 'text' });
  const kept = plan({ kind: 'text' });
  expect(plan({ kind: 'text' }).explain).toBe(kept.explain);
  const anew = plan({ kind: 'text', limit: { name: 'varchar', length: 3 } });
  expect(anew.explain).not.toBe(kept.explain);
});
