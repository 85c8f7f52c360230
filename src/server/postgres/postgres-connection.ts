/** The network under one session: a socket, or what a test makes of it. */
export type PostgresConnection = {
  /** Queues bytes. Never blocks and never throws; a closed connection drops them. */
  readonly send: (bytes: Uint8Array) => void;
  /** Resolves when so much has left that more may be sent, or the connection is gone. */
  readonly writable: () => Promise<void>;
  /** Stops and starts the coming of bytes. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** Closes once everything has been sent. */
  readonly close: () => void;
};
