import { expect, test } from 'vitest';
import { KeyedState } from '../../../../src/runtime/state/keyed-state.ts';
import { buildBatch, fieldsOf } from '../../../support/build-batch.ts';

const fields = fieldsOf([{ kind: 'text' }]);

function locate(state: KeyedState<{ name: string }>, names: readonly string[]): Int32Array {
  const batch = buildBatch(
    fields,
    names.map((name) => [name]),
  );
  return state.locate(batch.columns, batch.rowCount);
}

test('keys without a value are forgotten when they are many, the others keep theirs', () => {
  const state = new KeyedState<{ name: string }>(fields, [0]);
  const names = Array.from({ length: 3000 }, (_, i) => `key ${i}`);
  for (const [i, key] of locate(state, names).entries()) {
    state.set(key, { name: names[i] as string });
  }
  const before = state.stateBytes;
  for (const key of locate(state, names.slice(10))) state.delete(key);
  const numbers = new Map<string, number>();
  state.settle(({ name }, key) => numbers.set(name, key));
  expect(state.size).toBe(10);
  expect(state.stateBytes).toBeLessThan(before / 10);
  for (const [i, key] of locate(state, names.slice(0, 10)).entries()) {
    expect(state.get(key)?.name).toBe(names[i]);
    expect(numbers.get(names[i] as string)).toBe(key);
  }
});
