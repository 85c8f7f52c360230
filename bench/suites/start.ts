import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { percentile, type Suite } from '../measurement.ts';
import { command, type ServerProcess, startServerProcess } from '../server-process.ts';

const runs = 5;

/** From the start of a process to ready, and from the start of the shell to its prompt; the median of five. */
export const start: Suite = async (options) => {
  const emit = (name: string, samples: readonly number[]): void =>
    options.emit({ suite: 'start', name, value: percentile(samples, 0.5), unit: 'ms' });
  emit('server to ready', await times(async () => stopped(await startServerProcess())));
  const demos = await times(timeDemo);
  emit(
    'demo to ready, first start',
    demos.map(({ first }) => first),
  );
  emit(
    'demo to ready, second start',
    demos.map(({ second }) => second),
  );
  const server = await startServerProcess();
  try {
    emit('shell to prompt', await times(() => timePrompt(server.url)));
  } finally {
    await server.stop();
  }
};

async function times<Sample>(measure: () => Promise<Sample>): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (let i = 0; i < runs; i += 1) samples.push(await measure());
  return samples;
}

async function stopped(server: ServerProcess): Promise<number> {
  await server.stop();
  return server.readyMs;
}

/** The second start goes on with what the first one has made in a second. */
async function timeDemo(): Promise<{ readonly first: number; readonly second: number }> {
  const directory = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  try {
    const server = await startServerProcess({ subcommand: 'demo', directory });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const first = await stopped(server);
    return {
      first,
      second: await stopped(await startServerProcess({ subcommand: 'demo', directory })),
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Runs the shell in a terminal of its own (`script` of util-linux) until its prompt shows. */
function timePrompt(url: string): Promise<number> {
  const startMs = performance.now();
  const line = `${process.execPath} ${command} sql --url ${url}`;
  const child = spawn('script', ['-qfec', line, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    let output = '';
    child.on('error', reject);
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (!output.includes('millrace>')) return;
      child.stdin.end('\u0004');
      child.once('exit', () => undefined);
      resolve(performance.now() - startMs);
    });
  });
}
