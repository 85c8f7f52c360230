import type { Writable } from 'node:stream';
import { runCli } from './run-cli.ts';

const code = await runCli(process.argv.slice(2));
// A full pipe takes the rest only as its reader reads.
await Promise.all([process.stdout, process.stderr].map(written));
// Sockets that still say goodbye must not keep a finished command waiting.
process.exit(code);

/** Resolves when everything has been written, or cannot be. */
function written(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}
