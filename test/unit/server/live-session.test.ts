import { beforeEach, describe, expect, test } from 'vitest';
import { SqlError } from '../../../src/common/sql-error.ts';
import { batchOf, type FakeSubscription, manyRows, selected } from '../../support/fake-engine.ts';
import { LiveBench, settle } from '../../support/live-bench.ts';

let bench: LiveBench;

beforeEach(() => {
  bench = new LiveBench();
});

test('a session begins with ready', () => {
  expect(bench.frames()).toEqual([
    { t: 'ready', protocol: 1, session: 's', limits: { frameBytesMax: 65536 } },
  ]);
});

describe('a subscription', () => {
  test('opens with defaults, shows snapshot, changes and progress, and ends', async () => {
    bench.frames();
    bench.say({ t: 'subscribe', id: 7, view: 'totals' });
    await settle();
    const { request, sink } = bench.engine.subscriptions[0] as FakeSubscription;
    expect(request).toEqual({
      view: 'totals',
      parameters: [],
      from: 'snapshot',
      mode: 'changes',
      progressMs: 1000,
    });
    sink.snapshot(batchOf([[1, 'a']]));
    sink.snapshot(batchOf([[2, null]]));
    sink.snapshotEnd(5, 2);
    sink.changes(6, batchOf([[2, null], [2, 'b "q"']], [-1, 1])); // biome-ignore format: a pair
    sink.progress(9, 1_700_000_000_000_000, 'watermark of orders');
    sink.progress(10, Number.POSITIVE_INFINITY, null);
    sink.done();
    expect(bench.frames()).toEqual([
      {
        t: 'open',
        id: 7,
        schema: [
          { name: 'n', type: 'bigint', nullable: false },
          { name: 'word', type: 'text', nullable: true },
        ],
        key: [0],
        history: 'h',
        resumed: false,
      },
      { t: 'snapshot', id: 7, part: 0, rows: [['1', 'a']] },
      { t: 'snapshot', id: 7, part: 1, rows: [['2', null]] },
      { t: 'snapshotEnd', id: 7, epoch: '5', rows: 2 },
      { t: 'changes', id: 7, seq: 1, epoch: '6', d: [[-1, '2', null], [1, '2', 'b "q"']], last: true }, // biome-ignore format: one frame
      {
        t: 'progress',
        id: 7,
        epoch: '9',
        watermark: '2023-11-14T22:13:20',
        waitingFor: 'watermark of orders',
      },
      { t: 'progress', id: 7, epoch: '10', watermark: 'infinity' },
      { t: 'done', id: 7 },
    ]);
    expect((bench.engine.subscriptions[0] as FakeSubscription).closed).toBe(1);
  });

  test('its options reach the engine', async () => {
    const { request } = await bench.subscribe({
      view: null,
      sql: 'SELECT n, word FROM x EMIT CHANGES',
      params: ['a', 1, null, true],
      from: 'latest',
      mode: 'append',
      progressMs: 50,
      time: 'us',
    });
    expect(request).toEqual({
      sql: 'SELECT n, word FROM x EMIT CHANGES',
      parameters: ['a', 1, null, true],
      from: 'latest',
      mode: 'append',
      progressMs: 50,
    });
  });

  test('large batches go in frames of a thousand rows, an epoch ends with last', async () => {
    const { sink } = await bench.subscribe();
    sink.snapshot(manyRows(2001));
    sink.snapshotEnd(1, 2001);
    sink.changes(2, manyRows(1500, 1));
    const sent = bench.frames();
    expect(sent.map(({ t, part, seq, last }) => [t, part ?? seq, last])).toEqual([
      ['snapshot', 0, undefined],
      ['snapshot', 1, undefined],
      ['snapshot', 2, undefined],
      ['snapshotEnd', undefined, undefined],
      ['changes', 1, false],
      ['changes', 2, true],
    ]);
    expect(sent.map((frame) => (frame.rows ?? frame.d) as unknown[]).map((rows) => rows.length)).toEqual([1000, 1000, 1, undefined, 1000, 500]); // biome-ignore format: a line of numbers
  });

  test('rows of a snapshot come as often as their weights say', async () => {
    const { sink } = await bench.subscribe();
    sink.snapshot(batchOf([[1, 'a'], [2, 'b'], [3, 'c']], [2, 0, 1])); // biome-ignore format: rows
    expect(bench.frames()[0]?.rows).toEqual([
      ['1', 'a'],
      ['1', 'a'],
      ['3', 'c'],
    ]);
  });

  test('a refusal is an error with its place, and the id is free again', async () => {
    bench.frames();
    bench.engine.onSubscribe = async () => {
      throw new SqlError('42703', 'column "amout" does not exist', {
        hint: 'Did you mean "amount"?',
        position: { line: 1, column: 8, length: 5 },
      });
    };
    bench.say({ t: 'subscribe', id: 7, sql: 'SELECT amout' });
    await settle();
    expect(bench.frames()).toEqual([
      {
        t: 'error',
        id: 7,
        code: '42703',
        message: 'column "amout" does not exist',
        position: { line: 1, column: 8, length: 5 },
        hint: 'Did you mean "amount"?',
      },
    ]);
    bench.engine.onSubscribe = async () => undefined;
    await bench.subscribe();
    expect(bench.connection.closedWith).toBeNull();
  });

  test('a fault of ours is told without its insides', async () => {
    bench.frames();
    bench.engine.onSubscribe = () => {
      throw new TypeError('secret');
    };
    bench.say({ t: 'subscribe', id: 7, sql: 'SELECT 1' });
    await settle();
    expect(bench.frames()).toEqual([
      expect.objectContaining({ code: 'XX000', message: 'internal error' }),
    ]);
    expect(bench.logged.join()).toContain('secret');
  });

  test('a later error and a reset reach the client', async () => {
    const { sink } = await bench.subscribe();
    sink.reset('slow');
    sink.error(new SqlError('53200', 'out of memory'));
    sink.done();
    expect(bench.frames()).toEqual([
      { t: 'reset', id: 7, reason: 'slow' },
      { t: 'error', id: 7, code: '53200', message: 'out of memory' },
    ]);
  });

  test('unsubscribe answers done; nothing comes afterwards', async () => {
    const subscription = await bench.subscribe();
    bench.say({ t: 'unsubscribe', id: 7 });
    subscription.sink.changes(3, manyRows(1, 1));
    subscription.sink.progress(3, null, null);
    expect(bench.frames()).toEqual([{ t: 'done', id: 7 }]);
    expect(subscription.closed).toBe(1);
    expect(subscription.sink.accepts()).toBe(false);
    bench.say({ t: 'unsubscribe', id: 7 });
    expect(bench.frames()).toEqual([]);
  });

  test('one that is given up before the engine has answered is closed when it does', async () => {
    let letGo = (): void => undefined;
    bench.engine.onSubscribe = () => new Promise((resolve) => (letGo = resolve));
    bench.say({ t: 'subscribe', id: 7, sql: 'SELECT 1' });
    bench.say({ t: 'unsubscribe', id: 7 });
    bench.frames();
    letGo();
    await settle();
    expect(bench.engine.subscriptions[0]?.closed).toBe(1);
    expect(bench.frames()).toEqual([]);
  });

  test('a batch that cannot be written fails that subscription alone', async () => {
    const broken = await bench.subscribe();
    bench.say({ t: 'subscribe', id: 8, view: 'other' });
    await settle();
    bench.frames();
    broken.sink.snapshot({ ...manyRows(1), rowCount: 3, columns: [] , weights: Int32Array.of(-1) }); // biome-ignore format: a broken batch
    expect(bench.frames()).toEqual([expect.objectContaining({ t: 'error', id: 7, code: 'XX000' })]);
    expect(broken.closed).toBe(1);
    bench.engine.subscriptions[1]?.sink.snapshot(manyRows(1));
    expect(bench.frames()).toEqual([{ t: 'snapshot', id: 8, part: 0, rows: [['0', 'w']] }]);
  });
});

describe('a query', () => {
  test('answers every statement and done', async () => {
    bench.frames();
    bench.engine.onExecute = async () => ({
      results: [
        { command: 'CREATE STREAM', schema: null, batches: [], rowCount: 0, notices: [{ severity: 'NOTICE', message: 'm' }] }, // biome-ignore format: one outcome
        selected(manyRows(1), manyRows(1)),
      ],
      error: null,
    });
    bench.say({ t: 'query', id: 1, sql: 'CREATE …; SELECT …', params: ['x'] });
    await settle();
    expect(bench.engine.executed[0]?.options?.parameters).toEqual(['x']);
    expect(bench.frames()).toEqual([
      {
        t: 'result',
        id: 1,
        command: 'CREATE STREAM',
        columns: [],
        rows: [],
        rowCount: 0,
        notices: [{ severity: 'NOTICE', message: 'm' }],
      },
      expect.objectContaining({
        t: 'result',
        command: 'SELECT',
        rows: [
          ['0', 'w'],
          ['0', 'w'],
        ],
        rowCount: 2,
      }),
      { t: 'done', id: 1 },
    ]);
  });

  test('tells how far it is while it works', async () => {
    bench.frames();
    const progress = { rowsRead: 5, rowsToRead: 9, bytesHeld: 100, elapsedMs: 300 };
    bench.engine.onExecute = async (_sql, options) => {
      options?.progress?.(progress);
      return { results: [], error: null };
    };
    bench.say({ t: 'query', id: 3, sql: 'SELECT …' });
    await settle();
    expect(bench.frames()).toEqual([
      { t: 'working', id: 3, ...progress },
      { t: 'done', id: 3 },
    ]);
  });

  test('tells what was answered before an error', async () => {
    bench.frames();
    bench.engine.failWith(new SqlError('42P01', 'relation "x" does not exist'), [
      selected(manyRows(1)),
    ]);
    bench.say({ t: 'query', id: 1, sql: 'SELECT …; SELECT …' });
    await settle();
    expect(bench.frames().map((frame) => frame.t)).toEqual(['result', 'error']);
  });

  test('is cancelled by its client, and when the client leaves', async () => {
    bench.frames();
    const signals: (AbortSignal | undefined)[] = [];
    bench.engine.onExecute = (_sql, options) =>
      new Promise((resolve) => {
        signals.push(options?.signal);
        options?.signal?.addEventListener('abort', () =>
          resolve({ results: [], error: new SqlError('57014', 'canceling statement') }),
        );
      });
    bench.say({ t: 'query', id: 1, sql: 'SELECT 1' });
    bench.say({ t: 'query', id: 2, sql: 'SELECT 2' });
    bench.say({ t: 'cancel', id: 99 });
    bench.say({ t: 'cancel', id: 1 });
    await settle();
    expect(bench.frames()).toEqual([expect.objectContaining({ t: 'error', id: 1, code: '57014' })]);
    expect(signals.map((signal) => signal?.aborted)).toEqual([true, false]);
    bench.session.closed();
    await settle();
    expect(signals[1]?.aborted).toBe(true);
    expect(bench.frames()).toEqual([]);
  });

  test('that fails by our fault is told without its insides', async () => {
    bench.frames();
    bench.engine.onExecute = () => Promise.reject(new Error('secret'));
    bench.say({ t: 'query', id: 1, sql: 'SELECT 1' });
    await settle();
    expect(bench.frames()).toEqual([expect.objectContaining({ t: 'error', id: 1, code: 'XX000' })]);
    bench.say({ t: 'query', id: 1, sql: 'SELECT 1' });
    expect(bench.connection.closedWith).toBeNull();
  });
});

describe('frames', () => {
  test('ping is answered', () => {
    bench.frames();
    bench.say({ t: 'ping', n: 41 });
    expect(bench.frames()).toEqual([{ t: 'pong', n: 41 }]);
  });

  test('what is well-formed but wrong is refused and the connection lives', () => {
    bench.frames();
    bench.say({ t: 'dance', id: 3 });
    bench.say({ t: 'unsubscribe' });
    expect(bench.frames()).toEqual([
      { t: 'error', id: 3, code: '08P01', message: 'unknown message type' },
      expect.objectContaining({ t: 'error', id: null, code: '08P01' }),
    ]);
    expect(bench.connection.closedWith).toBeNull();
  });

  test('what is no frame closes with 4400 and ends what was under way', async () => {
    const subscription = await bench.subscribe();
    bench.session.receive('{"t":');
    expect(bench.connection.closedWith?.code).toBe(4400);
    expect(subscription.closed).toBe(1);
    bench.session.receive('{"t":"ping","n":1}');
    expect(bench.frames()).toEqual([]);
  });

  test('an id in use closes with 4409', async () => {
    await bench.subscribe();
    bench.say({ t: 'query', id: 7, sql: 'SELECT 1' });
    expect(bench.connection.closedWith?.code).toBe(4409);
    expect(bench.engine.executed).toEqual([]);
  });

  test('too many conversations at once are refused one by one', async () => {
    for (let id = 0; id < 260; id += 1) {
      bench.clock.advance(20);
      bench.say({ t: 'subscribe', id, view: 'v' });
    }
    await settle();
    expect(bench.engine.subscriptions).toHaveLength(256);
    expect(bench.frames().filter((frame) => frame.code === '53400')).toHaveLength(4);
  });

  test('a flood closes with 4429, fifty a second do not', () => {
    for (let i = 0; i < 2000; i += 1) {
      bench.clock.advance(20);
      bench.say({ t: 'ping', n: i });
    }
    expect(bench.connection.closedWith).toBeNull();
    for (let i = 0; i < 202; i += 1) bench.say({ t: 'ping', n: i });
    expect(bench.connection.closedWith?.code).toBe(4429);
  });

  test('dismissal says when to come back', async () => {
    const subscription = await bench.subscribe();
    bench.session.dismiss(2000);
    expect(bench.frames()).toEqual([{ t: 'bye', code: 4503, retryMs: 2000 }]);
    expect(bench.connection.closedWith?.code).toBe(4503);
    expect(subscription.closed).toBe(1);
  });
});
