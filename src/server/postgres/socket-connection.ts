import type { Socket } from 'node:net';
import type { Clock } from '../../common/clock.ts';
import type { PostgresConnection } from './postgres-connection.ts';

/** Bytes that may wait in a socket before its writer waits. */
const waitingBytesMax = 256 * 1024;

/** Whom a socket tells what happens. */
export type SocketListener = {
  readonly received: (bytes: Uint8Array) => void;
  /** The client says nothing more, but may still listen. */
  readonly finished: () => void;
  /** Nothing is received afterwards. */
  readonly closed: () => void;
};

/** So long may it take between the goodbye of one side and that of the other. */
const goodbyeMs = 1000;

/** A socket as sessions know it; it was made to stay open when its client ends. */
export function openSocketConnection(
  socket: Socket,
  clock: Clock,
  { received, finished, closed }: SocketListener,
): PostgresConnection {
  let waiting: (() => void)[] = [];
  const wake = (): void => {
    const woken = waiting;
    waiting = [];
    for (const resolve of woken) resolve();
  };
  socket.on('data', received);
  socket.on('drain', wake);
  socket.on('error', () => socket.destroy());
  socket.on('end', () => {
    finished();
    // A client that listens on leaves as soon as it has heard; one that has gone says no more than this.
    const timer = clock.after(goodbyeMs, closed);
    socket.once('close', () => timer.cancel());
  });
  socket.once('close', () => {
    closed();
    wake();
  });
  return {
    send: (bytes) => {
      if (!socket.destroyed && !socket.writableEnded) socket.write(bytes);
    },
    writable: () => {
      if (socket.destroyed || socket.writableLength <= waitingBytesMax) return Promise.resolve();
      return new Promise((resolve) => {
        waiting.push(resolve);
      });
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    close: () => {
      socket.end();
      // What is still said is not listened to: else the goodbye might not arrive.
      socket.resume();
      const timer = clock.after(goodbyeMs, () => socket.destroy());
      socket.once('close', () => timer.cancel());
    },
  };
}
