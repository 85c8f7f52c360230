import { expect, test } from 'vitest';
import { SqlSessions } from '../../../src/server/sql-sessions.ts';
import { FakeEngine } from '../../support/fake-engine.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

test('a session that was idle for long begins anew, rolled back', async () => {
  const clock = new VirtualClock();
  const sessions = new SqlSessions(new FakeEngine(), clock);
  const block = sessions.block('a');
  block.begin();
  await clock.advance(299_000);
  expect(sessions.block('a')).toBe(block);
  await clock.advance(299_000);
  expect(sessions.block('a').status).toBe('T');
  await clock.advance(301_000);
  expect(sessions.block('b')).not.toBe(block);
  expect(block.status).toBe('I');
  expect(sessions.block('a')).not.toBe(block);
});
