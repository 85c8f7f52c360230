import { expect, test } from 'vitest';
import { WaitingBudget, WaitingRoom } from '../../../../src/log/partition/waiting-budget.ts';

const turns = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('one is let in at a time, while less than half waits, in order', async () => {
  const budget = new WaitingBudget(100);
  const room = new WaitingRoom([budget]);
  const entered: number[] = [];
  const append = async (name: number): Promise<void> => {
    await room.enter();
    entered.push(name);
    expect(budget.admits(20)).toBe(true);
    budget.count(20);
  };
  const all = [1, 2, 3, 4, 5].map(append);
  await turns();
  expect(entered).toEqual([1, 2, 3]);
  budget.count(-20);
  await turns();
  expect(entered).toEqual([1, 2, 3, 4]);
  budget.count(-60);
  await Promise.all(all);
  expect(entered).toEqual([1, 2, 3, 4, 5]);
});

test('what has room in one budget waits for the other', async () => {
  const [own, shared] = [new WaitingBudget(100), new WaitingBudget(100)];
  const room = new WaitingRoom([own, shared]);
  shared.count(60);
  let entered = false;
  const entering = room.enter().then(() => {
    entered = true;
  });
  own.count(60);
  shared.count(-60);
  await turns();
  expect(entered).toBe(false);
  own.count(-60);
  await entering;
});

test('below half any size is taken, above it only what fits', () => {
  const budget = new WaitingBudget(100);
  expect(budget.admits(1000)).toBe(true);
  budget.count(50);
  expect(budget.admits(50)).toBe(true);
  expect(budget.admits(51)).toBe(false);
});

test('when it closes everybody is let in', async () => {
  const budget = new WaitingBudget(100);
  budget.count(100);
  const room = new WaitingRoom([budget]);
  const entering = [room.enter(), room.enter()];
  room.close();
  await Promise.all(entering);
});
