import type { IncomingMessage } from 'node:http';

/** The body of a request, piece by piece as it comes, up to a number of bytes. */
export class RequestBody implements AsyncIterable<Uint8Array> {
  readonly #request: IncomingMessage;
  readonly #bytesMax: number;
  readonly #pieces: AsyncIterator<Uint8Array>;
  #bytes = 0;

  constructor(request: IncomingMessage, bytesMax: number) {
    this.#request = request;
    this.#bytesMax = bytesMax;
    this.#pieces = request.iterator({ destroyOnReturn: false });
  }

  /** Whether all of it has come. */
  get isComplete(): boolean {
    return this.#request.readableEnded;
  }

  /** Iteration throws when the body is too large (status 413) or ends early (400). */
  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return { next: () => this.#next() };
  }

  /** Reads what nobody wants any more, as far as it may go: many clients listen only afterwards. */
  async discard(): Promise<void> {
    try {
      while ((await this.#next()).done !== true);
    } catch {
      // Whoever does not end, or is gone, hears nothing.
    }
  }

  async #next(): Promise<IteratorResult<Uint8Array>> {
    if (Number(this.#request.headers['content-length']) > this.#bytesMax) throw tooLarge();
    const next = await this.#pieces.next().catch(() => {
      throw refusal(400, 'the body ended early');
    });
    if (next.done !== true) this.#bytes += next.value.length;
    if (this.#bytes > this.#bytesMax) throw tooLarge();
    return next;
  }
}

function tooLarge(): Error {
  return refusal(413, 'the body is too large');
}

/** An error with the status that it is answered with. */
function refusal(statusCode: number, message: string): Error {
  return Object.assign(new Error(message), { statusCode });
}
