import { type Frame, FrameReader } from './frame-reader.ts';

/** Bytes that may wait while the session works; then the connection is paused. */
const waitingBytesMax = 256 * 1024;

/** What comes in over a connection, message by message. No more is taken in than the session works off. */
export class Inbox {
  readonly #reader = new FrameReader();
  readonly #pause: () => void;
  readonly #resume: () => void;
  #wake: (() => void) | null = null;
  #isPaused = false;
  #isFinished = false;
  #isOver = false;

  constructor(flow: { readonly pause: () => void; readonly resume: () => void }) {
    this.#pause = flow.pause;
    this.#resume = flow.resume;
  }

  /** Takes bytes from the connection. */
  add(chunk: Uint8Array): void {
    if (this.#isOver) return;
    this.#reader.add(chunk);
    if (this.#wake === null && !this.#isPaused && this.#reader.heldBytes > waitingBytesMax) {
      this.#isPaused = true;
      this.#pause();
    }
    this.#wake?.();
  }

  /** Nothing more comes: what is there already is still worked off. */
  finish(): void {
    this.#isFinished = true;
    this.#wake?.();
  }

  /** Nothing is taken any more. */
  end(): void {
    this.#isOver = true;
    this.#wake?.();
  }

  /** From the next message on they have types. */
  startupIsOver(): void {
    this.#reader.startupIsOver();
  }

  /** The next message; null when there are no more. @throws ProtocolError for what is none */
  async next(): Promise<Frame | null> {
    for (;;) {
      if (this.#isOver) return null;
      const frame = this.#reader.next();
      if (frame !== null) return frame;
      if (this.#isFinished) return null;
      await this.#more();
    }
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = null;
        resolve();
      };
      if (!this.#isPaused) return;
      this.#isPaused = false;
      this.#resume();
    });
  }
}
