import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The command as `npm ci` leaves it. */
export const millraceCommand = fileURLToPath(new URL('../../bin/millrace.mjs', import.meta.url));

/** Nothing that a test waits for takes so long, unless it will not come at all. */
const patienceMs = 25_000;

export type CommandOptions = {
  /** The directory that it is started in. */
  readonly cwd?: string;
  /** What it is given on its standard input; without it there is none. */
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
};

/** How a command ended, and all that it wrote. */
export type CommandEnd = {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
};

/** A `millrace` of its own, with what it has written so far. */
export class MillraceCommand {
  out = '';
  err = '';
  readonly #args: readonly string[];
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;

  constructor(args: readonly string[], { cwd, input, env = {} }: CommandOptions = {}) {
    this.#args = args;
    this.#child = spawn(process.execPath, [millraceCommand, ...args], {
      cwd,
      env: { ...process.env, ...env },
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    this.#closed = once(this.#child, 'close');
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.out += text;
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.err += text;
    });
    this.#child.stdin?.end(input);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Waits until it has written something like it. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    const found = (): RegExpExecArray | null => pattern.exec(this.out) ?? pattern.exec(this.err);
    await eventually(() => found() !== null || this.#isOver());
    const match = found();
    if (match === null) throw new Error(`it did not say ${pattern}:${this.#story()}`);
    return match;
  }

  /** Waits for its end. */
  async end(): Promise<CommandEnd> {
    await within(this.#closed, () => `millrace did not end:${this.#story()}`);
    return { code: this.#child.exitCode, out: this.out, err: this.err };
  }

  /** Ends it with a signal, and waits. */
  async kill(signal: NodeJS.Signals): Promise<CommandEnd> {
    if (!this.#isOver()) this.#child.kill(signal);
    return await this.end();
  }

  #isOver(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  #story(): string {
    return `\n$ millrace ${this.#args.join(' ')}\n${this.out}\n${this.err}`;
  }
}

/** A server that is ready. */
export type MillraceServer = { readonly url: string; readonly command: MillraceCommand };

/** The commands of a test: all of them are gone when it ends. */
export class MillraceCommands {
  readonly #commands: MillraceCommand[] = [];

  start(args: readonly string[], options: CommandOptions = {}): MillraceCommand {
    const command = new MillraceCommand(args, options);
    this.#commands.push(command);
    return command;
  }

  /** Runs it to its end. */
  run(args: readonly string[], options: CommandOptions = {}): Promise<CommandEnd> {
    return this.start(args, options).end();
  }

  /** Starts a server, `serve` or `demo`, and waits until it is ready. Its port for PostgreSQL is a free one. */
  async serve(args: readonly string[], options: CommandOptions = {}): Promise<MillraceServer> {
    const isSaid = args.includes('--pg-port');
    const command = this.start(isSaid ? args : [...args, '--pg-port', 'auto'], options);
    const [, url = ''] = await command.says(/ready at (http:\S+)/);
    return { url, command };
  }

  /** Ends what still runs; for `afterEach`. */
  async endAll(): Promise<void> {
    await Promise.all(this.#commands.splice(0).map((command) => command.kill('SIGKILL')));
  }
}

/** Waits until something holds. @throws Error when it never does */
export async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const endMs = performance.now() + patienceMs; performance.now() < endMs; ) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`waited in vain for ${patienceMs / 1000} s`);
}

async function within(work: Promise<unknown>, complaint: () => string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(complaint())), patienceMs);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
