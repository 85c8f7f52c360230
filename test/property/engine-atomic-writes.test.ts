import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowLines } from '../support/script/print-answer.ts';
import { TestEngine } from '../support/test-engine.ts';

/** What happens to the disk when a write has made so many calls. */
type Accident = { readonly calls: number; readonly kind: 'power' | 'EIO' | 'ENOSPC' | 'none' };

const accident: fc.Arbitrary<Accident> = fc.record({
  calls: fc.integer({ min: 1, max: 24 }),
  kind: fc.constantFrom('power', 'EIO', 'ENOSPC', 'none'),
});

const scenario = fc.record({
  seed: fc.bigInt({ min: 0n, max: 100_000n }),
  partitions: fc.constantFrom(2, 4),
  writes: fc.array(fc.record({ rows: fc.integer({ min: 2, max: 40 }), accident }), {
    minLength: 1,
    maxLength: 8,
  }),
});

/** Rows of each write that are there: `write` numbers the statements. */
async function rowsByWrite(server: TestEngine): Promise<Map<number, number>> {
  const { results, error } = await server.execute(
    'SELECT write, count(*) FROM orders GROUP BY write',
  );
  expect(error).toBeNull();
  const lines = rowLines(results[0]?.batches ?? []).map((line) => line.split(' | ').map(Number));
  return new Map(lines.map(([write, count]) => [write as number, count as number]));
}

/** Lets the accident happen at its call, counted from now. */
function arm(server: TestEngine, { calls, kind }: Accident): void {
  const { disk } = server;
  const at = disk.calls + calls;
  disk.fault = ({ number, operation }) => {
    if (number < at || kind === 'none') return null;
    if (kind !== 'power')
      return operation === 'write' || operation === 'sync' ? { code: kind } : null;
    if (number === at) disk.kill();
    return null;
  };
}

type Write = { readonly rows: number; readonly accident: Accident };

/** Writes one statement after the other, starts the engine again after an accident, and looks. */
class Run {
  readonly #server: TestEngine;
  readonly #rows: number[] = [];
  readonly #acknowledged = new Set<number>();

  constructor(server: TestEngine) {
    this.#server = server;
  }

  async write({ rows, accident: one }: Write): Promise<void> {
    const write = this.#rows.push(rows) - 1;
    const values = Array.from({ length: rows }, (_, n) => `(${write * 100 + n}, ${write})`);
    arm(this.#server, one);
    const { error } = await this.#server.execute(`INSERT INTO orders VALUES ${values.join(', ')}`);
    if (error === null) this.#acknowledged.add(write);
    this.#server.disk.fault = () => null;
    // A killed engine answers nothing more; one whose disk failed is started anew as well.
    if (error !== null || one.kind === 'power') await this.#server.restart('crashed');
  }

  async check(): Promise<void> {
    const found = await rowsByWrite(this.#server);
    for (const [write, rows] of this.#rows.entries()) {
      const allowed = this.#acknowledged.has(write) ? [rows] : [0, rows];
      expect(allowed, `write ${write}`).toContain(found.get(write) ?? 0);
    }
  }
}

test('a statement that writes to several partitions survives a crash whole or not at all', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ seed, partitions, writes }) => {
      const server = await TestEngine.open({ seed });
      try {
        const made = await server.execute(
          `CREATE STREAM orders (id BIGINT NOT NULL, write INTEGER NOT NULL)
           PARTITION BY (id) WITH (partitions = ${partitions})`,
        );
        expect(made.error).toBeNull();
        const run = new Run(server);
        for (const write of writes) {
          await run.write(write);
          await run.check();
        }
      } finally {
        server.disk.fault = () => null;
        await server.close();
      }
    }),
    { numRuns: 60 },
  );
});

test('rows of more than one batch become visible together', async () => {
  const server = await TestEngine.open();
  try {
    await server.execute('CREATE STREAM numbers (n BIGINT NOT NULL)');
    const lines = Array.from({ length: 70_000 }, (_, n) => `{"n":${n}}`).join('\n');
    arm(server, { calls: 3, kind: 'power' });
    await server.ingest('numbers', lines, 'ndjson').catch(() => undefined);
    server.disk.fault = () => null;
    await server.restart('crashed');
    const { results } = await server.execute('SELECT count(*) FROM numbers');
    expect(['0', '70000']).toContain(rowLines(results[0]?.batches ?? [])[0]);
  } finally {
    await server.close();
  }
});
