import { expect, test } from 'vitest';
import { SqlSessions } from '../../../src/server/sql-sessions.ts';
import { FakeEngine } from '../../support/fake-engine.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

test('a session that was idle for long begins anew, rolled back', async () => {
  const clock = new VirtualClock();
  const engine = new FakeEngine();
  const sessions = new SqlSessions(engine, clock);
  const session = sessions.session('a');
  const [begin] = engine.parse('BEGIN');
  if (begin !== undefined) await engine.run(begin, { session });
  await clock.advance(299_000);
  expect(sessions.session('a')).toBe(session);
  await clock.advance(299_000);
  expect(sessions.session('a').status).toBe('T');
  await clock.advance(301_000);
  expect(sessions.session('b')).not.toBe(session);
  expect(session.status).toBe('I');
  expect(sessions.session('a')).not.toBe(session);
});
