import { expect, test } from 'vitest';
import type { StatementDescription } from '../../../src/engine/api.ts';
import { keptDescription } from '../../../src/engine/description-cache.ts';
import type { StatementNode } from '../../../src/parser/ast.ts';
import { parse } from '../../../src/parser/parse.ts';
import { shopCatalog } from '../../support/plan-catalog.ts';

const { catalog } = shopCatalog().context('once');

function statement(sql: string): StatementNode {
  const [parsed] = parse(sql);
  if (parsed === undefined) throw new Error('no statement');
  return parsed.statement;
}

test('the description of a statement that comes again is kept, as long as all is as it was', () => {
  const again = statement('SELECT id FROM orders WHERE customer = $1');
  let described = 0;
  const of = (reader = catalog, kind: 'integer' | 'bigint' = 'bigint'): StatementDescription =>
    keptDescription(
      again,
      [{ kind }],
      { catalog: reader, rowCount: () => null, session: undefined },
      (by) => {
        described += 1;
        const { fields = [] } = by.catalog.find(['orders']) ?? {};
        return { kind: 'query', parameters: [{ kind }], schema: { fields } };
      },
    );
  of();
  const kept = of();
  expect(of()).toBe(kept);
  expect(described).toBe(2);
  expect(of(catalog, 'integer').parameters).toEqual([{ kind: 'integer' }]);
  expect(of().parameters).toEqual([{ kind: 'bigint' }]);
  const changed = {
    ...catalog,
    find: (parts: readonly string[]) => structuredClone(catalog.find(parts)),
  };
  of(changed);
  expect(described).toBe(5);
});
