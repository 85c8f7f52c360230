import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The built command. */
export const command = fileURLToPath(new URL('../bin/millrace.mjs', import.meta.url));

/** A `millrace serve` of the benchmark's own. */
export type ServerProcess = {
  readonly url: string;
  /** From the start of the process to the line that says that it is ready. */
  readonly readyMs: number;
  readonly stop: () => Promise<void>;
};

/** What is to be started: `serve` on a fresh directory unless told. */
export type ServerStart = {
  readonly subcommand?: 'serve' | 'demo';
  /** Kept when the server stops. */
  readonly directory?: string;
};

/** Starts the built server on a free port and waits until it is ready. */
export async function startServerProcess(start: ServerStart = {}): Promise<ServerProcess> {
  const { subcommand = 'serve', directory: given } = start;
  const directory = given ?? mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  const startMs = performance.now();
  const child = spawn(
    process.execPath,
    [command, subcommand, '--port', '0', '--pg-port', '0', '--data', directory],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const url = await readyUrl(child);
  const readyMs = performance.now() - startMs;
  const stop = async (): Promise<void> => {
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await exited;
    if (given === undefined) rmSync(directory, { recursive: true, force: true });
  };
  return { url, readyMs, stop };
}

function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const url = /ready at (http:\S+)/.exec(output)?.[1];
      if (url !== undefined) resolve(url);
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${output}`)));
  });
}

/** Runs statements and answers their rows. @throws Error when one fails. */
export async function runSql(url: string, sql: string): Promise<void> {
  const response = await fetch(`${url}/v1/sql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sql }),
  });
  const body = await response.text();
  if (!response.ok) throw new Error(body);
}
