import { expect, test } from 'vitest';
import { ClientError } from '../../../src/client/client-error.ts';
import { resultsOfLines } from '../../../src/client/result-lines.ts';
import type { FetchAnswer } from '../../../src/client/transport.ts';
import type { WorkProgress } from '../../../src/protocol/messages.ts';

const column = { name: 'a', type: 'text', nullable: true };
const working = { rowsRead: 1, rowsToRead: 2, bytesHeld: 3, elapsedMs: 4 };
const lines = [
  { working },
  { command: 'SELECT', columns: [column] },
  { rows: [['ä'], ['b']] },
  { rows: [[null]] },
  { rowCount: 3, notices: [{ severity: 'NOTICE', message: 'so' }] },
  { command: 'DELETE', columns: [] },
  { rowCount: 7 },
];
const results = [
  {
    command: 'SELECT',
    columns: [column],
    rows: [['ä'], ['b'], [null]],
    rowCount: 3,
    notices: [{ severity: 'NOTICE', message: 'so' }],
  },
  { command: 'DELETE', columns: [], rows: [], rowCount: 7, notices: [] },
];

const textOf = (all: readonly object[]): string =>
  all.map((line) => `${JSON.stringify(line)}\n`).join('');

/** An answer that comes in pieces of some bytes. */
function inPieces(text: string, size: number): FetchAnswer {
  async function* pieces(): AsyncIterable<Uint8Array> {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  return { ok: true, status: 200, body: pieces(), text: () => Promise.resolve(text) };
}

test.each([1, 7, 10_000])('lines that come in pieces of %i bytes', async (size) => {
  const told: WorkProgress[] = [];
  const answer = inPieces(textOf(lines), size);
  expect(await resultsOfLines(answer, (progress) => told.push(progress))).toEqual(results);
  expect(told).toEqual([working]);
});

test('a stream of the browser and a whole text are read, too', async () => {
  const text = textOf(lines);
  const body = new Blob([text]).stream();
  const whole = { ok: true, status: 200, text: () => Promise.resolve(text) };
  expect(await resultsOfLines({ ...whole, body }, () => undefined)).toEqual(results);
  expect(await resultsOfLines(whole, () => undefined)).toEqual(results);
  const json = { ...whole, text: () => Promise.resolve(JSON.stringify({ results })) };
  expect(await resultsOfLines(json, () => undefined)).toEqual(results);
});

async function failureOf(text: string): Promise<ClientError> {
  try {
    await resultsOfLines(inPieces(text, 50), () => undefined);
  } catch (error) {
    if (error instanceof ClientError) return error;
  }
  throw new Error('nothing went wrong');
}

test('an error ends them, and what was answered before is kept', async () => {
  const error = { code: '22012', message: 'division by zero' };
  const failure = await failureOf(textOf([...lines, { error }]));
  expect([failure.kind, failure.body, failure.results]).toEqual(['sql', error, results]);
});

test('an answer that breaks off, and one of somebody else', async () => {
  expect((await failureOf(textOf(lines.slice(0, 3)))).kind).toBe('unreachable');
  expect((await failureOf('<html>\n')).kind).toBe('protocol');
});
