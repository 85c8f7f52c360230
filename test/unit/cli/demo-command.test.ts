import { expect, test } from 'vitest';
import { prepareDemo } from '../../../src/cli/demo-command.ts';
import { SqlError } from '../../../src/common/sql-error.ts';
import { parse } from '../../../src/parser/parse.ts';
import { batchOf, FakeEngine, selected } from '../../support/fake-engine.ts';

const heads = (engine: FakeEngine): string[] =>
  engine.executed.map(({ sql }) => sql.trim().slice(0, 13));

test('customers are inserted once', async () => {
  const engine = new FakeEngine();
  engine.onExecute = async () => ({ results: [selected()], error: null });
  await prepareDemo(engine);
  expect(heads(engine)).toEqual(['CREATE STREAM', 'SELECT custom', 'INSERT INTO c']);
  const again = new FakeEngine();
  again.onExecute = async () => ({ results: [selected(batchOf([[1, 'Ada']]))], error: null });
  await prepareDemo(again);
  expect(heads(again)).toEqual(['CREATE STREAM', 'SELECT custom']);
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
