import { expect, test } from 'vitest';
import { Client } from '../../../src/client/client.ts';
import { ClientError } from '../../../src/client/client-error.ts';
import type { Fetch } from '../../../src/client/transport.ts';
import { fakeSockets } from '../../support/fake-socket.ts';
import { ManualClock } from '../../support/manual-clock.ts';

type Call = { readonly url: string; readonly init: Parameters<Fetch>[1] };

function clientAnswering(
  status: number,
  text: string,
): { client: Client; calls: Call[]; made: ReturnType<typeof fakeSockets>['made'] } {
  const calls: Call[] = [];
  const { made, WebSocket } = fakeSockets();
  const client = new Client({
    url: 'http://127.0.0.1:7420/',
    WebSocket,
    clock: new ManualClock(),
    fetch: async (url, init) => {
      calls.push({ url, init });
      return { ok: status < 400, status, text: async () => text };
    },
  });
  return { client, calls, made };
}

const failure = async (promise: Promise<unknown>): Promise<ClientError> => {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof ClientError) return error;
  throw new Error(`no ClientError but ${error}`);
};

test('sql posts the statements and answers their results', async () => {
  const results = [{ command: 'SELECT', columns: [], rows: [['1']], rowCount: 1, notices: [] }];
  const { client, calls } = clientAnswering(200, JSON.stringify({ results }));
  expect(await client.sql('SELECT $1', { params: ['x'] })).toEqual(results);
  expect(calls).toEqual([
    {
      url: 'http://127.0.0.1:7420/v1/sql',
      init: {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"sql":"SELECT $1","params":["x"]}',
      },
    },
  ]);
});

test('a problem document becomes an error with everything it says', async () => {
  const others = [{ code: '42601', message: 'another' }];
  const position = { line: 1, column: 8, length: 6 };
  const problem = {
    type: 'urn:x',
    title: 'syntax error',
    status: 400,
    code: '42703',
    detail: 'column "amout" does not exist',
    explanation: 'The facts.',
    hint: 'Did you mean "amount"?',
    position,
    others,
    results: [],
  };
  const error = await failure(clientAnswering(400, JSON.stringify(problem)).client.sql('SELECT'));
  expect(error).toMatchObject({
    kind: 'sql',
    message: 'column "amout" does not exist',
    body: {
      code: '42703',
      message: 'column "amout" does not exist',
      detail: 'The facts.',
      hint: 'Did you mean "amount"?',
      position,
    },
    others,
    results: [],
  });
});

test.each([
  [502, '<html>bad gateway'],
  [500, '{"error":"oops"}'],
  [200, 'hello'],
  [200, '{"other":1}'],
])('an answer of someone else is a protocol error: %i %s', async (status, text) => {
  const error = await failure(clientAnswering(status, text).client.sql('SELECT 1'));
  expect([error.kind, error.body]).toEqual(['protocol', null]);
});

test('nobody answering is unreachable, and names the address', async () => {
  const client = new Client({
    url: 'http://127.0.0.1:1',
    WebSocket: fakeSockets().WebSocket,
    fetch: () => Promise.reject(new TypeError('fetch failed')),
  });
  const error = await failure(client.objects());
  expect(error.kind).toBe('unreachable');
  expect(error.message).toBe('cannot reach the server at http://127.0.0.1:1');
});

test('an aborted request is a canceled statement', async () => {
  const client = new Client({
    url: '',
    WebSocket: fakeSockets().WebSocket,
    fetch: (_url, { signal }) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('aborted')));
      }),
  });
  const abort = new AbortController();
  const error = failure(client.sql('SELECT 1', { signal: abort.signal }));
  abort.abort();
  expect((await error).body?.code).toBe('57014');
});

test('objects and readiness are read from their documents', async () => {
  expect(await clientAnswering(200, '{"objects":[]}').client.objects()).toEqual([]);
  const starting = '{"status":"starting","waitingFor":["view v"]}';
  expect(await clientAnswering(503, starting).client.ready()).toEqual({
    ready: false,
    waitingFor: ['view v'],
  });
  expect(await clientAnswering(200, '{"status":"ready"}').client.ready()).toEqual({
    ready: true,
    waitingFor: [],
  });
});

test('the live connection is opened once, beside the HTTP address, and closed with the client', () => {
  const { client, made } = clientAnswering(200, '{}');
  expect(made).toHaveLength(0);
  expect(client.live()).toBe(client.live());
  expect(made.map((socket) => socket.url)).toEqual(['ws://127.0.0.1:7420/v1/live']);
  const live = client.live();
  client.close();
  expect(live.state).toBe('closed');
});

test('sql names its session', async () => {
  const { client, calls } = clientAnswering(200, '{"results":[]}');
  await client.sql('SELECT 1', { session: 'mine' });
  await client.sql('SELECT 1');
  expect(calls.map(({ init }) => init?.headers)).toEqual([
    { 'content-type': 'application/json', 'millrace-session': 'mine' },
    { 'content-type': 'application/json' },
  ]);
});
