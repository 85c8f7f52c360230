import { expect, test } from 'vitest';
import type { Client } from '../../../../src/client/client.ts';
import { ClientError } from '../../../../src/client/client-error.ts';
import type { ConnectionState } from '../../../../src/client/live-connection.ts';
import type { ObjectInfo } from '../../../../src/protocol/messages.ts';
import { ServerWatch } from '../../../../web/src/app/server-watch.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

/** A server that answers as it is told, and counts how often it was asked. */
class FakeClient {
  rows = 0;
  isThere = true;
  waitingFor: readonly string[] = [];
  asked = 0;
  retries = 0;
  tell: (state: ConnectionState) => void = () => undefined;

  objects(): Promise<readonly ObjectInfo[]> {
    this.asked += 1;
    if (!this.isThere) return Promise.reject(new ClientError('unreachable', 'cannot reach'));
    const { rows } = this;
    return Promise.resolve([
      { name: 's', kind: 'stream', columns: [], key: null, rows, sql: '' } as const,
    ]);
  }

  ready(): Promise<{ ready: boolean; waitingFor: readonly string[] }> {
    if (!this.isThere) return this.objects().then(() => ({ ready: false, waitingFor: [] }));
    return Promise.resolve({ ready: this.waitingFor.length === 0, waitingFor: this.waitingFor });
  }

  live() {
    return {
      onState: (listener: (state: ConnectionState) => void) => {
        this.tell = listener;
      },
      retryNow: () => {
        this.retries += 1;
      },
    };
  }
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function watched(client: FakeClient, isVisible = (): boolean => true) {
  const clock = new ManualClock();
  const watch = new ServerWatch(client as unknown as Client, clock, isVisible);
  watch.start();
  await settle();
  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await settle();
  };
  return { watch, pass, clock };
}

test('a server that answers is up, and asked again every few seconds', async () => {
  const client = new FakeClient();
  const { watch, pass } = await watched(client);
  expect(watch.state.get()).toEqual({ kind: 'up', waitingFor: [] });
  expect(watch.catalog.get().isKnown).toBe(true);
  client.rows = 300;
  await pass(3_000);
  expect(client.asked).toBe(2);
  expect(watch.catalog.get().rates.get('s')).toBeCloseTo(100);
});

test('one that starts says what it waits for, until it is ready', async () => {
  const client = new FakeClient();
  client.waitingFor = ['view v'];
  const { watch, pass } = await watched(client);
  expect(watch.state.get()).toEqual({ kind: 'up', waitingFor: ['view v'] });
  client.waitingFor = [];
  await pass(500);
  expect(watch.state.get()).toEqual({ kind: 'up', waitingFor: [] });
});

test('one that is gone is tried at growing distances and found again', async () => {
  const client = new FakeClient();
  const { watch, pass, clock } = await watched(client);
  client.isThere = false;
  await pass(3_000);
  const tries = [];
  for (let i = 0; i < 5; i += 1) {
    const state = watch.state.get();
    if (state.kind !== 'gone' || state.nextTryAtMs === null) throw new Error('not gone');
    expect(state.reason).toBe('The server does not answer.');
    const waitMs = state.nextTryAtMs - clock.monotonicMs();
    tries.push(waitMs);
    await pass(waitMs);
  }
  expect(tries).toEqual([1_000, 2_000, 4_000, 5_000, 5_000]);
  client.isThere = true;
  const { retries } = client;
  watch.askNow();
  await settle();
  expect(watch.state.get().kind).toBe('up');
  expect(client.retries).toBeGreaterThan(retries);
  expect(watch.catalog.get().objects).toHaveLength(1);
});

test('a lost live connection makes it ask at once', async () => {
  const client = new FakeClient();
  const { watch, pass } = await watched(client);
  client.isThere = false;
  client.tell('waiting');
  await pass(50);
  expect(watch.state.get().kind).toBe('gone');
});

test('a page that nobody sees does not ask', async () => {
  const client = new FakeClient();
  let isVisible = true;
  const { pass } = await watched(client, () => isVisible);
  isVisible = false;
  for (let i = 0; i < 4; i += 1) await pass(3_000);
  expect(client.asked).toBe(1);
  isVisible = true;
  await pass(3_000);
  expect(client.asked).toBe(2);
});
