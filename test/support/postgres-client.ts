import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MillraceCommands } from './millrace-command.ts';

/** Where Debian's packages put the clients of PostgreSQL that tests drive. */
export const clients = {
  psql: { path: '/usr/bin/psql', package: 'postgresql-client' },
  psycopg: { path: '/usr/lib/python3/dist-packages/psycopg2', package: 'python3-psycopg2' },
  jdbc: { path: '/usr/share/java/postgresql.jar', package: 'libpostgresql-jdbc-java' },
  java: { path: '/usr/bin/java', package: 'default-jdk-headless' },
} as const;

/** The title of tests of some clients, which names the packages that are missing; and whether any is. */
export function clientTests(
  title: string,
  ...names: readonly (keyof typeof clients)[]
): { readonly title: string; readonly isMissing: boolean } {
  const missing = names.map((name) => clients[name]).filter(({ path }) => !existsSync(path));
  if (missing.length === 0) return { title, isMissing: false };
  const packages = missing.map((each) => each.package).join(' and ');
  return { title: `${title} (needs the Debian package ${packages})`, isMissing: true };
}

/** A server with a port for PostgreSQL's clients, in a directory of its own. */
export class PostgresTestServer {
  readonly #commands = new MillraceCommands();
  readonly #directory = mkdtempSync(join(tmpdir(), 'millrace-postgres-'));
  readonly #programs: ChildProcess[] = [];
  #url = '';
  port = 0;

  async start(): Promise<void> {
    const args = [
      'serve',
      '--port',
      '0',
      '--pg-port',
      'auto',
      '--data',
      join(this.#directory, 'data'),
    ];
    const { command } = await this.#commands.serve(args, { cwd: this.#directory });
    const [, url = ''] = await command.says(/PostgreSQL clients: psql (\S+)/);
    this.#url = url;
    this.port = Number(new URL(url).port);
  }

  /** `postgresql://127.0.0.1:PORT/millrace` */
  get url(): string {
    return this.#url;
  }

  /** Starts a program with nothing of the caller's settings for PostgreSQL. */
  spawn(program: string, args: readonly string[], input = ''): ChildProcess {
    const settings = Object.entries(process.env).filter(([name]) => !name.startsWith('PG'));
    const child = spawn(program, args, {
      cwd: this.#directory,
      env: {
        ...Object.fromEntries(settings),
        PSQLRC: '/dev/null',
        HOME: this.#directory,
        LC_ALL: 'C.UTF-8',
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#programs.push(child);
    child.stdin?.end(input);
    return child;
  }

  /** Runs a program to its end; answers all that it wrote, errors too, in their order. */
  async run(program: string, args: readonly string[], input = ''): Promise<string> {
    const child = this.spawn(program, args, input);
    let said = '';
    const listen = (text: string): void => {
      said += text;
    };
    child.stdout?.setEncoding('utf8').on('data', listen);
    child.stderr?.setEncoding('utf8').on('data', listen);
    await once(child, 'close');
    return said;
  }

  /** Runs psql over its input; what it says goes to one place, in order. */
  psql(input: string, ...args: readonly string[]): Promise<string> {
    const psql = `exec ${clients.psql.path} -X ${args.join(' ')} '${this.#url}' 2>&1`;
    return this.run('/bin/sh', ['-c', psql], input);
  }

  async stop(): Promise<void> {
    for (const program of this.#programs) {
      if (program.exitCode === null && program.signalCode === null) program.kill('SIGKILL');
    }
    await this.#commands.endAll();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
