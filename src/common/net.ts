/**
 * The seam for the network: one message connection as the engine's sessions see it. The server
 * adapts a WebSocket to it, a simulation or a test hands in its own.
 */
export type Connection = {
  /** Queues one text frame. Never blocks and never throws; a closed connection drops it. */
  readonly send: (text: string) => void;
  /** Bytes queued and not yet handed to the network. */
  readonly bufferedBytes: () => number;
  /** Starts an orderly close with a WebSocket close code and a reason. */
  readonly close: (code: number, reason: string) => void;
};
