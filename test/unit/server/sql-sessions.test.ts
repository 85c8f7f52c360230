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

test('of too many sessions one that is spare makes room', async () => {
  const clock = new VirtualClock();
  const engine = new FakeEngine();
  const sessions = new SqlSessions(engine, clock);
  const inTransaction = sessions.session('s0');
  const [begin] = engine.parse('BEGIN');
  if (begin !== undefined) await engine.run(begin, { session: inTransaction });
  const spare = sessions.session('s1');
  for (let i = 2; i < 1000; i += 1) sessions.session(`s${i}`);
  expect(() => sessions.session('more')).toThrow('too many sessions');
  await clock.advance(11_000);
  sessions.session('more');
  expect(sessions.session('s0')).toBe(inTransaction);
  expect(inTransaction.status).toBe('T');
  expect(sessions.session('s1')).not.toBe(spare);
});
