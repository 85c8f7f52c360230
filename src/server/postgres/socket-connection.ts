import type { Socket } from 'node:net';
import type { PostgresConnection } from './postgres-connection.ts';

/** Bytes that may wait in a socket before its writer waits. */
const waitingBytesMax = 256 * 1024;

/** Whom a socket tells what happens. */
export type SocketListener = {
  readonly received: (bytes: Uint8Array) => void;
  /** Called once; nothing is received afterwards. */
  readonly closed: () => void;
};

/** A socket as sessions know it. */
export function openSocketConnection(
  socket: Socket,
  { received, closed }: SocketListener,
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
  socket.on('end', closed);
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
      socket.unref();
    },
  };
}
