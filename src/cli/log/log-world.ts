import { watch } from 'node:fs';
import type { Clock } from '../../common/clock.ts';
import { systemClock } from '../../common/clock.ts';
import type { Disk } from '../../common/disk.ts';
import { isProcessLockHeld } from '../../log/disk/process-lock.ts';
import { systemDisk } from '../../log/disk/system-disk.ts';

/** What the tools of the log reach the outside by. */
export type LogWorld = {
  readonly disk: Disk;
  readonly clock: Clock;
  /** Writes to the standard output; resolves when there is room for more: false when nobody reads. */
  readonly out: (bytes: Uint8Array | string) => Promise<boolean>;
  /** Writes to the standard error. */
  readonly err: (text: string) => void;
  /** The standard input. */
  readonly input: () => AsyncIterable<Uint8Array>;
  /** Columns of the terminal that errors go to; null when it is none. */
  readonly errColumns: () => number | null;
  /** Whether a living process holds the lock of this path. */
  readonly isLockHeld: (path: string) => Promise<boolean>;
  /** Calls back when something in a directory changes; returns how to stop. @throws errors of the file system */
  readonly watch: (directory: string, changed: () => void) => () => void;
  /** Resolves when the process is asked to end (SIGINT, SIGTERM). */
  readonly stopped: () => Promise<void>;
};

/** The world of a process. */
export function systemLogWorld(): LogWorld {
  let isClosed = false;
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', () => {
      isClosed = isClosed || stream === process.stdout;
    });
  }
  return {
    disk: systemDisk,
    clock: systemClock,
    out: (bytes) =>
      new Promise((resolve) => {
        if (isClosed) resolve(false);
        else process.stdout.write(bytes, (error) => resolve(error == null && !isClosed));
      }),
    err: (text) => process.stderr.write(text),
    input: () => process.stdin,
    errColumns: () => (process.stderr.isTTY ? (process.stderr.columns ?? 80) : null),
    isLockHeld: isProcessLockHeld,
    watch: (directory, changed) => {
      const watcher = watch(directory, changed);
      // A directory that goes away says so by a change.
      watcher.on('error', changed);
      return () => watcher.close();
    },
    stopped: () =>
      new Promise((resolve) => {
        process.once('SIGINT', () => resolve());
        process.once('SIGTERM', () => resolve());
      }),
  };
}
