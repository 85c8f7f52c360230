import { randomUUID } from 'node:crypto';
import {
  appendFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import type { WriteStream } from 'node:tty';
import { systemClock } from '../common/clock.ts';
import { httpFetch } from './http-fetch.ts';
import type { ShellFiles, ShellInput, ShellOutput, ShellWorld } from './shell-world.ts';

/** The world of this process. A reader that leaves (`| head`) ends it quietly. */
export function systemWorld(): ShellWorld {
  const { stdout, stderr, env } = process;
  for (const stream of [stdout, stderr]) stream.on('error', leaveOnBrokenPipe);
  return {
    input: systemInput(),
    output: systemOutput(stdout),
    messages: systemOutput(stderr),
    clock: systemClock,
    env,
    homeDirectory: homedir(),
    files: systemFiles,
    fetch: httpFetch,
    sessionName: `shell-${randomUUID()}`,
    loadWebSocket: async () => {
      const { WebSocket } = await import('ws');
      return WebSocket;
    },
    onInterrupt: (listener) => {
      process.on('SIGINT', listener);
      return () => process.off('SIGINT', listener);
    },
    onResize: (listener) => {
      stdout.on('resize', listener);
      return () => stdout.off('resize', listener);
    },
  };
}

function leaveOnBrokenPipe(error: Error & { readonly code?: string }): void {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
}

function systemOutput(stream: WriteStream): ShellOutput {
  return {
    isTerminal: stream.isTTY === true,
    size: () => ({ columns: stream.columns || 80, rows: stream.rows || 24 }),
    write: (text) => {
      stream.write(text);
    },
  };
}

function systemInput(): ShellInput {
  const { stdin } = process;
  return {
    isTerminal: stdin.isTTY === true,
    setRaw: (raw) => {
      if (stdin.isTTY === true) stdin.setRawMode(raw);
    },
    listen: ({ text, end }) => {
      const decoder = new StringDecoder('utf8');
      const onData = (chunk: Buffer): void => text(decoder.write(chunk));
      stdin.on('data', onData);
      stdin.on('end', end);
      stdin.on('error', end);
      stdin.resume();
      return () => {
        stdin.off('data', onData);
        stdin.off('end', end);
        stdin.off('error', end);
        stdin.pause();
      };
    },
  };
}

const systemFiles: ShellFiles = {
  read: (path) => readFileSync(path, 'utf8'),
  append: (path, text) => {
    mkdirSync(dirname(path), { recursive: true });
    appendFileSync(path, text, { mode: 0o600 });
  },
  replace: (path, text) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { mode: 0o600 });
  },
  openOutput: (path) => {
    const file = openSync(path, 'w');
    return {
      isTerminal: false,
      size: () => ({ columns: 80, rows: 24 }),
      write: (text) => writeAll(file, Buffer.from(text)),
    };
  },
};

function writeAll(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}
