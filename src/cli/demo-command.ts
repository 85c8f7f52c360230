import type { Engine } from '../engine/api.ts';
import { customersSql, demoSql, someCustomerSql } from './demo-sql.ts';
import { runServer, type ServerSettings } from './run-server.ts';

/** `millrace demo`: the server with generated streams and live views. Answers the exit code. */
export function runDemo(settings: ServerSettings): Promise<number> {
  return runServer(settings, { prepare: prepareDemo, invitation });
}

/**
 * Makes what is not there yet, so that a second start goes on with the first one's data. A first
 * start that was killed half way may have left the table empty: later ones look, but do not keep
 * anyone waiting while views are rebuilt.
 */
export async function prepareDemo(engine: Engine): Promise<void> {
  const isFirst = engine.relations().every(({ name }) => name !== 'customers');
  await run(engine, demoSql);
  if (isFirst) await run(engine, customersSql);
  // What goes wrong here, such as a stop meanwhile, the next start can make good.
  else void fillCustomers(engine).catch(() => undefined);
}

async function fillCustomers(engine: Engine): Promise<void> {
  if ((await run(engine, someCustomerSql)) === 0) await run(engine, customersSql);
}

/** Runs statements; answers the rows of the last one. @throws SqlError */
async function run(engine: Engine, sql: string): Promise<number> {
  const { results, error } = await engine.execute(sql);
  if (error !== null) throw error;
  return results.at(-1)?.rowCount ?? 0;
}

const invitation = `
Open the page, or watch a query change in another terminal:

  npx millrace sql
  SELECT * FROM revenue_per_minute EMIT CHANGES;

Ctrl-C stops the server; the next start goes on where this one ended.
`;
