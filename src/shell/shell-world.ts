import type { Fetch, WebSocketConstructor } from '../client/transport.ts';
import type { Clock } from '../common/clock.ts';

/** Where text goes: the terminal, a pipe or a file. */
export type ShellOutput = {
  readonly isTerminal: boolean;
  /** Columns and rows of the terminal; 80 by 24 where there is none. */
  readonly size: () => { readonly columns: number; readonly rows: number };
  readonly write: (text: string) => void;
};

/** Where text comes from. */
export type ShellInput = {
  readonly isTerminal: boolean;
  /** Takes keys one by one, unechoed, Ctrl-C included; or lines as the terminal edits them. */
  readonly setRaw: (raw: boolean) => void;
  /** Tells every piece of text until the answer is called, then pauses. */
  readonly listen: (listeners: InputListeners) => () => void;
};

export type InputListeners = {
  readonly text: (chunk: string) => void;
  readonly end: () => void;
};

/** Everything the shell has of the world, so that a test can be the world. */
export type ShellWorld = {
  readonly input: ShellInput;
  /** Data, and nothing else. */
  readonly output: ShellOutput;
  /** Everything else: notices, timing, errors. */
  readonly messages: ShellOutput;
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder of the user, absolute. */
  readonly homeDirectory: string;
  readonly files: ShellFiles;
  readonly fetch: Fetch;
  /** Names the shell's session at the server: one of its own for every run. */
  readonly sessionName: string;
  /** Loaded only when something goes on: it takes as long as the rest of the start. */
  readonly loadWebSocket: () => Promise<WebSocketConstructor>;
  /** Calls on Ctrl-C where the terminal is not raw; answers how to stop. */
  readonly onInterrupt: (listener: () => void) => () => void;
  /** Calls when the terminal has another size; answers how to stop. */
  readonly onResize: (listener: () => void) => () => void;
};

/** Files by path. They throw what Node throws. */
export type ShellFiles = {
  readonly read: (path: string) => string;
  /** Adds to a file that only its owner may read, making it and its folder where they are missing. */
  readonly append: (path: string, text: string) => void;
  readonly replace: (path: string, text: string) => void;
  /** Begins a file anew. */
  readonly openOutput: (path: string) => ShellOutput;
};
