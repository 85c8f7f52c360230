/**
 * What the client needs of the world, so that a browser, the shell and tests can hand in their
 * own. The global `fetch` and `WebSocket` of browsers and the WebSocket of the package ws fit.
 */

/** One HTTP exchange. Rejects when nobody answers or when the signal aborts. */
export type Fetch = (
  url: string,
  init: {
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly body?: string;
    readonly signal?: AbortSignal | null;
  },
) => Promise<FetchAnswer>;

export type FetchAnswer = {
  readonly ok: boolean;
  readonly status: number;
  /** What comes of it piece by piece; where it is left out, or null, there is only the whole. */
  readonly body?: ByteStream | AsyncIterable<Uint8Array> | null;
  text(): Promise<string>;
};

/** The part of a ReadableStream that the client uses. */
export type ByteStream = {
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  };
};

/** The part of a WebSocket event that the client reads. */
export type SocketEvent = {
  readonly type: string;
  readonly data?: unknown;
  readonly code?: number;
  readonly reason?: string;
};

/** A WebSocket as far as the client uses it. */
export type Socket = {
  addEventListener(
    type: 'open' | 'message' | 'close' | 'error',
    listener: (event: SocketEvent) => void,
  ): void;
  send(text: string): void;
  close(code?: number, reason?: string): void;
};

export type WebSocketConstructor = new (url: string, protocols?: string | string[]) => Socket;
