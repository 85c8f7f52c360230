import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Catalog, openCatalog } from '../../../src/catalog/catalog.ts';
import type { Contents } from '../../../src/catalog/contents.ts';
import type {
  CatalogObject,
  MaterializedViewDefinition,
  StreamDefinition,
} from '../../../src/catalog/definition.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-catalog-'));
  path = join(folder, 'catalog.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

const stream = (id: string, name: string): StreamDefinition => ({
  kind: 'stream',
  id,
  name,
  fields: [{ name: 'n', type: { kind: 'bigint' }, nullable: true }],
  sql: `CREATE STREAM ${name} (n BIGINT)`,
  watermark: null,
  partitions: 1,
  partitionBy: [],
  defaults: [null],
  options: {},
  connector: null,
});

const view = (id: string, name: string): MaterializedViewDefinition => ({
  kind: 'materialized view',
  id,
  name,
  fields: [],
  sql: '',
  query: 'SELECT 1',
  key: null,
  mode: 'updating',
});

const reopened = (catalog: Catalog): Catalog => {
  catalog.close();
  return openCatalog(path);
};

describe('names and definitions', () => {
  test('a relation is found by every qualified form of its name, and by no other', () => {
    const catalog = openCatalog(path);
    const orders = stream('s1', 'orders');
    catalog.create(orders, 7, []);
    for (const parts of [['orders'], ['public', 'orders'], ['millrace', 'public', 'orders']]) {
      expect(catalog.reader.find(parts)).toEqual(orders);
    }
    for (const parts of [
      ['Orders'],
      ['other', 'orders'],
      ['x', 'public', 'orders'],
      ['a', 'millrace', 'public', 'orders'],
      [],
    ]) {
      expect(catalog.reader.find(parts)).toBeNull();
    }
    expect(catalog.reader.names()).toEqual(['orders']);
    catalog.close();
  });

  test('definitions come back whole, values that JSON loses included', () => {
    const defaults = [9007199254740993n, Number.NaN, Number.NEGATIVE_INFINITY, -0, 'x', null, true];
    const options = JSON.parse('{"__proto__":"harmless","rate":5}');
    const definition: StreamDefinition = {
      ...stream('s1', 'odd "name"'),
      defaults: [...defaults, { months: 1, days: 2, micros: 3 }],
      options,
    };
    const catalog = openCatalog(path);
    catalog.create(definition, 41, []);
    const again = reopened(catalog);
    expect(again.get('s1')).toEqual({ definition, epoch: 41, reads: [] });
    expect(Object.keys(options)).toContain('__proto__');
    again.close();
  });

  test('a taken name is refused and nothing changes', () => {
    const catalog = openCatalog(path);
    catalog.create(stream('s1', 'orders'), 1, []);
    expect(() => catalog.create(view('v2', 'orders'), 2, [])).toThrow(
      expect.objectContaining({ code: '42P07', message: 'relation "orders" already exists' }),
    );
    expect(reopened(catalog).list()).toHaveLength(1);
  });
});

describe('ids', () => {
  test('carry a letter by kind and never come again, dropped or reopened', () => {
    let catalog = openCatalog(path);
    const given = [catalog.nextId('stream'), catalog.nextId('materialized view')];
    catalog.create(stream(given[0] as string, 'a'), 1, []);
    catalog.drop([given[0] as string]);
    catalog = reopened(catalog);
    given.push(catalog.nextId('stream'), catalog.nextId('table'), catalog.nextId('view'));
    expect(given).toEqual(['s1', 'v2', 's65', 't66', 'w67']);
    catalog.close();
  });
});

describe('dependencies', () => {
  const chained = (): Catalog => {
    const catalog = openCatalog(path);
    catalog.create(stream('s1', 'orders'), 1, []);
    catalog.create(view('v2', 'totals'), 2, ['s1', 's1']);
    catalog.create(view('v3', 'top'), 3, ['v2']);
    catalog.create(stream('s4', 'clicks'), 4, []);
    return catalog;
  };

  test('dependents are direct and indirect readers, and survive a reopening', () => {
    const catalog = reopened(chained());
    expect(catalog.dependents('s1')).toEqual(['totals', 'top']);
    expect(catalog.dependents('v3')).toEqual([]);
    expect(catalog.list().map((entry) => entry.definition.id)).toEqual(['s1', 'v2', 'v3', 's4']);
    catalog.close();
  });

  test('what others read is not dropped alone', () => {
    const catalog = chained();
    expect(() => catalog.drop(['s4', 's1'])).toThrow(
      expect.objectContaining({
        code: '2BP01',
        message: 'cannot drop stream orders because other objects depend on it',
        detail: 'materialized view totals depends on stream orders',
      }),
    );
    const again = reopened(catalog);
    expect(again.list()).toHaveLength(4);
    again.close();
  });

  test('what others read is dropped together with them, for good', () => {
    const catalog = chained();
    catalog.drop(['s1', 'v2', 'v3']);
    expect(catalog.reader.names()).toEqual(['clicks']);
    const again = reopened(catalog);
    expect(again.reader.names()).toEqual(['clicks']);
    expect(again.get('s1')).toBeNull();
    again.close();
  });
});

describe('drafts', () => {
  const inShop = (id: string, name: string): StreamDefinition => ({
    ...stream(id, name),
    schema: 'shop',
  });
  const draftWith = (catalog: Catalog, ...definitions: CatalogObject[]): Contents => {
    const draft = catalog.draft();
    for (const definition of definitions) draft.put({ definition, epoch: 1, reads: [] });
    return draft;
  };

  test('what a draft says nobody else sees before its commit, and everybody afterwards', () => {
    const catalog = openCatalog(path);
    const draft = draftWith(
      catalog,
      { kind: 'schema', id: 'n1', name: 'shop' },
      inShop('s2', 'orders'),
    );
    const names = { path: ['shop', 'public'], temporary: null };
    expect(catalog.viewFor(names, draft).find(['orders'])?.id).toBe('s2');
    expect(catalog.viewFor(names).find(['orders'])).toBeNull();
    catalog.commit(draft);
    expect(catalog.viewFor(names).find(['orders'])?.id).toBe('s2');
    expect(catalog.view.find(['orders'])).toBeNull();
    expect(catalog.view.find(['shop', 'orders'])?.id).toBe('s2');
    expect(catalog.view.schemas()).toEqual(['public', 'shop']);
    const again = reopened(catalog);
    expect(again.view.find(['shop', 'orders'])).toEqual(inShop('s2', 'orders'));
    again.close();
  });

  test('of two drafts that take one name, or change one object, the second fails', () => {
    const catalog = openCatalog(path);
    const [first, second] = [
      draftWith(catalog, stream('s1', 'a')),
      draftWith(catalog, stream('s2', 'a')),
    ];
    catalog.commit(first);
    expect(() => catalog.commit(second)).toThrow(expect.objectContaining({ code: '42P07' }));
    const renamed = draftWith(catalog, stream('s1', 'b'));
    const dropped = catalog.draft();
    dropped.remove('s1');
    catalog.commit(renamed);
    expect(() => catalog.commit(dropped)).toThrow(expect.objectContaining({ code: '40001' }));
    expect(catalog.reader.names()).toEqual(['b']);
    catalog.close();
  });

  test('names can be swapped in one draft', () => {
    let catalog = openCatalog(path);
    catalog.create(stream('s1', 'a'), 1, []);
    catalog.create(stream('s2', 'b'), 1, []);
    const draft = draftWith(catalog, stream('s1', 'c'), stream('s2', 'a'), stream('s1', 'b'));
    catalog.commit(draft);
    const ids = (): unknown[] => ['a', 'b', 'c'].map((name) => catalog.view.find([name])?.id);
    expect(ids()).toEqual(['s2', 's1', undefined]);
    catalog = reopened(catalog);
    expect(ids()).toEqual(['s2', 's1', undefined]);
    catalog.close();
  });

  test('objects of a session that is no more are gone after a reopening, with what reads them', () => {
    let catalog = openCatalog(path);
    catalog.create({ ...stream('s1', 'a'), schema: 'pg_temp_3' }, 1, []);
    catalog.create(view('v2', 'v'), 1, ['s1']);
    catalog.create(stream('s3', 'c'), 1, []);
    catalog = reopened(catalog);
    expect(catalog.list().map(({ definition }) => definition.name)).toEqual(['c']);
    catalog.close();
  });

  test('counters come back, and go with their object', () => {
    let catalog = openCatalog(path);
    catalog.create(stream('s1', 'a'), 1, []);
    catalog.setCounter('s1', 9007199254740993n);
    catalog = reopened(catalog);
    expect(catalog.counter('s1')).toBe(9007199254740993n);
    catalog.drop(['s1']);
    expect(catalog.counter('s1')).toBeNull();
    catalog.close();
  });
});

describe('opening', () => {
  test('a newer format is refused', () => {
    openCatalog(path).close();
    const database = new Database(path);
    database.pragma('user_version = 99');
    database.close();
    expect(() => openCatalog(path)).toThrow(
      expect.objectContaining({
        code: '55000',
        message: 'the catalog was written by a newer version of Millrace',
        detail: 'Its format is 99; this version reads formats up to 2.',
      }),
    );
  });

  test('a catalog of the first format is opened, and its ids and dependencies are kept', () => {
    const database = new Database(path);
    database.exec(`
      CREATE TABLE relation (
        id TEXT PRIMARY KEY, sequence INTEGER NOT NULL, name TEXT NOT NULL UNIQUE,
        epoch INTEGER NOT NULL, definition TEXT NOT NULL) STRICT;
      CREATE TABLE dependency (
        relation TEXT NOT NULL REFERENCES relation (id), reads TEXT NOT NULL REFERENCES relation (id),
        PRIMARY KEY (relation, reads)) STRICT, WITHOUT ROWID;
      CREATE TABLE issued (number INTEGER PRIMARY KEY AUTOINCREMENT) STRICT;
      INSERT INTO issued VALUES (7);
      DELETE FROM issued;
    `);
    const add = database.prepare('INSERT INTO relation VALUES (?, ?, ?, ?, ?)');
    add.run('s1', 1, 'orders', 7, JSON.stringify(stream('s1', 'orders')));
    add.run('v2', 2, 'totals', 9, JSON.stringify(view('v2', 'totals')));
    database.prepare('INSERT INTO dependency VALUES (?, ?)').run('v2', 's1');
    database.pragma('user_version = 1');
    database.close();
    let catalog = openCatalog(path);
    expect(catalog.get('s1')).toEqual({ definition: stream('s1', 'orders'), epoch: 7, reads: [] });
    expect(catalog.dependents('s1')).toEqual(['totals']);
    expect(catalog.nextId('table')).toBe('t8');
    catalog.create(stream('s8', 'clicks'), 10, []);
    catalog = reopened(catalog);
    expect(catalog.reader.names()).toEqual(['orders', 'totals', 'clicks']);
    catalog.close();
  });

  test('a second opening is refused while the first lives', () => {
    const catalog = openCatalog(path);
    expect(() => openCatalog(path)).toThrow(expect.objectContaining({ code: '55006' }));
    catalog.close();
    openCatalog(path).close();
  });

  test('a file that is no catalog, a folder that is missing, a damaged entry', () => {
    writeFileSync(
      path,
      'certainly not a database, and longer than a header of one hundred bytes'.repeat(9),
    );
    expect(() => openCatalog(path)).toThrow(expect.objectContaining({ code: 'XX001' }));
    expect(() => openCatalog(join(folder, 'missing', 'catalog.db'))).toThrow(
      expect.objectContaining({ name: 'SqlError', code: '58P01' }),
    );
    rmSync(path);
    const catalog = openCatalog(path);
    catalog.create(stream('s1', 'orders'), 1, []);
    catalog.close();
    const database = new Database(path);
    database.exec(`UPDATE object SET definition = '{"kind":'`);
    database.close();
    expect(() => openCatalog(path)).toThrow(
      expect.objectContaining({
        code: 'XX001',
        message: 'the catalog entry of "orders" is damaged',
      }),
    );
  });
});
