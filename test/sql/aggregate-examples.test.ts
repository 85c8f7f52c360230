import { afterAll, beforeAll, expect, test } from 'vitest';
import { assert } from '../../src/common/assert.ts';
import { formatDatum } from '../../src/data/text-output.ts';
import { datumAt } from '../../src/data/vector-datum.ts';
import { allAggregates } from '../../src/functions/aggregates/aggregate-registry.ts';
import { TestEngine } from '../support/test-engine.ts';

let engine: TestEngine;

beforeAll(async () => {
  engine = await TestEngine.open();
});

afterAll(() => engine.close());

const examples = allAggregates
  .flatMap(({ examples }) => examples)
  .map((example, i) => [`${example.call} is ${example.output}`, `t${i}`, example] as const);

test.each(examples)('%s', async (_, table, { call, types, rows, output }) => {
  const columns = types.map((type, i) => `${'xy'[i]} ${type}`).join(', ');
  const values = rows.map((row) => `(${row.join(', ')})`).join(', ');
  const { results, error } = await engine.execute(
    `CREATE STREAM ${table} (${columns}); INSERT INTO ${table} VALUES ${values}; SELECT ${call} FROM ${table}`,
  );
  if (error !== null) throw error;
  const batch = results.at(-1)?.batches[0];
  const [field] = batch?.schema.fields ?? [];
  assert(batch?.columns[0] && field, 'one column');
  const value = datumAt(batch.columns[0], field.type, 0);
  expect(value === null ? 'NULL' : formatDatum(field.type, value)).toBe(output);
});
