import { expect, test } from 'vitest';
import { envAt, plainSettings, seededChance } from '../../../src/functions/evaluation-env.ts';

test('one seed gives one sequence, and setting it begins anew', () => {
  const [one, other] = [seededChance(7n), seededChance(7n)];
  const first = [one.random(), one.random()];
  expect([other.random(), other.random()]).toEqual(first);
  one.setSeed(7n);
  expect(one.random()).toBe(first[0]);
  expect(seededChance(8n).random()).not.toBe(first[0]);
});

test('without settings the zone is UTC and nobody asks', () => {
  const env = envAt(5);
  expect(env).toMatchObject({ nowMicros: 5, timeZone: 'UTC' });
  expect(env.wallMicros()).toBe(5);
  expect(envAt(5, { ...plainSettings(), timeZone: 'Europe/Berlin' }).timeZone).toBe(
    'Europe/Berlin',
  );
  expect(env.session.setting('timezone')).toBe(null);
});
