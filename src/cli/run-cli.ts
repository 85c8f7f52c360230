import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { version } from '../common/version.ts';
import type { ShellOptions, ShellScript } from '../shell/shell-options.ts';
import { durationMs } from './duration.ts';
import type { ServerSettings } from './run-server.ts';

/** Where the command writes, and what its subcommands do: each is loaded when it is asked for. */
export type CliWorld = {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly serve: (settings: ServerSettings) => Promise<number>;
  readonly demo: (settings: ServerSettings) => Promise<number>;
  readonly sql: (options: ShellOptions) => Promise<number>;
  /** What comes behind `log`, as it was written. */
  readonly log: (args: readonly string[]) => Promise<number>;
};

/** Exit code of a command line that is not understood. */
const usageError = 2;

const systemCliWorld: CliWorld = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  env: process.env,
  serve: async (settings) => (await import('./serve-command.ts')).runServe(settings),
  demo: async (settings) => (await import('./demo-command.ts')).runDemo(settings),
  sql: async (options) => (await import('../shell/run-shell.ts')).runShell(options),
  log: async (args) => (await import('./log/run-log.ts')).runLog(args),
};

/** The `millrace` command: `serve`, `demo`, `sql` and `log`. Answers the exit code. */
export async function runCli(
  args: readonly string[],
  world: CliWorld = systemCliWorld,
): Promise<number> {
  // Its commands and options are its own, and loaded with it.
  if (args[0] === 'log') return world.log(args.slice(1));
  const result = { code: 0 };
  const program = makeProgram(world, (code) => {
    result.code = code;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return result.code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : usageError;
  }
}

function makeProgram(world: CliWorld, exit: (code: number) => void): Command {
  const program = new Command('millrace')
    .description('Streaming SQL: continuous queries over a partitioned log, live results.')
    .version(version, '-V, --version', 'print the version')
    .helpCommand(false)
    .configureOutput({ writeOut: world.out, writeErr: world.err })
    .exitOverride()
    .showHelpAfterError('(millrace --help shows what there is)');
  addServer(program, 'serve', 'run the server').action(async (options: ServerFlags) =>
    exit(await world.serve(settingsOf(options))),
  );
  addServer(program, 'demo', 'run the server with generated streams and live views').action(
    async (options: ServerFlags) => exit(await world.demo(settingsOf(options))),
  );
  addSql(program, world, exit);
  program.command('log').description('look into the log, write to it, check and repair it');
  return program;
}

/** Where PostgreSQL's clients find the server. */
const usualPostgresPort = 7432;

type ServerFlags = {
  readonly data: string;
  readonly port: number;
  readonly host: string;
  /** Undefined for the usual one. */
  readonly pgPort?: number | 'auto';
  readonly insecure?: boolean;
  readonly files: string;
};

function addServer(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option('--data <dir>', 'where everything is kept', 'millrace-data')
    .option('--port <n>', 'port to listen on; 0 takes any free one', readPort, 7420)
    .option(
      '--pg-port <n>',
      `port for PostgreSQL's clients; 0: none, auto: any free one (default: ${usualPostgresPort}, if it is free)`,
      readPostgresPort,
    )
    .option('--host <host>', 'name or address to listen on', '127.0.0.1')
    .option('--insecure', 'allow an address that other machines reach, without authentication')
    .option('--files <dir>', 'where CREATE STREAM … FROM may read files', '.');
}

function settingsOf(flags: ServerFlags): ServerSettings {
  const { data, port, host, insecure = false, files } = flags;
  return {
    dataDirectory: data,
    filesDirectory: files,
    port,
    host,
    insecure,
    postgres: postgresPort(flags),
  };
}

/** Only the usual port may be taken by somebody else: one that was asked for must be had. */
function postgresPort({ pgPort }: ServerFlags): ServerSettings['postgres'] {
  if (pgPort === 0) return null;
  if (pgPort === 'auto') return { port: 0, optional: false };
  return { port: pgPort ?? usualPostgresPort, optional: pgPort === undefined };
}

type SqlFlags = {
  readonly url: string;
  readonly format?: string;
  readonly output?: string;
  readonly timeout?: number;
  readonly maxRows?: number;
  readonly quiet?: boolean;
  readonly color: boolean;
};

/** The formats that the shell knows; a test compares them, so that the shell is not loaded for help. */
const formats = ['table', 'box', 'vertical', 'csv', 'tsv', 'json', 'ndjson', 'markdown'] as const;

function addSql(program: Command, world: CliWorld, exit: (code: number) => void): void {
  const scripts: ShellScript[] = [];
  const url = world.env['MILLRACE_URL'] ?? 'http://127.0.0.1:7420';
  program
    .command('sql')
    .description('the SQL shell')
    .option('--url <url>', 'where the server is (or MILLRACE_URL)', readUrl, url)
    .option('-c, --command <sql>', 'run SQL and leave; may be repeated', (sql) => {
      scripts.push({ kind: 'command', sql });
    })
    .option('-f, --file <file>', 'run a file of SQL and leave; may be repeated', (path) => {
      scripts.push({ kind: 'file', path });
    })
    .addOption(new Option('--format <format>', 'how results are written').choices(formats))
    .option('-o, --output <file>', 'write results to a file')
    .option('--timeout <time>', 'stop a statement after, for example, 500ms, 10s, 5m', readDuration)
    .option('--max-rows <n>', 'rows of a result at most', readCount)
    .option('-q, --quiet', 'no notices, no row counts')
    .option('--no-color', 'no colours (or NO_COLOR)')
    .addHelpText('after', sqlHelp)
    .action(async (flags: SqlFlags) => exit(await world.sql(shellOptions(flags, scripts))));
}

function shellOptions(flags: SqlFlags, scripts: readonly ShellScript[]): ShellOptions {
  return {
    url: flags.url,
    scripts,
    format: formats.find((format) => format === flags.format) ?? null,
    outputPath: flags.output ?? null,
    timeoutMs: flags.timeout ?? null,
    maxRows: flags.maxRows ?? null,
    quiet: flags.quiet === true,
    color: flags.color,
    version,
  };
}

const sqlHelp = `
Without -c and -f, statements come from the terminal or the standard input. Results that are not
for a terminal are csv, those of continuous queries ndjson.
Exit codes: 0 ok, 1 SQL error, 2 usage, 3 script stopped, 4 cannot connect, 124 timeout, 130 Ctrl-C.`;

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a number from 0 to 65535.');
}

function readPostgresPort(text: string): number | 'auto' {
  return text === 'auto' ? text : readPort(text);
}

function readCount(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count > 0 && Number.isSafeInteger(count)) return count;
  throw new InvalidArgumentError('It must be a whole number above 0.');
}

function readDuration(text: string): number {
  const ms = durationMs(text);
  if (ms !== null) return ms;
  throw new InvalidArgumentError('Times look like 500ms, 10s, 5m or 1h.');
}

/** An address; `localhost:7420` will do. */
function readUrl(text: string): string {
  const written = /^[a-z]+:\/\//i.test(text) ? text : `http://${text}`;
  if (URL.canParse(written) && /^https?:$/.test(new URL(written).protocol)) {
    return written.replace(/\/+$/, '');
  }
  throw new InvalidArgumentError('An address looks like http://127.0.0.1:7420.');
}
