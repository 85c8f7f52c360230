import type { Connection } from '../../src/common/net.ts';

/** A frame to a client, parsed: the fields that tests look at. */
export type SentFrame = {
  readonly t?: unknown;
  readonly id?: unknown;
  readonly code?: unknown;
  readonly epoch?: unknown;
  readonly part?: unknown;
  readonly seq?: unknown;
  readonly last?: unknown;
  readonly rows?: unknown;
  readonly d?: unknown;
};

/** A connection whose frames can be looked at, and whose network can be made to stall. */
export class FakeConnection implements Connection {
  readonly frames: string[] = [];
  closedWith: { readonly code: number; readonly reason: string } | null = null;
  #stalls = false;
  #buffered = 0;

  readonly send = (text: string): void => {
    if (this.closedWith !== null) return;
    this.frames.push(text);
    if (this.#stalls) this.#buffered += text.length;
  };

  readonly bufferedBytes = (): number => this.#buffered;

  readonly close = (code: number, reason: string): void => {
    this.closedWith ??= { code, reason };
  };

  /** From now on the network takes nothing. */
  stall(): void {
    this.#stalls = true;
  }

  /** The network takes so many bytes of what waits, or all of it. */
  take(bytes = this.#buffered): void {
    this.#buffered -= Math.min(bytes, this.#buffered);
  }

  /** The network takes all there is, and from now on everything at once. */
  flow(): void {
    this.#stalls = false;
    this.#buffered = 0;
  }

  /** All frames since the last call, parsed. */
  taken(): readonly SentFrame[] {
    return this.frames.splice(0).map((frame) => JSON.parse(frame));
  }
}
