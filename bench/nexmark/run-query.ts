import type { Batch } from '../../src/data/batch.ts';
import type { Engine, SubscriptionSink } from '../../src/engine/api.ts';

/** What a run of a query to the end of its input gave. */
export type QueryRun = {
  readonly seconds: number;
  readonly outputRows: number;
  /** The most that `SHOW QUERIES` told on the way. */
  readonly stateBytes: number;
};

/** Runs a continuous query to the end of its bounded input; `take` is given every batch of its output. */
export async function runQuery(
  engine: Engine,
  sql: string,
  take: (batch: Batch) => void,
): Promise<QueryRun> {
  let outputRows = 0;
  let stateBytes = 0;
  const count = (batch: Batch): void => {
    outputRows += batch.rowCount;
    take(batch);
  };
  const watch = setInterval(() => {
    void stateOf(engine).then((bytes) => {
      stateBytes = Math.max(stateBytes, bytes);
    });
  }, 100);
  const startMs = performance.now();
  try {
    await new Promise<void>((resolve, reject) => {
      const sink = countingSink(count, resolve, reject);
      const request = { sql, from: 'snapshot', mode: 'changes', progressMs: 1000 } as const;
      engine.subscribe(request, sink).catch(reject);
    });
  } finally {
    clearInterval(watch);
  }
  return { seconds: (performance.now() - startMs) / 1000, outputRows, stateBytes };
}

function countingSink(
  count: (batch: Batch) => void,
  done: () => void,
  error: (error: Error) => void,
): SubscriptionSink {
  return {
    open: () => undefined,
    snapshot: count,
    snapshotEnd: () => undefined,
    changes: (_epoch, batch) => count(batch),
    progress: () => undefined,
    reset: () => undefined,
    lag: () => undefined,
    error,
    done,
    accepts: () => true,
  };
}

/** The state of all queries in bytes. */
async function stateOf(engine: Engine): Promise<number> {
  const { results } = await engine.execute('SHOW QUERIES');
  const [answer] = results;
  const column = answer?.schema?.fields.findIndex(({ name }) => name === 'state_bytes') ?? -1;
  let bytes = 0;
  for (const batch of answer?.batches ?? []) {
    const vector = batch.columns[column];
    if (vector?.kind === 'f64') for (const value of vector.values) bytes += value;
  }
  return bytes;
}
