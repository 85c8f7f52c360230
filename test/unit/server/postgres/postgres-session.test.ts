import { beforeEach, describe, expect, test } from 'vitest';
import { SqlError } from '../../../../src/common/sql-error.ts';
import { version } from '../../../../src/common/version.ts';
import { batchOf, FakeEngine, manyRows, selected } from '../../../support/fake-engine.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import {
  errorOf,
  message,
  reportOf,
  rowsOf,
  say,
  tagsOf,
  types,
  untyped,
  WireClient,
} from '../../../support/postgres-wire.ts';

let engine: FakeEngine;
let clock: ManualClock;

beforeEach(() => {
  engine = new FakeEngine();
  clock = new ManualClock();
  engine.onExecute = async () => ({
    results: [
      selected(
        batchOf([
          [1, 'a'],
          [2, null],
        ]),
      ),
    ],
    error: null,
  });
});

const connect = (settings: Record<string, string> = {}): Promise<WireClient> =>
  WireClient.connect(engine, clock, settings);

describe('connecting', () => {
  test('encryption is refused, then the client is welcome', async () => {
    const client = new WireClient(engine, clock);
    client.say(say.ssl);
    await Promise.resolve();
    await new Promise(setImmediate);
    expect(client.takeRaw(1)).toBe('N');
    client.say(
      say.startup({
        application_name: 'test',
        client_encoding: 'utf-8',
        options: '-c statement_timeout=5s',
      }),
    );
    const messages = await client.until('Z');
    expect(types(messages)).toMatch(/^RS+KZ$/);
    const told = messages
      .filter(({ type }) => type === 'S')
      .map(({ body }) => body.toString().split('\0').slice(0, 2));
    expect(Object.fromEntries(told)).toMatchObject({
      server_version: `15.0 (Millrace ${version})`,
      client_encoding: 'UTF8',
      application_name: 'test',
      standard_conforming_strings: 'on',
      integer_datetimes: 'on',
      TimeZone: 'UTC',
      session_authorization: 'tester',
    });
    expect(messages.at(-1)?.body.toString()).toBe('I');
    expect(rowsOf(await client.ask(say.query('SHOW statement_timeout')))).toEqual([['5s']]);
  });

  test('a newer protocol is negotiated down, an older one refused', async () => {
    const newer = new WireClient(engine, clock);
    newer.say(untyped(196_610, 'user', 'a', '_pq_.some', 'x', Buffer.alloc(1)));
    const messages = await newer.until('Z');
    expect(messages[0]?.type).toBe('v');
    expect(messages[0]?.body.subarray(8).toString()).toBe('_pq_.some\0');
    const older = new WireClient(engine, clock);
    older.say(untyped(131_072, 'user', 'a', Buffer.alloc(1)));
    expect(errorOf(await older.until('?'))).toMatchObject({ S: 'FATAL', C: '0A000' });
  });

  test.each([
    ['nobody', { user: '' }, '28000'],
    ['another database', { database: 'shop' }, '3D000'],
    ['another encoding', { client_encoding: 'LATIN1' }, '22023'],
    ['a setting that there is not', { timezon: '1' }, '42704'],
    ['replication', { replication: 'database' }, '0A000'],
  ])('%s is refused', async (_what, settings, code) => {
    const client = new WireClient(engine, clock);
    client.say(say.startup(settings));
    expect(errorOf(await client.until('?'))).toMatchObject({ S: 'FATAL', C: code });
    await client.over;
    expect(client.isClosed).toBe(true);
  });

  test('a cancel request reaches the server, and only that', async () => {
    const client = new WireClient(engine, clock);
    client.say(untyped(80_877_102, 7, -3));
    await client.over;
    expect(client.cancelled).toMatchObject([{ process: 7, secret: -3 }]);
    expect(client.waitingBytes).toBe(0);
  });

  test('one who says nothing is let go', async () => {
    const client = new WireClient(engine, clock);
    clock.advance(10_000);
    await client.over;
    expect(client.isClosed).toBe(true);
    expect(clock.pending).toBe(0);
  });
});

describe('simple queries', () => {
  test('answer columns, rows and a tag', async () => {
    const client = await connect();
    const messages = await client.ask(say.query('SELECT * FROM t'));
    expect(types(messages)).toBe('TDDCZ');
    expect(rowsOf(messages)).toEqual([
      ['1', 'a'],
      ['2', null],
    ]);
    expect(tagsOf(messages)).toEqual(['SELECT 2']);
    expect(messages[0]?.body.toString('latin1')).toContain('n\0');
  });

  test('of nothing are answered with nothing', async () => {
    const client = await connect();
    expect(types(await client.ask(say.query(' -- nothing\n;')))).toBe('IZ');
  });

  test('stop at the first error, whose place is one in the whole text', async () => {
    const client = await connect();
    let calls = 0;
    engine.onExecute = async () => {
      calls += 1;
      if (calls === 1) return { results: [selected()], error: null };
      const position = { line: 3, column: 3, length: 1 };
      const error = new SqlError('42703', 'no such column', {
        position,
        detail: 'It is so.',
        hint: 'Do.',
      });
      return { results: [], error };
    };
    const messages = await client.ask(say.query('SELECT 1; \nSELECT\n  ü; SELECT 3'));
    expect(types(messages)).toBe('TCEZ');
    expect(errorOf(messages)).toEqual({
      S: 'ERROR',
      V: 'ERROR',
      C: '42703',
      M: 'no such column',
      D: 'It is so.',
      H: 'Do.',
      P: '21',
    });
    expect(calls).toBe(2);
  });

  test('an error of ours is told without its insides, and logged', async () => {
    const client = await connect();
    engine.onExecute = () => Promise.reject(new Error('secret'));
    const error = errorOf(await client.ask(say.query('SELECT 1')));
    expect(error).toMatchObject({ C: 'XX000', M: 'internal error' });
    expect(client.logged.join()).toContain('secret');
  });

  test('notices come before the rows', async () => {
    const client = await connect();
    engine.onExecute = async () => ({
      results: [
        { ...selected(), notices: [{ severity: 'WARNING', message: 'old', hint: 'FLUSH.' }] },
      ],
      error: null,
    });
    const messages = await client.ask(say.query('SELECT 1'));
    expect(types(messages)).toBe('NTCZ');
    expect(reportOf(messages[0] as never)).toMatchObject({ S: 'WARNING', M: 'old', H: 'FLUSH.' });
  });
});

describe('transactions', () => {
  const status = async (client: WireClient, sql: string): Promise<string | undefined> =>
    (await client.ask(say.query(sql))).at(-1)?.body.toString();

  test('the status says where they are', async () => {
    const client = await connect();
    expect(await status(client, 'BEGIN')).toBe('T');
    engine.failWith(new SqlError('22012', 'division by zero'));
    expect(await status(client, 'SELECT 1/0')).toBe('E');
    expect(errorOf(await client.ask(say.query('SELECT 1')))).toMatchObject({ C: '25P02' });
    expect(errorOf(await client.ask(say.parse('SELECT 1'), say.sync))).toMatchObject({
      C: '25P02',
    });
    expect(tagsOf(await client.ask(say.query('COMMIT')))).toEqual(['ROLLBACK']);
    expect(await status(client, 'SELECT 1')).toBe('I');
    expect(errorOf(await client.ask(say.query('SAVEPOINT a')))).toMatchObject({ C: '25P01' });
  });

  test('statements get the session, and COMMIT may fail', async () => {
    const client = await connect();
    const sessions = new Set<unknown>();
    engine.onExecute = async (_sql, options) => {
      sessions.add(options?.session);
      return {
        results: [{ command: 'INSERT', schema: null, batches: [], rowCount: 1, notices: [] }],
        error: null,
      };
    };
    await client.ask(say.query('BEGIN; INSERT INTO t VALUES (1); INSERT INTO t VALUES (1)'));
    expect([sessions.size, engine.commits]).toEqual([1, 0]);
    expect(tagsOf(await client.ask(say.query('COMMIT')))).toEqual(['COMMIT']);
    expect(engine.commits).toBe(1);
    engine.commitError = new SqlError('40001', 'could not serialize access');
    const failed = await client.ask(say.query('BEGIN; INSERT INTO t VALUES (1); COMMIT'));
    expect(errorOf(failed)).toMatchObject({ C: '40001' });
    expect(failed.at(-1)?.body.toString()).toBe('I');
    await client.ask(say.query('BEGIN; INSERT INTO t VALUES (1)'));
    client.session.closed();
    await client.over;
    expect(engine.commits).toBe(1);
  });
});

describe('stopping a statement', () => {
  test('cancel and timeout', async () => {
    const client = await connect();
    engine.onExecute = (_sql, options) =>
      new Promise((resolve) => {
        const stop = (): void => resolve({ results: [], error: new SqlError('57014', 'x') });
        options?.signal?.addEventListener('abort', stop);
      });
    client.say(say.query('SELECT 1'));
    await new Promise(setImmediate);
    client.session.cancel();
    expect(errorOf(await client.until('Z'))).toMatchObject({
      C: '57014',
      M: 'canceling statement due to user request',
    });
    await client.ask(say.query("SET statement_timeout = '2s'"));
    client.say(say.query('SELECT 1'));
    await new Promise(setImmediate);
    clock.advance(2000);
    expect(errorOf(await client.until('Z'))).toMatchObject({
      M: 'canceling statement due to statement timeout',
    });
  });

  test('a server that stops says so', async () => {
    const client = await connect();
    client.session.dismiss();
    await client.over;
    expect(errorOf(await client.until('?'))).toMatchObject({ S: 'FATAL', C: '57P01' });
  });
});

describe('what the protocol does not know', () => {
  test.each([
    ['a type that there is not', message('z'), '08P01'],
    ['a message shorter than its fields', message('B', 'portal'), '08P01'],
    ['a message longer than its fields', message('Q', 'SELECT 1', 'more'), '08P01'],
    ['a length that cannot be', Buffer.from([81, 0, 0, 0, 3]), '08P01'],
    ['a message that is too large', Buffer.from([81, 0x7f, 0, 0, 0]), '54000'],
    ['a text without its end', message('Q', Buffer.from('SELECT 1')), '08P01'],
  ])('%s ends the connection', async (_what, bytes, code) => {
    const client = await connect();
    client.say(bytes);
    expect(errorOf(await client.until('?'))).toMatchObject({ S: 'FATAL', C: code });
    await client.over;
    expect(client.isClosed).toBe(true);
  });

  test('a text that is not UTF-8 is an error of that statement', async () => {
    const client = await connect();
    const bad = message('Q', Buffer.from([0xc3, 0x28, 0]));
    expect(errorOf(await client.ask(bad))).toMatchObject({ S: 'ERROR', C: '22021' });
    expect(types(await client.ask(say.query('SELECT 1')))).toBe('TDDCZ');
  });

  test.each([['GET / HTTP/1.1\r\n\r\n'], ['\x16\x03\x01\x02\x00\x01\x00\x01']])(
    'another protocol is refused: %j',
    async (text) => {
      const client = new WireClient(engine, clock);
      client.say(Buffer.from(text, 'latin1'));
      expect(errorOf(await client.until('?'))).toMatchObject({ C: '08P01' });
    },
  );
});

describe('flow', () => {
  test('a reader that stands still is sent little, and the rest when it goes on', async () => {
    const client = await connect();
    engine.onExecute = async () => ({ results: [selected(manyRows(50_000))], error: null });
    client.stall();
    client.say(say.query('SELECT 1'));
    for (let i = 0; i < 50; i += 1) await new Promise(setImmediate);
    expect(client.waitingBytes).toBeGreaterThan(0);
    expect(client.waitingBytes).toBeLessThan(64 * 1024);
    client.flow();
    expect(rowsOf(await client.until('Z'))).toHaveLength(50_000);
  });

  test('a client that says much while it is served has to wait', async () => {
    const client = await connect();
    let finish = (): void => undefined;
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    engine.onExecute = async () => {
      await finished;
      return { results: [selected()], error: null };
    };
    const many = say.query(`SELECT '${'x'.repeat(200_000)}'`);
    client.say(many, many);
    await new Promise(setImmediate);
    client.say(many, many);
    expect(client.isPaused).toBe(true);
    finish();
    for (let i = 0; i < 4; i += 1) expect(types(await client.until('Z'))).toBe('TCZ');
    await new Promise(setImmediate);
    expect(client.isPaused).toBe(false);
  });

  test('what a client has said before it leaves is still answered', async () => {
    const client = await connect();
    client.say(say.query('SELECT 1'));
    client.session.finished();
    expect(types(await client.until('Z'))).toBe('TDDCZ');
    await client.over;
  });
});
