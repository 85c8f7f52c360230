import type { Fetch } from '../../src/client/transport.ts';
import type {
  InputListeners,
  ShellFiles,
  ShellInput,
  ShellOutput,
  ShellWorld,
} from '../../src/shell/shell-world.ts';
import { type FakeSocket, fakeSockets } from './fake-socket.ts';
import { FakeTerminal } from './fake-terminal.ts';
import { ManualClock } from './manual-clock.ts';

/** An input on which the test types. What is typed before anyone listens waits. */
export class FakeInput implements ShellInput {
  readonly isTerminal: boolean;
  raw = false;
  #listeners: InputListeners | null = null;
  readonly #waiting: ((listeners: InputListeners) => void)[] = [];

  constructor(isTerminal: boolean) {
    this.isTerminal = isTerminal;
  }

  readonly setRaw = (raw: boolean): void => {
    this.raw = raw;
  };

  readonly listen = (listeners: InputListeners): (() => void) => {
    this.#listeners = listeners;
    for (const tell of this.#waiting.splice(0)) tell(listeners);
    return () => {
      this.#listeners = null;
    };
  };

  type(text: string): void {
    this.#tell((listeners) => listeners.text(text));
  }

  end(): void {
    this.#tell((listeners) => listeners.end());
  }

  #tell(tell: (listeners: InputListeners) => void): void {
    if (this.#listeners === null) this.#waiting.push(tell);
    else tell(this.#listeners);
  }
}

/** An output that is a pipe. */
export class FakePipe implements ShellOutput {
  readonly isTerminal = false;
  written = '';
  readonly size = (): { columns: number; rows: number } => ({ columns: 80, rows: 24 });
  readonly write = (text: string): void => {
    this.written += text;
  };
}

/** Files in memory. */
export function fakeFiles(): { files: ShellFiles; contents: Map<string, string> } {
  const contents = new Map<string, string>();
  const files: ShellFiles = {
    read: (path) => {
      const text = contents.get(path);
      if (text === undefined) throw new Error('ENOENT: no such file or directory');
      return text;
    },
    append: (path, text) => {
      contents.set(path, (contents.get(path) ?? '') + text);
    },
    replace: (path, text) => {
      contents.set(path, text);
    },
    openOutput: (path) => {
      contents.set(path, '');
      return {
        isTerminal: false,
        size: () => ({ columns: 80, rows: 24 }),
        write: (text) => files.append(path, text),
      };
    },
  };
  return { files, contents };
}

export type FakeWorld = ShellWorld & {
  readonly input: FakeInput;
  readonly output: FakeTerminal | FakePipe;
  readonly messages: FakeTerminal | FakePipe;
  readonly clock: ManualClock;
  readonly contents: Map<string, string>;
  readonly sockets: FakeSocket[];
  readonly interrupt: () => void;
};

/**
 * A world for the shell. With a terminal, input, output and messages are one; else three pipes.
 * `fetch` answers the server's part.
 */
export function fakeWorld(
  fetch: Fetch,
  { terminal, env = {} }: { readonly terminal: boolean; readonly env?: Record<string, string> },
): FakeWorld {
  const { files, contents } = fakeFiles();
  const { made, WebSocket } = fakeSockets();
  const interrupts = new Set<() => void>();
  const output = terminal ? new FakeTerminal() : new FakePipe();
  return {
    input: new FakeInput(terminal),
    output,
    messages: terminal ? output : new FakePipe(),
    clock: new ManualClock(),
    env: { NO_COLOR: '1', ...env },
    homeDirectory: '/home',
    files,
    contents,
    fetch,
    sessionName: 'shell-of-a-test',
    sockets: made,
    loadWebSocket: async () => WebSocket,
    onInterrupt: (listener) => {
      interrupts.add(listener);
      return () => interrupts.delete(listener);
    },
    onResize: () => () => undefined,
    interrupt: () => {
      for (const listener of [...interrupts]) listener();
    },
  };
}
