import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RecordingSink } from '../../support/recording-sink.ts';
import { TestEngine } from '../../support/test-engine.ts';

let server: TestEngine;

beforeEach(async () => {
  server = await TestEngine.open();
});

afterEach(async () => {
  await server.close();
});

const changes = { from: 'snapshot', mode: 'changes', progressMs: 1000 } as const;

/** JSON lines `{"n":0}`, `{"n":1}`, … */
function numbers(count: number): string {
  return Array.from({ length: count }, (_, n) => `{"n":${n}}\n`).join('');
}

describe('what is written together is visible together', () => {
  test('a write of more rows than an epoch should have is in one epoch all the same', async () => {
    await server.execute('CREATE STREAM s (n INTEGER)');
    await server.execute('INSERT INTO s VALUES (0)');
    const sink = new RecordingSink();
    await server.subscribe({ ...changes, sql: 'SELECT count(*) AS rows FROM s' }, sink);
    await server.settle();
    sink.take();
    await server.ingest('s', numbers(300_000), 'ndjson');
    await server.settle();
    const epochs = sink.take().flatMap((event) => (event.kind === 'changes' ? event.epoch : []));
    expect(epochs).toHaveLength(1);
  });
});
