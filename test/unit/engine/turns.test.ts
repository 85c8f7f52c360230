import { expect, test } from 'vitest';
import { Turns } from '../../../src/engine/turns.ts';

test('turns come in order: side by side, or alone', async () => {
  const turns = new Turns();
  const order: string[] = [];
  const enter = (name: string, alone: boolean): Promise<void> =>
    (turns.enter(alone) ?? Promise.resolve()).then(() => {
      order.push(name);
    });
  expect(turns.enter(false)).toBeNull();
  expect(turns.enter(false)).toBeNull();
  const first = enter('alone', true);
  const others = [enter('side', false), enter('by side', false), enter('last', true)];
  turns.leave(false);
  await Promise.resolve();
  expect(order).toEqual([]);
  turns.leave(false);
  await first;
  expect(order).toEqual(['alone']);
  turns.leave(true);
  await Promise.all(others.slice(0, 2));
  expect(order).toEqual(['alone', 'side', 'by side']);
  turns.leave(false);
  turns.leave(false);
  await others[2];
  expect(order.at(-1)).toBe('last');
  turns.leave(true);
  expect(turns.enter(true)).toBeNull();
});
