import { runCli } from './run-cli.ts';

const code = await runCli(process.argv.slice(2));
// Sockets that still say goodbye must not keep a finished command waiting.
process.exit(code);
