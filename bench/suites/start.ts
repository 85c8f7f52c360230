import { spawn } from 'node:child_process';
import { percentile, type Suite } from '../measurement.ts';
import { command, startServerProcess } from '../server-process.ts';

const runs = 5;

/** From the start of the process to ready, and from the start of the shell to its prompt; the median of five. */
export const start: Suite = async (options) => {
  const ready: number[] = [];
  for (let i = 0; i < runs; i += 1) {
    const server = await startServerProcess();
    ready.push(server.readyMs);
    await server.stop();
  }
  const unit = 'ms';
  options.emit({ suite: 'start', name: 'server to ready', value: percentile(ready, 0.5), unit });
  const server = await startServerProcess();
  try {
    const prompts: number[] = [];
    for (let i = 0; i < runs; i += 1) prompts.push(await timePrompt(server.url));
    options.emit({
      suite: 'start',
      name: 'shell to prompt',
      value: percentile(prompts, 0.5),
      unit,
    });
  } finally {
    await server.stop();
  }
};

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
