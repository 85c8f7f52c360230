import { expect, test } from 'vitest';
import { prepareDemo } from '../../../src/cli/demo-command.ts';
import { SqlError } from '../../../src/common/sql-error.ts';
import type { RelationSummary } from '../../../src/engine/api.ts';
import { parse } from '../../../src/parser/parse.ts';
import { batchOf, FakeEngine, selected } from '../../support/fake-engine.ts';

const heads = (engine: FakeEngine): string[] =>
  engine.executed.map(({ sql }) => sql.trim().slice(0, 13));

const existing = [{ name: 'customers' } as RelationSummary];
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('the first start fills the table of customers', async () => {
  const engine = new FakeEngine();
  await prepareDemo(engine);
  expect(heads(engine)).toEqual(['CREATE STREAM', 'INSERT INTO c']);
});

test('a later start fills it only when it is empty, and does not wait to see', async () => {
  const engine = new FakeEngine();
  engine.relationList = existing;
  engine.onExecute = async () => ({ results: [selected(batchOf([[1, 'Ada']]))], error: null });
  await prepareDemo(engine);
  await settle();
  expect(heads(engine)).toEqual(['CREATE STREAM', 'SELECT custom']);
  engine.onExecute = async () => ({ results: [selected()], error: null });
  await prepareDemo(engine);
  await settle();
  expect(heads(engine).slice(2)).toEqual(['CREATE STREAM', 'SELECT custom', 'INSERT INTO c']);
});

test('a stop while it looks is no failure', async () => {
  const engine = new FakeEngine();
  engine.relationList = existing;
  engine.onExecute = async (sql) => {
    const stopped = sql.startsWith('SELECT') ? new SqlError('57P01', 'stopped') : null;
    return { results: [], error: stopped };
  };
  await prepareDemo(engine);
  await settle();
  expect(heads(engine)).toEqual(['CREATE STREAM', 'SELECT custom']);
});

test('what cannot be made ends the demo', async () => {
  const engine = new FakeEngine();
  engine.failWith(new SqlError('53100', 'no space left'));
  await expect(prepareDemo(engine)).rejects.toThrow('no space left');
});

test('the demo is SQL that can be run again', async () => {
  const engine = new FakeEngine();
  engine.onExecute = async () => ({ results: [selected()], error: null });
  await prepareDemo(engine);
  for (const { sql } of engine.executed) {
    for (const { statement } of parse(sql)) {
      if (statement.kind.startsWith('create'))
        expect(statement).toMatchObject({ ifNotExists: true });
    }
  }
});
