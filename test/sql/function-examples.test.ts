import { expect, test } from 'vitest';
import { assert } from '../../src/common/assert.ts';
import { formatDatum } from '../../src/data/text-output.ts';
import { envAt } from '../../src/functions/evaluation-env.ts';
import { allFunctions, functionSubjects } from '../../src/functions/function-registry.ts';
import { parseQuery } from '../../src/parser/parse.ts';
import { bindExpression } from '../../src/planner/bind/bind-expression.ts';
import { emptyScope } from '../../src/planner/bind/scope.ts';
import { evaluate } from '../../src/planner/expression/evaluate.ts';

/** The whole way of an expression without columns: text, tree, types, value, text. */
function printed(sql: string): string {
  const query = parseQuery(`SELECT ${sql}`);
  assert(query.kind === 'select', 'a SELECT');
  const [item] = query.items;
  assert(item, 'one column');
  const expression = bindExpression(item.expression, {
    scope: emptyScope,
    parameters: [],
    aggregates: null,
    clause: 'SELECT',
    clock: true,
    positions: new WeakMap(),
  });
  const value = evaluate(expression, [], envAt(0));
  return value === null ? 'NULL' : formatDatum(expression.type, value);
}

const examples = new Map(
  allFunctions.flatMap((each) => each.examples.map(([sql, output]) => [sql, output] as const)),
);

test.each([...examples])('%s is %s', (sql, output) => {
  expect(printed(sql)).toBe(output);
});

test('most names have an example', () => {
  // What is asked of the catalog has no answer without one.
  const documented = functionSubjects
    .filter(({ title }) => title !== 'What there is')
    .flatMap(({ functions }) => functions);
  const names = new Set(documented.map(({ name }) => name));
  const shown = new Set(
    documented.filter((each) => each.examples.length > 0).map(({ name }) => name),
  );
  expect(shown.size).toBeGreaterThan(names.size * 0.8);
});
