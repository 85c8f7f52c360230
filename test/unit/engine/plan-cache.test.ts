import { expect, test } from 'vitest';
import { keptPlan } from '../../../src/engine/plan-cache.ts';
import { EngineSession } from '../../../src/engine/session/session.ts';
import type { QueryNode } from '../../../src/parser/ast.ts';
import { parse } from '../../../src/parser/parse.ts';
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

test('a plan with parameters is made each time', () => {
  const again = query('SELECT id FROM orders WHERE amount > $1');
  const asked = { catalog, rowCount: few, session: undefined };
  const plans = ['1', '2', '2'].map((value) => keptPlan(again, [value], asked));
  expect(new Set(plans).size).toBe(3);
});
